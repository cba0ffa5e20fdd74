package org.ashlar.gpu.engine;

import org.ashlar.ptx.Type;

/// How the numbers of a matrix lie in registers and what they are.
enum MatrixKind {
  HALF(16),
  BRAIN(16),
  TF32(32),
  SIGNED(8),
  UNSIGNED(8),
  SINGLE(32),
  WHOLE(32),
  DOUBLE(64);

  private final int bits;

  MatrixKind(int bits) {
    this.bits = bits;
  }

  static MatrixKind of(Type type) {
    return switch (type) {
      case F16 -> HALF;
      case BF16 -> BRAIN;
      case TF32 -> TF32;
      case S8 -> SIGNED;
      case U8 -> UNSIGNED;
      case F32 -> SINGLE;
      case S32 -> WHOLE;
      case F64 -> DOUBLE;
      default ->
          throw new IllegalArgumentException(
              "matrix: elements are f16, bf16, tf32, f32, f64, s8, u8 or s32: " + type.text());
    };
  }

  int bits() {
    return bits;
  }

  /// Elements in a register.
  int perRegister() {
    return Math.max(1, 32 / bits);
  }

  boolean whole() {
    return this == SIGNED || this == UNSIGNED || this == WHOLE;
  }

  /// The number of bits that begin at the lowest.
  double read(long raw) {
    return switch (this) {
      case HALF -> Narrow.ofHalf(raw & 0xFFFF);
      case BRAIN -> Narrow.ofBrain(raw & 0xFFFF);
      case TF32 -> Narrow.readTf32(raw);
      case SIGNED -> (byte) raw;
      case UNSIGNED -> raw & 0xFF;
      case SINGLE -> Words.single(raw);
      case WHOLE -> (int) raw;
      case DOUBLE -> Words.twice(raw);
    };
  }

  /// Element `e` of a lane that holds registers from the given places on.
  double element(long[] registers, int[] places, int lane, int e) {
    int per = perRegister();
    long word = registers[places[e / per] + lane];
    return read(per == 1 ? word : word >>> e % per * bits);
  }
}
