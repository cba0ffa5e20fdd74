package org.ashlar.models.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program of the user's.
@FunctionalInterface
interface Tool {
  /// The longest that a download may take.
  long MINUTES = 10;

  /// @param log gets what it says
  /// @return its exit code
  int run(List<String> command, Path folder, Path log);

  /// As a process of the operating system.
  static int run(List<String> command, Path folder, Path log, long minutes) {
    try {
      var process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(minutes, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalArgumentException(
            command.getFirst() + ": did not end within " + minutes + " minutes");
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          command.getFirst() + ": cannot be started: install it, or give the model as a file", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(command.getFirst() + ": interrupted", e);
    }
  }
}
