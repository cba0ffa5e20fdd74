package org.ashlar.tensor;

import java.util.Set;

/// The line of the caller's own program that is running: of the frame nearest to it that is neither
/// of a tensor nor of a layer.
final class CallerLine {
  private static final Set<String> OWN =
      Set.of(
          CallerLine.class.getName(),
          Tensor.class.getName(),
          Eager.class.getName(),
          Tape.class.getName());

  private CallerLine() {}

  /// ` (Program.java:12)`, to follow a message; empty where nobody else called.
  static String text() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .filter(f ->
                    !OWN.contains(f.getClassName())
                        && !f.getClassName().startsWith("org.ashlar.nn."))
                .findFirst()
                .map(f -> " (" + f.getFileName() + ":" + f.getLineNumber() + ")")
                .orElse(""));
  }
}
