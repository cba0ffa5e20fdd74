package org.ashlar.models.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One row of a report: facts by name, in their order. A row with `error` has the ratio 0.
///
/// | fact | |
/// | --- | --- |
/// | `name` | the case |
/// | `ours_ms`, `peer_ms` | medians of the slices; `_p10`, `_p90` beside them |
/// | `ratio` | the peer's time by ours: the median of the rounds; `_p10`, `_p90` beside it |
/// | `ratio_fast` | of the fastest deciles of both |
/// | `max_abs_diff` | the largest difference of two numbers |
/// | `precision`, `mean_abs_diff`, `loss` | where ours is not in f32: which, and how far it is from the peer's f32 |
/// | `gflops`, `gbs`, `share` | ours: operations and bytes a second in thousands of millions, and the larger part of what the machine does at most |
/// | `load_ms`, `peer_load_ms` | from the file to the first answer, in this process, which has loaded it before: the least of three times (with `--quick` the only one) |
/// | `first_answer_ms`, `peer_first_answer_ms` | the same in a process of its own, which has not |
/// | `peak_bytes`, `peer_peak_bytes` | what that process took at most |
/// | `memory_bytes`, `code_bytes` | ours: weights with workspace, generated code |
/// | `profile` | ours: `kernel`, `ms`, `gbs`, `gflops` of each kernel |
public record Row(Map<String, Object> facts) {
  public static Row error(String name, String why) {
    var facts = new LinkedHashMap<String, Object>();
    facts.put("name", name);
    facts.put("ratio", 0);
    facts.put("error", why);
    return new Row(facts);
  }

  /// The same with more facts.
  public Row with(Map<String, ?> more) {
    var all = new LinkedHashMap<String, Object>(facts);
    all.putAll(more);
    return new Row(all);
  }

  public String name() {
    return String.valueOf(facts.get("name"));
  }

  /// What went wrong; empty where nothing did.
  public String error() {
    return String.valueOf(facts.getOrDefault("error", ""));
  }

  public boolean isError() {
    return facts.containsKey("error");
  }

  public boolean has(String fact) {
    return facts.get(fact) instanceof Number;
  }

  /// A number; 0 where there is none.
  public double number(String fact) {
    return facts.get(fact) instanceof Number n ? n.doubleValue() : 0;
  }

  /// The kernels of its profile; none where it was not asked for.
  public List<Row> profile() {
    return facts.get("profile") instanceof List<?> kernels
        ? kernels.stream().map(Row::kernel).toList()
        : List.of();
  }

  private static Row kernel(Object said) {
    var facts = new LinkedHashMap<String, Object>();
    if (said instanceof Map<?, ?> map) {
      map.forEach((key, value) -> facts.put(String.valueOf(key), value));
    }
    return new Row(facts);
  }
}
