package org.ashlar.ptx;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The type of a register, a variable or an operation: how many bits and how they are read.
public enum Type {
  PRED(Kind.PREDICATE, 1),
  B1(Kind.BITS, 1),
  U4(Kind.UNSIGNED, 4),
  S4(Kind.SIGNED, 4),
  B8(Kind.BITS, 8),
  U8(Kind.UNSIGNED, 8),
  S8(Kind.SIGNED, 8),
  B16(Kind.BITS, 16),
  U16(Kind.UNSIGNED, 16),
  S16(Kind.SIGNED, 16),
  F16(Kind.FLOAT, 16),
  BF16(Kind.FLOAT, 16),
  B32(Kind.BITS, 32),
  U32(Kind.UNSIGNED, 32),
  S32(Kind.SIGNED, 32),
  F32(Kind.FLOAT, 32),
  /// A float with 8 bits of exponent and 10 of fraction, in the upper bits of 32.
  TF32(Kind.FLOAT, 32),
  F16X2(Kind.FLOAT, 32),
  BF16X2(Kind.FLOAT, 32),
  U16X2(Kind.UNSIGNED, 32),
  S16X2(Kind.SIGNED, 32),
  B64(Kind.BITS, 64),
  U64(Kind.UNSIGNED, 64),
  S64(Kind.SIGNED, 64),
  F64(Kind.FLOAT, 64),
  B128(Kind.BITS, 128);

  /// How bits are read.
  public enum Kind {
    PREDICATE,
    BITS,
    UNSIGNED,
    SIGNED,
    FLOAT
  }

  private static final Map<String, Type> NAMES =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Type::text, Function.identity()));

  private final Kind kind;
  private final int bits;

  Type(Kind kind, int bits) {
    this.kind = kind;
    this.bits = bits;
  }

  /// The type of a name without its dot, as `f32`.
  public static Optional<Type> of(String name) {
    return Optional.ofNullable(NAMES.get(name));
  }

  /// The name as in the text, without its dot.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How the bits are read.
  public Kind kind() {
    return kind;
  }

  /// The number of bits.
  public int bits() {
    return bits;
  }

  /// The bytes in memory, at least one.
  public int bytes() {
    return Math.max(1, bits / 8);
  }

  /// Whether it is a float, or two of them.
  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  /// Whether it is an integer with or without a sign.
  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /// Whether it has a sign.
  public boolean isSigned() {
    return kind == Kind.SIGNED;
  }

  /// Whether it is two numbers of 16 bits.
  public boolean isPair() {
    return this == F16X2 || this == BF16X2 || this == U16X2 || this == S16X2;
  }
}
