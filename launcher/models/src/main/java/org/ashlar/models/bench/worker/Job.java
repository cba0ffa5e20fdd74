package org.ashlar.models.bench.worker;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.stage.Precision;
import org.ashlar.models.bench.measure.Clock;
import tools.jackson.databind.json.JsonMapper;

/// What a worker is asked to do: some cases of a suite.
///
/// @param peer empty to measure ours alone
/// @param pace `full`, `quick`, `once`, or `first` for nothing but a first answer
/// @param models files and folders, for the suite `models`
/// @param sizes numbers for sizes that models leave open
/// @param match only cases with this in their names
/// @param from the first case, by number
/// @param folder for files that cases write
/// @param precision of ours
public record Job(
    String suite,
    String peer,
    String device,
    int threads,
    String pace,
    Clock clock,
    List<String> models,
    Map<String, Long> sizes,
    String match,
    boolean profile,
    int from,
    String folder,
    Precision precision) {
  private static final String FIRST = "first";

  public String text() {
    return JsonMapper.builder().build().writeValueAsString(this);
  }

  /// The first answer of one case in one system alone.
  ///
  /// @param side a peer, or `none` for ours
  public Job first(String name, String side) {
    return new Job(
        suite, side, device, threads, FIRST, clock, models, sizes, name, false, 0, folder,
        precision);
  }

  boolean isFirst() {
    return pace.equals(FIRST);
  }

  static Job of(String text) {
    return JsonMapper.builder().build().readValue(text, Job.class);
  }

  /// The same from another case on.
  public Job from(int at) {
    return new Job(
        suite, peer, device, threads, pace, clock, models, sizes, match, profile, at, folder,
        precision);
  }

  /// A line of the worker's: `cases` first, then `limits`, `begin` and `row`s.
  static String line(String what, Object value) {
    return "@" + JsonMapper.builder().build().writeValueAsString(Map.of(what, value));
  }
}
