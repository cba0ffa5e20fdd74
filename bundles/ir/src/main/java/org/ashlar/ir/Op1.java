package org.ashlar.ir;

import java.util.Locale;

/// A scalar operation of one operand; its meaning for each dtype is pinned by {@link Scalar}.
///
/// The result has the operand's dtype, except `IS_NAN`, which gives BOOL.
public enum Op1 {
  NEG,
  NOT,
  ABS,
  FLOOR,
  CEIL,
  ROUND,
  TRUNC,
  SQRT,
  EXP,
  EXPM1,
  LOG,
  LOG1P,
  SIN,
  COS,
  TAN,
  ASIN,
  ACOS,
  ATAN,
  TANH,
  ERF,
  IS_NAN;

  /// The name in the text form: `exp`, `is_nan`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
