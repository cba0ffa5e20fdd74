package org.ashlar.gpu.emit;

import org.ashlar.ir.DType;

/// The kind of register that holds a number while it is computed with.
///
/// Integers below 32 bits lie in 32, extended by their own sign; floats below 32 bits lie in `f32`,
/// rounded to what they can hold.
enum Kind {
  TRUTH("pred", "p", 1),
  WORD("b32", "r", 4),
  LONG("b64", "rd", 8),
  SINGLE("f32", "f", 4),
  DOUBLE("f64", "fd", 8),
  HALF("b16", "h", 2);

  private final String type;
  private final String prefix;
  private final int bytes;

  Kind(String type, String prefix, int bytes) {
    this.type = type;
    this.prefix = prefix;
    this.bytes = bytes;
  }

  static Kind of(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> TRUTH;
      case SIGNED, UNSIGNED -> dtype.bits() == 64 ? LONG : WORD;
      case FLOAT -> dtype == DType.F64 ? DOUBLE : SINGLE;
      case COMPLEX, STRING ->
          throw new IllegalArgumentException("dtype " + dtype + ": lives on the host only");
    };
  }

  /// The type of the declaration, without the dot: `b32`.
  String type() {
    return type;
  }

  /// What the names of such registers begin with, without the `%`.
  String prefix() {
    return prefix;
  }

  int bytes() {
    return bytes;
  }

  /// The bits without their meaning, as moves, logic and selections take them: `b32`.
  String bits() {
    return switch (this) {
      case TRUTH -> "pred";
      case WORD, SINGLE -> "b32";
      case LONG, DOUBLE -> "b64";
      case HALF -> "b16";
    };
  }
}
