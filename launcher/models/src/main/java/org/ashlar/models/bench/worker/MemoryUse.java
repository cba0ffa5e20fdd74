package org.ashlar.models.bench.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory this process has taken since a moment, as Linux tells; nothing elsewhere.
record MemoryUse(long before) {
  /// From now on.
  static MemoryUse begin() {
    System.gc();
    try {
      Files.writeString(Path.of("/proc/self/clear_refs"), "5");
    } catch (IOException e) {
      // the most is that of the whole process then, and nothing is told
    }
    return new MemoryUse(status("VmHWM:"));
  }

  /// The most that was in use at once, above what was in use at the beginning.
  long most() {
    return before == 0 ? 0 : Math.max(0, status("VmHWM:") - before);
  }

  private static long status(String name) {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.replaceAll("\\D", ""))
          .mapToLong(Long::parseLong)
          .findFirst()
          .orElse(0)
          << 10;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
