package org.ashlar.models.bench.worker;

import java.util.List;
import java.util.Map;
import org.ashlar.models.bench.measure.Clock;
import tools.jackson.databind.json.JsonMapper;

/// What a worker is asked to do: some cases of a suite.
///
/// @param peer empty to measure ours alone
/// @param models files and folders, for the suite `models`
/// @param sizes numbers for sizes that models leave open
/// @param match only cases with this in their names
/// @param from the first case, by number
/// @param folder for files that cases write
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
    String folder) {
  public String text() {
    return JsonMapper.builder().build().writeValueAsString(this);
  }

  static Job of(String text) {
    return JsonMapper.builder().build().readValue(text, Job.class);
  }

  /// The same from another case on.
  public Job from(int at) {
    return new Job(
        suite, peer, device, threads, pace, clock, models, sizes, match, profile, at, folder);
  }

  /// A line of the worker's: `cases` first, then `limits`, `begin` and `row`s.
  static String line(String what, Object value) {
    return "@" + JsonMapper.builder().build().writeValueAsString(Map.of(what, value));
  }
}
