package org.ashlar.gpu.emit;

import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Real;

/// The elementary functions, within 4 units in the last place: in `f64` for both widths, but for
/// the exponential of `f32`, which has an instruction.
///
/// Polynomials are the functions' own series over intervals small enough for them (exp and expm1 by
/// powers over factorials after a reduction by ln 2; log by the inverse hyperbolic tangent of (m -
/// 1)/(m + 1)); what erf beyond 1 lacks of 1 is interpolated at Chebyshev's points (Abramowitz and
/// Stegun, 22.3.15).
final class Functions {
  static final double LN2_HIGH = 0x1.62e42feep-1;
  static final double LN2_LOW = 0x1.a39ef35793c76p-33;
  private static final double LOG2_E = 1.4426950408889634;
  private static final double[] EXPONENTIAL = factorials(14);
  private static final double[] LOGARITHM = odd(12);
  private static final double[] ERROR = error();
  private static final double[] TAIL_SINGLE = Chebyshev.of(x -> 1 - Real.erf(x), 1, 4, 24);
  private static final double[] TAIL = Chebyshev.of(x -> 1 - Real.erf(x), 1, 6, 54);

  private final Ptx ptx;
  private final Doubles f;
  private final Circular circular;
  private final Powers powers;

  Functions(Ptx ptx) {
    this.ptx = ptx;
    this.f = new Doubles(ptx);
    this.circular = new Circular(f);
    this.powers = new Powers(f, this);
  }

  Value apply(Op1 op, Value x) {
    if (x.kind() == Kind.SINGLE) {
      return op == Op1.EXP ? single(x) : narrow(wide(op, widened(x), true));
    }
    return wide(op, x, false);
  }

  Value apply(Op2 op, Value x, Value y) {
    if (x.kind() == Kind.SINGLE) {
      return narrow(wide(op, widened(x), widened(y)));
    }
    return wide(op, x, y);
  }

  private Value wide(Op1 op, Value x, boolean rough) {
    return switch (op) {
      case EXP -> exp(x, f.of(0));
      case EXPM1 -> expm1(x);
      case LOG -> log(x);
      case LOG1P -> log1p(x);
      case SIN, COS, TAN -> circular.of(op, x);
      case ASIN -> circular.angle(x, f.sqrt(f.mul(f.sub(f.of(1), x), f.add(f.of(1), x))));
      case ACOS -> f.mul(circular.angle(f.sqrt(f.sub(f.of(1), x)), f.sqrt(f.add(f.of(1), x))), 2);
      case ATAN -> circular.angle(x, f.of(1));
      case TANH -> tanh(x);
      case ERF -> erf(x, rough);
      default -> throw new IllegalArgumentException(op + ": is no function");
    };
  }

  private Value wide(Op2 op, Value x, Value y) {
    return switch (op) {
      case POW -> powers.pow(x, y);
      case ATAN2 -> circular.angle(x, y);
      case REM -> powers.remainder(x, y);
      case FLOORMOD -> powers.floorMod(x, y);
      default -> throw new IllegalArgumentException(op + ": is no function");
    };
  }

  private Value widened(Value x) {
    return ptx.make(Kind.DOUBLE, "cvt.f64.f32", x);
  }

  private Value narrow(Value x) {
    return ptx.make(Kind.SINGLE, "cvt.rn.f32.f64", x);
  }

  /// `e^x` as `2^n · 2^r`: the instruction has 2 units for r between -1/2 and 1/2.
  private Value single(Value x) {
    var low = Value.single(-104);
    var c =
        ptx.make(
            Kind.SINGLE, "max.f32", ptx.make(Kind.SINGLE, "min.f32", x, Value.single(89)), low);
    var t = ptx.make(Kind.SINGLE, "mul.rn.f32", c, Value.single((float) LOG2_E));
    var n = ptx.make(Kind.SINGLE, "cvt.rni.f32.f32", t);
    var minus = ptx.make(Kind.SINGLE, "neg.f32", n);
    var r = ptx.make(Kind.SINGLE, "fma.rn.f32", c, Value.single((float) LOG2_E), minus);
    float rest = (float) (LOG2_E - (float) LOG2_E);
    r = ptx.make(Kind.SINGLE, "fma.rn.f32", c, Value.single(rest), r);
    var power = ptx.make(Kind.SINGLE, "ex2.approx.f32", r);
    var whole = ptx.make(Kind.WORD, "cvt.rzi.s32.f32", n);
    var half = ptx.make(Kind.WORD, "shr.s32", whole, 1);
    var other = ptx.make(Kind.WORD, "sub.s32", whole, half);
    var scaled = ptx.make(Kind.SINGLE, "mul.rn.f32", power, scale(half));
    scaled = ptx.make(Kind.SINGLE, "mul.rn.f32", scaled, scale(other));
    var strange = ptx.make(Kind.TRUTH, "setp.nan.f32", x, x);
    return ptx.make(Kind.SINGLE, "selp.f32", x, scaled, strange);
  }

  private Value scale(Value n) {
    var biased = ptx.make(Kind.WORD, "add.s32", n, 127);
    return ptx.make(Kind.SINGLE, "mov.b32", ptx.make(Kind.WORD, "shl.b32", biased, 23));
  }

  /// `e^(x + rest)`, where rest is small beside x.
  Value exp(Value x, Value rest) {
    var c = f.clamp(x, -800, 800);
    var n = f.rounded(f.mul(c, LOG2_E));
    var minus = f.negative(n);
    var r = f.fma(minus, f.of(LN2_LOW), f.fma(minus, f.of(LN2_HIGH), c));
    if (!rest.isConstant()) {
      r = f.add(r, rest);
    }
    var value = f.scale(f.polynomial(r, EXPONENTIAL), f.whole(n));
    return f.select(f.isNan(x), x, value);
  }

  private Value expm1(Value x) {
    var c = f.clamp(x, -0.5, 0.5);
    var c1 = new double[16];
    var powers = factorials(17);
    System.arraycopy(powers, 1, c1, 0, 16);
    var near = f.mul(c, f.polynomial(c, c1));
    var far = f.sub(exp(x, f.of(0)), f.of(1));
    var isNear = f.is("le", f.magnitude(x), f.of(0.5));
    return f.select(isNear, near, far);
  }

  private Value log(Value x) {
    var tiny = f.is("lt", x, f.of(Double.MIN_NORMAL));
    var given = f.select(tiny, f.mul(x, 0x1p54), x);
    var parts = parts(given);
    var less = f.select(tiny, f.of(-54), f.of(0));
    var e = f.add(parts.exponent(), less);
    var value = near(f.sub(parts.rest(), f.of(1)), e);
    value = f.select(f.is("eq", x, f.of(0)), f.of(Double.NEGATIVE_INFINITY), value);
    value = f.select(f.is("lt", x, f.of(0)), f.of(Double.NaN), value);
    var stays = ptx.make(Kind.TRUTH, "not.pred", f.is("lt", x, f.of(Double.POSITIVE_INFINITY)));
    return f.select(stays, x, value);
  }

  private Value log1p(Value x) {
    var near = near(f.clamp(x, -0.2929, 0.4143));
    var u = f.add(x, f.of(1));
    var lost = f.sub(x, f.sub(u, f.of(1)));
    var far = f.add(log(u), f.div(lost, u));
    var bounded = f.is("lt", u, f.of(0x1p54));
    far = f.select(bounded, far, log(u));
    // at -1 the part that was lost is 0/0
    far = f.select(f.is("eq", u, f.of(0)), f.of(Double.NEGATIVE_INFINITY), far);
    var isNear = f.and(f.is("gt", x, f.of(-0.2929)), f.is("lt", x, f.of(0.4143)));
    return f.select(isNear, near, far);
  }

  /// `ln(1 + r) + e · ln 2`, for 1 + r between √½ and √2.
  private Value near(Value r, Value e) {
    var half = f.mul(f.mul(r, 0.5), r);
    var sum = f.fma(e, f.of(LN2_LOW), correction(r, half));
    return f.fma(e, f.of(LN2_HIGH), f.sub(r, f.sub(half, sum)));
  }

  /// `ln(1 + r)`, with the sign of a zero.
  private Value near(Value r) {
    var half = f.mul(f.mul(r, 0.5), r);
    return f.sub(r, f.sub(half, correction(r, half)));
  }

  /// What r - r²/2 lacks of the logarithm of 1 + r.
  private Value correction(Value r, Value half) {
    var s = f.div(r, f.add(r, f.of(2)));
    var z = f.mul(s, s);
    return f.mul(s, f.fma(f.polynomial(z, LOGARITHM), z, half));
  }

  /// `x = 2^exponent · rest` with a rest between √½ and √2.
  record Parts(Value exponent, Value rest) {}

  Parts parts(Value x) {
    var bits = f.bits(x);
    long root = Double.doubleToRawLongBits(0.7071067811865476);
    var above = ptx.make(Kind.LONG, "sub.s64", bits, root);
    var e = ptx.make(Kind.LONG, "shr.s64", above, 52);
    var shifted = ptx.make(Kind.LONG, "shl.b64", e, 52);
    var rest = f.fromBits(ptx.make(Kind.LONG, "sub.s64", bits, shifted));
    return new Parts(ptx.make(Kind.DOUBLE, "cvt.rn.f64.s64", e), rest);
  }

  private Value tanh(Value x) {
    var magnitude = f.clamp(f.magnitude(x), 0, 22);
    var t = expm1(f.add(magnitude, magnitude));
    var value = f.withSign(f.div(t, f.add(t, f.of(2))), x);
    return f.select(f.isNan(x), x, value);
  }

  private Value erf(Value x, boolean rough) {
    double end = rough ? 4 : 6;
    var inner = f.clamp(x, -1, 1);
    var near = f.fma(inner, f.polynomial(f.mul(inner, inner), ERROR), inner);
    var outer = f.clamp(f.magnitude(x), 1, end);
    var u = f.fma(outer, f.of(2 / (end - 1)), f.of(-(end + 1) / (end - 1)));
    var far = f.withSign(f.sub(f.of(1), chebyshev(u, rough ? TAIL_SINGLE : TAIL)), x);
    var value = f.select(f.is("lt", f.magnitude(x), f.of(1)), near, far);
    return f.select(f.isNan(x), x, value);
  }

  /// Clenshaw's sum of Chebyshev polynomials.
  private Value chebyshev(Value u, double[] c) {
    var twice = f.add(u, u);
    Value ahead = f.of(0);
    Value sum = f.of(c[c.length - 1]);
    for (int k = c.length - 2; k > 0; k--) {
      var next = f.fma(twice, sum, f.sub(f.of(c[k]), ahead));
      ahead = sum;
      sum = next;
    }
    return f.fma(u, sum, f.sub(f.of(c[0]), ahead));
  }

  /// `1/k!`.
  private static double[] factorials(int terms) {
    var c = new double[terms];
    double factorial = 1;
    for (int k = 0; k < terms; k++) {
      factorial *= Math.max(1, k);
      c[k] = 1 / factorial;
    }
    return c;
  }

  /// `2/(2k + 3)`: the series of twice the inverse hyperbolic tangent after its first term.
  static double[] odd(int terms) {
    var c = new double[terms];
    for (int k = 0; k < terms; k++) {
      c[k] = 2.0 / (2 * k + 3);
    }
    return c;
  }

  /// The series of erf (Abramowitz and Stegun, 7.1.5) by x, less the 1 that is added without
  /// rounding.
  private static double[] error() {
    var c = new double[21];
    c[0] = 0.1283791670955126;
    double factorial = 1;
    for (int n = 1; n < c.length; n++) {
      factorial *= -n;
      c[n] = 1.1283791670955126 / (factorial * (2 * n + 1));
    }
    return c;
  }
}
