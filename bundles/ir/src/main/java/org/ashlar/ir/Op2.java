package org.ashlar.ir;

import java.util.Locale;

/// A scalar operation of two operands of one dtype; its meaning is pinned by {@link Scalar}.
///
/// Comparisons give BOOL, all others the operands' dtype. `SET` gives the second operand and stands
/// only where values are combined into a place.
public enum Op2 {
  ADD("+"),
  SUB("-"),
  MUL("*"),
  DIV("/"),
  REM("rem"),
  FLOORDIV("//"),
  FLOORMOD("%"),
  POW("pow"),
  ATAN2("atan2"),
  MIN("min"),
  MAX("max"),
  AND("and"),
  OR("or"),
  XOR("xor"),
  SHL("shl"),
  SHR("shr"),
  EQ("=="),
  NE("!="),
  LT("<"),
  LE("<="),
  SET("set");

  private final String sign;

  Op2(String sign) {
    this.sign = sign;
  }

  /// The sign in the text form: `+`, `//`, `max`.
  public String sign() {
    return sign;
  }

  public boolean isComparison() {
    return this == EQ || this == NE || this == LT || this == LE;
  }

  public boolean isCommutative() {
    return switch (this) {
      case ADD, MUL, MIN, MAX, AND, OR, XOR, EQ, NE -> true;
      default -> false;
    };
  }

  /// Whether combining in any order gives the same bits for this dtype: what a parallel `Update`
  /// needs.
  public boolean isExact(DType dtype) {
    return switch (this) {
      case MIN, MAX, AND, OR, XOR -> true;
      case ADD, MUL -> dtype.isInteger();
      default -> false;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
