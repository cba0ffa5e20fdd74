package org.ashlar.shell.output;

import java.io.PrintWriter;
import java.util.List;

/// Runs command lines as the shell does. A service.
@FunctionalInterface
public interface Lines {
  /// Runs one line.
  ///
  /// @return its exit code
  int run(PrintWriter out, PrintWriter err, List<String> words);
}
