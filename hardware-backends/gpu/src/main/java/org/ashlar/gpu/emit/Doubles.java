package org.ashlar.gpu.emit;

/// Short names for steps in `f64`, of which the elementary functions are made.
final class Doubles {
  final Ptx ptx;

  Doubles(Ptx ptx) {
    this.ptx = ptx;
  }

  Value of(double number) {
    return Value.number(number);
  }

  Value add(Value x, Value y) {
    return ptx.make(Kind.DOUBLE, "add.rn.f64", x, y);
  }

  Value sub(Value x, Value y) {
    return ptx.make(Kind.DOUBLE, "sub.rn.f64", x, y);
  }

  Value mul(Value x, Value y) {
    return ptx.make(Kind.DOUBLE, "mul.rn.f64", x, y);
  }

  Value mul(Value x, double y) {
    return mul(x, of(y));
  }

  Value div(Value x, Value y) {
    return ptx.make(Kind.DOUBLE, "div.rn.f64", x, y);
  }

  Value sqrt(Value x) {
    return ptx.make(Kind.DOUBLE, "sqrt.rn.f64", x);
  }

  /// `x · y + z`, rounded once.
  Value fma(Value x, Value y, Value z) {
    return ptx.make(Kind.DOUBLE, "fma.rn.f64", x, y, z);
  }

  Value negative(Value x) {
    return ptx.make(Kind.DOUBLE, "neg.f64", x);
  }

  Value magnitude(Value x) {
    return ptx.make(Kind.DOUBLE, "abs.f64", x);
  }

  /// To the nearest whole number, of two to the even one.
  Value rounded(Value x) {
    return ptx.make(Kind.DOUBLE, "cvt.rni.f64.f64", x);
  }

  Value truncated(Value x) {
    return ptx.make(Kind.DOUBLE, "cvt.rzi.f64.f64", x);
  }

  /// Between two bounds; NaN becomes one of them.
  Value clamp(Value x, double least, double most) {
    var below = ptx.make(Kind.DOUBLE, "min.f64", x, of(most));
    return ptx.make(Kind.DOUBLE, "max.f64", below, of(least));
  }

  Value is(String relation, Value x, Value y) {
    return ptx.make(Kind.TRUTH, "setp." + relation + ".f64", x, y);
  }

  Value isNan(Value x) {
    return is("nan", x, x);
  }

  Value select(Value when, Value then, Value otherwise) {
    return ptx.make(Kind.DOUBLE, "selp.f64", then, otherwise, when);
  }

  Value and(Value x, Value y) {
    return ptx.make(Kind.TRUTH, "and.pred", x, y);
  }

  /// The magnitude of one number with the sign of another; PTX takes the sign first.
  Value withSign(Value magnitude, Value sign) {
    return ptx.make(Kind.DOUBLE, "copysign.f64", sign, magnitude);
  }

  Value bits(Value x) {
    return ptx.make(Kind.LONG, "mov.b64", x);
  }

  Value fromBits(Value x) {
    return ptx.make(Kind.DOUBLE, "mov.b64", x);
  }

  /// `Σ c[k] · x^k`.
  Value polynomial(Value x, double... c) {
    Value sum = of(c[c.length - 1]);
    for (int k = c.length - 2; k >= 0; k--) {
      sum = fma(sum, x, of(c[k]));
    }
    return sum;
  }

  /// `2^n` for a whole number between -1022 and 1023.
  Value power(Value n) {
    var biased = ptx.make(Kind.LONG, "add.s64", n, 1023);
    return fromBits(ptx.make(Kind.LONG, "shl.b64", biased, 52));
  }

  /// `x · 2^n` for whole numbers n between -2044 and 2046.
  Value scale(Value x, Value n) {
    var half = ptx.make(Kind.LONG, "shr.s64", n, 1);
    var rest = ptx.make(Kind.LONG, "sub.s64", n, half);
    return mul(mul(x, power(half)), power(rest));
  }

  Value whole(Value x) {
    return ptx.make(Kind.LONG, "cvt.rzi.s64.f64", x);
  }
}
