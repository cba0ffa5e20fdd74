package org.ashlar.models.bench.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory this process has taken, as Linux tells; nothing elsewhere.
final class MemoryUse {
  private MemoryUse() {}

  /// The most bytes that were resident at once; 0 where nobody tells.
  static long most() {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
              .filter(line -> line.startsWith("VmHWM:"))
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
