package org.ashlar.cpu;

import java.lang.foreign.Linker;
import java.util.Locale;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.Op1;

/// Machine code for the elementary functions: those of {@link Polynomials} in the same steps, so
/// that a number does not depend on what computed it, but tanh (within 4 ulp) and erf (within 7
/// ulp) in fewer; those of {@link LowDoubles}; all others by the C library in f64, lane by lane.
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits of the sources
final class LowMath {
  /// Of `((e^2r - 1) / 2 - r) / r²`, for r up to a quarter of ln 2: within 1.4e-8 of the whole.
  private static final float[] TANH = {
    4.442398364798367e-02f,
    1.338663509660813e-01f,
    3.3333763165356745e-01f,
    6.666617073201812e-01f,
    9.999999626565306e-01f
  };

  /// Of `erf(a) / a`, in a²: within 1.9e-8.
  private static final float[] ERF_ABOVE = {
    2.0500843287330727e-06f,
    2.8486882745237926e-04f,
    3.7652236634783797e-03f,
    5.27474802099363e-02f,
    1.903980221199431e-01f,
    1.1283791462624377f
  };

  private static final float[] ERF_BELOW = {
    3.8090961015705446e-05f,
    1.1624309755057828e-03f,
    1.4968428258853009e-02f,
    1.1410550836514423e-01f,
    5.020685966279809e-01f,
    1f
  };

  private final LowFunction f;

  LowMath(LowFunction function) {
    this.f = function;
  }

  static Register constant(float value) {
    return Register.constant(Element.F32, Float.floatToRawIntBits(value) & 0xffff_ffffL);
  }

  static Register constant(double value) {
    return Register.constant(Element.F64, Double.doubleToRawLongBits(value));
  }

  private static Register bits(int value) {
    return Register.constant(Element.I32, value & 0xffff_ffffL);
  }

  Register function(Op1 op, Element element, Register x) {
    if (x.isConstant()) {
      x = f.vector(Op.COPY, element, x);
    }
    if (element == Element.F64 && (op == Op1.EXP || op == Op1.LOG)) {
      return op == Op1.EXP ? f.doubles.exp(x) : f.doubles.log(x);
    }
    if (element == Element.F32) {
      switch (op) {
        case SIN, COS, TAN -> {
          return f.doubles.angle(op, x);
        }
        case EXP -> {
          return exp(x);
        }
        case EXPM1 -> {
          return expm1(x);
        }
        case LOG -> {
          return log(x);
        }
        case LOG1P -> {
          return log1p(x);
        }
        case TANH -> {
          return tanh(x);
        }
        case ERF -> {
          return erf(x);
        }
        default -> {}
      }
    }
    return call(op.name().toLowerCase(Locale.ROOT), element, x, Register.NONE);
  }

  /// A function of the C library.
  Register call(String name, Element element, Register x, Register y) {
    f.owner.laneByLane();
    return each(name, element, x, y);
  }

  /// The same, of which it is known that it is seldom called.
  Register each(String name, Element element, Register x, Register y) {
    var address =
        Linker.nativeLinker()
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new Refused("the C library has no " + name));
    return f.vector(
        Instruction.of(Op.EACH)
            .shape(f.shape(element))
            .x(x)
            .y(y)
            .number(address.address())
            .other(y.isNone() ? 1 : 2));
  }

  // ── steps ──

  private Register fma(Register x, Register y, Register z) {
    return f.vector(Instruction.of(Op.FMA).shape(f.shape(Element.F32)).x(x).y(y).z(z));
  }

  private Register fma(Register x, Register y, float z) {
    return fma(x, y, constant(z));
  }

  private Register add(Register x, Register y) {
    return f.vector(Op.ADD, Element.F32, x, y);
  }

  private Register sub(Register x, Register y) {
    return f.vector(Op.SUB, Element.F32, x, y);
  }

  private Register mul(Register x, Register y) {
    return f.vector(Op.MUL, Element.F32, x, y);
  }

  private Register whole(Op op, Register x, Register y) {
    return f.vector(op, Element.I32, x, y);
  }

  private Register shift(Op op, Register x, int by) {
    return f.vector(Instruction.of(op).shape(f.shape(Element.I32)).x(x).number(by));
  }

  private Register compare(Register x, Register y, int predicate) {
    return f.operations.compare(Element.F32, x, y, predicate);
  }

  private Register blend(Register mask, Register x, Register y) {
    return f.values.blend(mask, Element.F32, x, y);
  }

  private Register fnma(Register x, Register y, Register z) {
    return f.vector(Instruction.of(Op.FNMA).shape(f.shape(Element.F32)).x(x).y(y).z(z));
  }

  /// The magnitude of one with the sign of the other.
  private Register sign(Register magnitude, Register sign) {
    return f.vector(Op.SIGN, Element.F32, magnitude, sign);
  }

  /// 1 / y within 1 ulp, where that is a normal number.
  private Register reciprocal(Register y) {
    var rough = f.vector(Op.RECIPROCAL, Element.F32, y);
    return fma(rough, fnma(y, rough, constant(1f)), rough);
  }

  private Register power(Register e) {
    return shift(Op.SHL_N, whole(Op.ADD, e, bits(127)), 23);
  }

  /// The polynomial of `e^r - 1` and what it is scaled by.
  private Register tail(Register r) {
    var p = fma(r, constant(1.9875691500e-4f), 1.3981999507e-3f);
    p = fma(p, r, 8.3334519073e-3f);
    p = fma(p, r, 4.1665795894e-2f);
    p = fma(p, r, 1.6666665459e-1f);
    p = fma(p, r, 5.0000001201e-1f);
    return fma(p, mul(r, r), r);
  }

  private Register rest(Register n, Register x) {
    var r = fma(n, constant(-Polynomials.LN2_HIGH), x);
    return fma(n, constant(-Polynomials.LN2_LOW), r);
  }

  /// Between numbers beyond which e^x is 0 or infinite; NaN stays.
  private Register limited(Register x) {
    var c = f.vector(Op.MIN, Element.F32, constant(Polynomials.LIMIT), x);
    return f.vector(Op.MAX, Element.F32, constant(-Polynomials.LIMIT), c);
  }

  Register exp(Register x) {
    var c = limited(x);
    var t = fma(c, constant(Polynomials.LOG2_E), Polynomials.SHIFTER);
    var n = sub(t, constant(Polynomials.SHIFTER));
    return f.vector(Op.SCALE, Element.F32, add(tail(rest(n, c)), constant(1f)), n);
  }

  private Register expm1(Register x) {
    var c = limited(x);
    var t = fma(c, constant(Polynomials.LOG2_E), Polynomials.SHIFTER);
    var n = sub(t, constant(Polynomials.SHIFTER));
    var p = tail(rest(n, c));
    var scale = power(whole(Op.SUB, t, bits(Float.floatToRawIntBits(Polynomials.SHIFTER))));
    var near = fma(p, scale, sub(scale, constant(1f)));
    var all = f.vector(Op.SCALE, Element.F32, add(p, constant(1f)), n);
    var far = sub(all, constant(1f));
    var magnitude = whole(Op.AND, x, bits(Integer.MAX_VALUE));
    var isNear = compare(magnitude, constant(Polynomials.FAR), 0x11);
    return sign(blend(isNear, near, far), x);
  }

  private Register log1p(Register x) {
    var u = add(x, constant(1f));
    var result = mul(log(u), f.vector(Op.DIV, Element.F32, x, sub(u, constant(1f))));
    result = blend(compare(u, constant(1f), 0), x, result);
    return blend(compare(x, constant(Float.POSITIVE_INFINITY), 0), x, result);
  }

  Register log(Register x) {
    var tiny = compare(x, constant(Float.MIN_NORMAL), 0x11);
    var bits = blend(tiny, mul(x, constant(0x1p23f)), x);
    var shift = shift(Op.SAR_N, whole(Op.SUB, bits, bits(Polynomials.ROOT_HALF)), 23);
    var m = sub(whole(Op.SUB, bits, shift(Op.SHL_N, shift, 23)), constant(1f));
    var e = f.vector(Op.I32_TO_F32, Element.F32, shift);
    e = blend(tiny, sub(e, constant(23f)), e);
    var z = mul(m, m);
    var y = fma(m, constant(7.0376836292e-2f), -1.1514610310e-1f);
    y = fma(y, m, 1.1676998740e-1f);
    y = fma(y, m, -1.2420140846e-1f);
    y = fma(y, m, 1.4249322787e-1f);
    y = fma(y, m, -1.6668057665e-1f);
    y = fma(y, m, 2.0000714765e-1f);
    y = fma(y, m, -2.4999993993e-1f);
    y = fma(y, m, 3.3333331174e-1f);
    y = mul(mul(y, m), z);
    y = fma(e, constant(Polynomials.LN2_LOW), y);
    y = fma(z, constant(-0.5f), y);
    var result = fma(e, constant(Polynomials.LN2_HIGH), add(m, y));
    result = blend(compare(x, constant(0f), 0), constant(Float.NEGATIVE_INFINITY), result);
    result = blend(compare(x, constant(Float.POSITIVE_INFINITY), 0), x, result);
    result = blend(compare(x, constant(0f), 0x11), constant(Float.NaN), result);
    return blend(f.operations.isNan(Element.F32, x), constant(Float.NaN), result);
  }

  /// `h / (h + 1)` with `h = (e^2a - 1) / 2`, which does not cancel.
  private Register tanh(Register x) {
    var magnitude = whole(Op.AND, x, bits(Integer.MAX_VALUE));
    var a = f.vector(Op.MIN, Element.F32, constant(10f), magnitude);
    var t = fma(a, constant(2 * Polynomials.LOG2_E), Polynomials.SHIFTER);
    var n = sub(t, constant(Polynomials.SHIFTER));
    var r = fma(n, constant(-0.34657359f), a);
    var p = polynomial(r, TANH);
    p = fma(p, mul(r, r), r);
    var scale = whole(Op.ADD, shift(Op.SHL_N, t, 23), bits(Float.floatToRawIntBits(1f)));
    var h = fma(p, scale, fma(scale, constant(0.5f), -0.5f));
    return sign(mul(h, reciprocal(add(h, constant(1f)))), x);
  }

  /// `a · P(a²) / Q(a²)`, up to where it rounds to 1.
  private Register erf(Register x) {
    var magnitude = whole(Op.AND, x, bits(Integer.MAX_VALUE));
    var a = f.vector(Op.MIN, Element.F32, constant(3.92f), magnitude);
    var z = mul(a, a);
    var p = mul(polynomial(z, ERF_ABOVE), a);
    var q = polynomial(z, ERF_BELOW);
    var reciprocal = reciprocal(q);
    var quotient = mul(p, reciprocal);
    quotient = fma(fnma(quotient, q, p), reciprocal, quotient);
    return sign(f.vector(Op.MIN, Element.F32, constant(1f), quotient), x);
  }

  private Register polynomial(Register x, float[] coefficients) {
    var p = fma(x, constant(coefficients[0]), coefficients[1]);
    for (int i = 2; i < coefficients.length; i++) {
      p = fma(p, x, coefficients[i]);
    }
    return p;
  }
}
