package org.ashlar.onnx.translate;

import java.util.Optional;

/// Arithmetic on sizes while the program is made: `Shape`, and what is computed from it alone.
final class Sizing {
  private Sizing() {}

  /// The output, where a node computes sizes from sizes.
  static Optional<Term> of(Call call) {
    return switch (call.operator()) {
      case "Shape" -> Optional.empty();
      default -> Optional.empty();
    };
  }
}
