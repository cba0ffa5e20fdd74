package org.ashlar.compiler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Programs by the text that they were made of, the least recently used dropped first. Emptied
/// whenever a block arrives or leaves: a program holds the blocks' objects.
final class Cache {
  private static final int PROGRAMS = 64;

  private final Map<String, Program> programs = new LinkedHashMap<>(16, 0.75f, true);
  private long epoch;

  /// Grows each time that the cache is emptied.
  synchronized long epoch() {
    return epoch;
  }

  synchronized Optional<Program> find(String key) {
    return Optional.ofNullable(programs.get(key));
  }

  /// Keeps a program, unless the cache was emptied after its compilation began.
  synchronized void keep(String key, Program program, long began) {
    if (began != epoch) {
      return;
    }
    programs.put(key, program);
    if (programs.size() > PROGRAMS) {
      programs.remove(programs.keySet().iterator().next());
    }
  }

  synchronized void clear() {
    epoch++;
    programs.clear();
  }

  synchronized int size() {
    return programs.size();
  }
}
