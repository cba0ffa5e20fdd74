package org.ashlar.simulation.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Writes a trace to a file: Chrome's JSON, which every viewer reads, while it is small; Perfetto's
/// binary tracks when it is large or the name ends in `.pftrace`.
public final class TraceFile {
  /// Beyond this many events viewers choke on JSON.
  public static final int LARGE = 200_000;

  private TraceFile() {}

  public static void write(Trace trace, Path file) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      if (file.toString().endsWith(".pftrace") || trace.events() > LARGE) {
        new PerfettoTrace(out).write(trace);
      } else {
        new ChromeTrace(out).write(trace);
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
