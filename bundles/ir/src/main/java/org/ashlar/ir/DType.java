package org.ashlar.ir;

import java.util.Locale;

/// The kind of number that one element of a tensor is.
///
/// Elements narrower than a byte lie unpacked, one in a byte. `TF32` exists in arithmetic only,
/// complex numbers and strings on the host only. What each operation means for each kind stands in
/// {@link Scalar}; how a number becomes bits in {@link Codec}.
public enum DType {
  BOOL(Kind.BOOL, 1),
  I2(Kind.SIGNED, 2),
  I4(Kind.SIGNED, 4),
  I8(Kind.SIGNED, 8),
  I16(Kind.SIGNED, 16),
  I32(Kind.SIGNED, 32),
  I64(Kind.SIGNED, 64),
  U2(Kind.UNSIGNED, 2),
  U4(Kind.UNSIGNED, 4),
  U8(Kind.UNSIGNED, 8),
  U16(Kind.UNSIGNED, 16),
  U32(Kind.UNSIGNED, 32),
  U64(Kind.UNSIGNED, 64),
  F4E2M1(Kind.FLOAT, 4),
  F8E4M3FN(Kind.FLOAT, 8),
  F8E4M3FNUZ(Kind.FLOAT, 8),
  F8E5M2(Kind.FLOAT, 8),
  F8E5M2FNUZ(Kind.FLOAT, 8),
  F8E8M0(Kind.FLOAT, 8),
  F16(Kind.FLOAT, 16),
  BF16(Kind.FLOAT, 16),
  TF32(Kind.FLOAT, 32),
  F32(Kind.FLOAT, 32),
  F64(Kind.FLOAT, 64),
  C64(Kind.COMPLEX, 64),
  C128(Kind.COMPLEX, 128),
  STRING(Kind.STRING, 64);

  /// The family of a number kind.
  public enum Kind {
    BOOL,
    SIGNED,
    UNSIGNED,
    FLOAT,
    COMPLEX,
    STRING
  }

  private final Kind kind;
  private final int bits;

  DType(Kind kind, int bits) {
    this.kind = kind;
    this.bits = bits;
  }

  public Kind kind() {
    return kind;
  }

  /// The width of the number in bits, before unpacking.
  public int bits() {
    return bits;
  }

  /// The bytes that one element takes in memory.
  public int bytes() {
    return Math.max(1, bits / 8);
  }

  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  /// Signed or unsigned integers; not `BOOL`.
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /// The kind in which sums of this kind are accumulated (`semantics.md`, accumulators).
  public DType accumulator() {
    return isFloat() && bits < 32 || this == TF32 ? F32 : this;
  }

  /// The name in the text forms: `f32`, `bool`, `f8e4m3fn`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The kind with this name.
  ///
  /// @throws IllegalArgumentException when there is none
  public static DType of(String name) {
    for (var dtype : values()) {
      if (dtype.toString().equals(name)) {
        return dtype;
      }
    }
    throw new IllegalArgumentException("dtype: unknown: " + name);
  }
}
