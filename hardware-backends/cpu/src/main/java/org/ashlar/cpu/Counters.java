package org.ashlar.cpu;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a run counts: launches, and nanoseconds in all and by kernel.
final class Counters {
  /// Counts nothing.
  static final Counters NONE = new Counters();

  private final Map<String, Number> numbers = new LinkedHashMap<>();
  private int launches;

  /// A kernel was run.
  void kernel(String name, long nanos) {
    launches++;
    numbers.merge("time_ns." + name, nanos, (a, b) -> a.longValue() + b.longValue());
  }

  /// The run is over.
  void end(long nanos) {
    numbers.put("launches", launches);
    numbers.put("time_ns", nanos);
  }

  Map<String, Number> all() {
    return Map.copyOf(numbers);
  }
}
