package org.ashlar.cpu;

import java.util.Locale;
import java.util.function.BinaryOperator;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.Op1;

/// Machine code for functions by polynomials in f64: exp and log of f64 (within 2 ulp), and of f32
/// those whose rounded result needs more than f32 on the way: sin, cos, tan and powers (within 1
/// ulp). Lanes out of the range of the polynomials are done by the C library, behind a jump over
/// it.
///
/// Coefficients: sin and cos of musl's `__sindf` and `__cosdf`; log of FreeBSD's `e_log.c`; exp:
/// the series.
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits of the sources
final class LowDoubles {
  private static final double SHIFTER = 0x1.8p52; // adding it rounds to a whole number
  private static final double LN2_HIGH = 6.93147180369123816490e-01;
  private static final double LN2_LOW = 1.90821492927058770002e-10;
  private static final float FAR = 0x1p28f;
  private static final int NOT_BELOW = 0x15;
  private static final int BELOW = 0x11;

  private static final double[] SIN = {
    0.0000027183114939898219064,
    -0.000198393348360966317347,
    0.0083333293858894631756,
    -0.166666666416265235595,
    1
  };
  private static final double[] COS = {
    0.0000243904487962774090654,
    -0.00138867637746099294692,
    0.0416666233237390631894,
    -0.499999997251031003120,
    1
  };
  private static final double[] LOG = {
    1.479819860511658591e-01,
    1.531383769920937332e-01,
    1.818357216161805012e-01,
    2.222219843214978396e-01,
    2.857142874366239149e-01,
    3.999999999940941908e-01,
    6.666666666666735130e-01
  };

  private final LowFunction f;

  LowDoubles(LowFunction function) {
    this.f = function;
  }

  // ── of f32 ──

  /// sin, cos or tan of lanes of f32.
  Register angle(Op1 op, Register x) {
    var fast = halves(x, x, (v, _) -> round(op, v));
    var magnitude = f.vector(Op.AND, Element.I32, x, LowOperations.magnitude(Element.F32));
    var far = f.operations.compare(Element.F32, magnitude, LowMath.constant(FAR), NOT_BELOW);
    return except(far, fast, () -> f.math.each(name(op), Element.F32, x, Register.NONE));
  }

  /// x^y of lanes of f32.
  Register power(Register x, Register y) {
    if (x.isConstant()) {
      x = f.vector(Op.COPY, Element.F32, x);
    }
    var base = x;
    var exponent = y.isConstant() ? f.vector(Op.COPY, Element.F32, y) : y;
    var fast = halves(base, exponent, (a, b) -> exp2(mul(log2(a), b)));
    // from the least normal number to the largest; NaN, negative numbers and the others are not
    var above = whole(Op.SUB, Element.I32, base, Float.floatToRawIntBits(Float.MIN_NORMAL));
    var limit =
        Float.floatToRawIntBits(Float.POSITIVE_INFINITY)
            - Float.floatToRawIntBits(Float.MIN_NORMAL);
    var odd =
        f.mask(
            Instruction.of(Op.COMPARE_UNSIGNED)
                .shape(f.shape(Element.I32))
                .x(above)
                .y(Register.constant(Element.I32, limit))
                .number(5));
    var magnitude = f.vector(Op.AND, Element.I32, exponent, LowOperations.magnitude(Element.F32));
    var infinite = LowMath.constant(Float.POSITIVE_INFINITY);
    var strange = f.operations.compare(Element.F32, magnitude, infinite, NOT_BELOW);
    var other = f.mask(Instruction.of(Op.M_OR).x(odd).y(strange));
    return except(other, fast, () -> f.math.each("pow", Element.F32, base, exponent));
  }

  private static String name(Op1 op) {
    return op.name().toLowerCase(Locale.ROOT);
  }

  /// A function of f64 on lanes of f32.
  private Register halves(Register x, Register y, BinaryOperator<Register> function) {
    if (f.lanes <= f.owner.vectorBytes() / 8) {
      return narrow(function.apply(wide(x), wide(y)));
    }
    int lanes = f.lanes;
    f.lanes = lanes / 2;
    Register low;
    Register high;
    try {
      low = narrow(function.apply(wide(x), wide(y)));
      var upper = f.vector(Op.UPPER, Element.F32, x);
      var other = x == y ? upper : f.vector(Op.UPPER, Element.F32, y);
      high = narrow(function.apply(wide(upper), wide(other)));
    } finally {
      f.lanes = lanes;
    }
    return f.vector(Op.JOIN, Element.F32, low, high);
  }

  private Register wide(Register x) {
    return f.vector(Op.F32_TO_F64, Element.F64, x);
  }

  private Register narrow(Register x) {
    return f.vector(Op.F64_TO_F32, Element.F32, x);
  }

  /// One register, but where the mask is set another one, which is computed only if it is anywhere.
  private Register except(
      Register where, Register fast, java.util.function.Supplier<Register> slow) {
    var result = f.vector(Op.COPY, Element.F32, fast);
    var all = f.mask.isNone() ? where : f.mask(Instruction.of(Op.M_AND).x(where).y(f.mask));
    long end = f.listing.label();
    f.add(Instruction.of(Op.UNLESS_ANY).x(all).number(end));
    f.jumped(() -> {
      var exact = slow.get();
      f.add(
          Instruction.of(Op.BLEND)
              .shape(f.shape(Element.F32))
              .to(result)
              .x(exact)
              .y(result)
              .mask(all));
    });
    f.add(Instruction.of(Op.LABEL).number(end));
    return result;
  }

  /// `x = n · π/2 + r`, and by n the polynomial of sin or cos of r.
  private Register round(Op1 op, Register x) {
    var t = fma(x, constant(0.63661977236758134308), constant(SHIFTER));
    var n = sub(t, constant(SHIFTER));
    var r = fma(n, constant(-1.57079632679489655800), x);
    r = fma(n, constant(-6.12323399573676603587e-17), r);
    var z = mul(r, r);
    var sin = mul(polynomial(z, SIN), r); // which keeps the sign of a zero
    var cos = polynomial(z, COS);
    return switch (op) {
      case SIN -> quarter(t, sin, cos);
      case COS -> quarter(whole(Op.ADD, Element.I64, t, 1), sin, cos);
      default ->
          f.vector(
              Op.DIV,
              Element.F64,
              quarter(t, sin, cos),
              quarter(whole(Op.ADD, Element.I64, t, 1), sin, cos));
    };
  }

  /// In odd quarters the second; in the third and fourth with the other sign.
  private Register quarter(Register n, Register first, Register second) {
    var odd =
        f.mask(
            Instruction.of(Op.COMPARE)
                .shape(f.shape(Element.I64))
                .x(whole(Op.AND, Element.I64, n, 1))
                .y(Register.constant(Element.I64, 0))
                .number(4));
    var sign = whole(Op.AND, Element.I64, n, 2);
    sign = f.vector(Instruction.of(Op.SHL_N).shape(f.shape(Element.I64)).x(sign).number(62));
    var value = f.values.blend(odd, Element.F64, second, first);
    return f.vector(Op.XOR, Element.I64, value, sign);
  }

  /// The binary logarithm of a normal positive number, to 40 bits.
  private Register log2(Register x) {
    var parts = parts(x);
    var y = add(parts.rest(), constant(2));
    var rough = f.vector(Op.RECIPROCAL, Element.F64, y);
    rough = fma(rough, fnma(y, rough, constant(1)), rough);
    rough = fma(rough, fnma(y, rough, constant(1)), rough);
    var s = mul(parts.rest(), rough);
    var z = mul(s, s);
    // the logarithm is 2 s + s R(z), in units of ln 2
    var sum = fma(mul(polynomial(z, LOG), z), s, add(s, s));
    return fma(sum, constant(1.44269504088896338700), parts.exponent());
  }

  /// `2^x`, to 30 bits and more.
  private Register exp2(Register x) {
    var c =
        f.vector(
            Op.MAX, Element.F64, constant(-300), f.vector(Op.MIN, Element.F64, constant(300), x));
    var n = f.operations.rounded(Element.F64, c, 0);
    var r = mul(sub(c, n), constant(0.69314718055994530942));
    return f.vector(Op.SCALE, Element.F64, series(r, 8), n);
  }

  // ── of f64 ──

  Register exp(Register x) {
    var c =
        f.vector(
            Op.MAX, Element.F64, constant(-800), f.vector(Op.MIN, Element.F64, constant(800), x));
    var n = f.operations.rounded(Element.F64, mul(c, constant(1.44269504088896338700)), 0);
    var r = fma(n, constant(-LN2_HIGH), c);
    r = fma(n, constant(-LN2_LOW), r);
    return f.vector(Op.SCALE, Element.F64, series(r, 13), n);
  }

  /// `Σ r^k / k!` up to the power `last`.
  private Register series(Register r, int last) {
    var coefficients = new double[last + 1];
    double factor = 1;
    for (int k = 0; k <= last; k++) {
      factor *= Math.max(1, k);
      coefficients[last - k] = 1 / factor;
    }
    return polynomial(r, coefficients);
  }

  Register log(Register x) {
    var tiny = f.operations.compare(Element.F64, x, constant(Double.MIN_NORMAL), BELOW);
    var parts = parts(f.values.blend(tiny, Element.F64, mul(x, constant(0x1p54)), x));
    var e = parts.exponent();
    e = f.values.blend(tiny, Element.F64, sub(e, constant(54)), e);
    var rest = parts.rest();
    var s = f.vector(Op.DIV, Element.F64, rest, add(rest, constant(2)));
    var z = mul(s, s);
    var half = mul(mul(rest, constant(0.5)), rest);
    var sum = mul(s, fma(polynomial(z, LOG), z, half));
    sum = fma(e, constant(LN2_LOW), sum);
    var result = fma(e, constant(LN2_HIGH), sub(rest, sub(half, sum)));
    var infinite = constant(Double.POSITIVE_INFINITY);
    result =
        f.values.blend(
            f.operations.compare(Element.F64, x, constant(0), 0),
            Element.F64,
            constant(Double.NEGATIVE_INFINITY),
            result);
    result =
        f.values.blend(
            f.operations.compare(Element.F64, x, infinite, 0), Element.F64, infinite, result);
    var below = f.operations.compare(Element.F64, x, constant(0), BELOW);
    result = f.values.blend(below, Element.F64, constant(Double.NaN), result);
    return f.values.blend(f.operations.isNan(Element.F64, x), Element.F64, x, result);
  }

  /// `x = 2^exponent · (1 + rest)` with 1 + rest between √½ and √2.
  private record Parts(Register exponent, Register rest) {}

  private Parts parts(Register x) {
    var shape = f.shape(Element.I64);
    long rootHalf = Double.doubleToRawLongBits(0.70710678118654752440);
    var above = whole(Op.SUB, Element.I64, x, rootHalf);
    var e = f.vector(Instruction.of(Op.SAR_N).shape(shape).x(above).number(52));
    var shifted = f.vector(Instruction.of(Op.SHL_N).shape(shape).x(e).number(52));
    var rest = sub(f.vector(Op.SUB, Element.I64, x, shifted), constant(1));
    return new Parts(f.vector(Op.I64_TO_F64, Element.F64, e), rest);
  }

  // ── steps ──

  private static Register constant(double value) {
    return LowMath.constant(value);
  }

  private Register whole(Op op, Element element, Register x, long y) {
    return f.vector(
        op, element, x, Register.constant(element, element == Element.I32 ? y & 0xffff_ffffL : y));
  }

  private Register polynomial(Register x, double[] coefficients) {
    var p = f.vector(Op.COPY, Element.F64, constant(coefficients[0]));
    for (int i = 1; i < coefficients.length; i++) {
      p = fma(p, x, constant(coefficients[i]));
    }
    return p;
  }

  private Register fma(Register x, Register y, Register z) {
    return f.vector(Instruction.of(Op.FMA).shape(f.shape(Element.F64)).x(x).y(y).z(z));
  }

  private Register fnma(Register x, Register y, Register z) {
    return f.vector(Instruction.of(Op.FNMA).shape(f.shape(Element.F64)).x(x).y(y).z(z));
  }

  private Register mul(Register x, Register y) {
    return f.vector(Op.MUL, Element.F64, x, y);
  }

  private Register add(Register x, Register y) {
    return f.vector(Op.ADD, Element.F64, x, y);
  }

  private Register sub(Register x, Register y) {
    return f.vector(Op.SUB, Element.F64, x, y);
  }
}
