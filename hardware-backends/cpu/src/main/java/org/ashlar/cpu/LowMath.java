package org.ashlar.cpu;

import java.lang.foreign.Linker;
import java.util.Locale;
import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.Op1;

/// Machine code for the elementary functions: those of {@link Polynomials} in the same steps, so
/// that a number does not depend on what computed it; all others by the C library in f64, lane by
/// lane.
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits of the sources
final class LowMath {
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
    if (element == Element.F32) {
      switch (op) {
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

  /// The magnitude of one with the sign of the other.
  private Register sign(Register magnitude, Register sign) {
    var m = whole(Op.AND, magnitude, bits(Integer.MAX_VALUE));
    var s = whole(Op.AND, sign, bits(Integer.MIN_VALUE));
    return whole(Op.OR, m, s);
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

  Register exp(Register x) {
    // in the integer domain: positive numbers compare as signed, negative ones as unsigned
    var c = whole(Op.MIN, x, bits(Float.floatToRawIntBits(Polynomials.LIMIT)));
    c = whole(Op.UMIN, c, bits(Float.floatToRawIntBits(-Polynomials.LIMIT)));
    var t = fma(c, constant(Polynomials.LOG2_E), Polynomials.SHIFTER);
    var n = sub(t, constant(Polynomials.SHIFTER));
    var p = add(tail(rest(n, c)), constant(1f));
    var e = whole(Op.SUB, t, bits(Float.floatToRawIntBits(Polynomials.SHIFTER)));
    var half = shift(Op.SAR_N, e, 1);
    var result = mul(mul(p, power(half)), power(whole(Op.SUB, e, half)));
    return blend(f.operations.isNan(Element.F32, x), x, result);
  }

  private Register expm1(Register x) {
    var t = fma(x, constant(Polynomials.LOG2_E), Polynomials.SHIFTER);
    var n = sub(t, constant(Polynomials.SHIFTER));
    var p = tail(rest(n, x));
    var scale = power(whole(Op.SUB, t, bits(Float.floatToRawIntBits(Polynomials.SHIFTER))));
    var near = fma(p, scale, sub(scale, constant(1f)));
    var far = sub(exp(x), constant(1f));
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

  private Register tanh(Register x) {
    var a = whole(Op.AND, x, bits(Integer.MAX_VALUE));
    var z = mul(x, x);
    var p = fma(z, constant(-5.70498872745e-3f), 2.06390887954e-2f);
    p = fma(p, z, -5.37397155531e-2f);
    p = fma(p, z, 1.33314422036e-1f);
    p = fma(p, z, -3.33332819422e-1f);
    p = fma(mul(p, z), a, a);
    var two = f.vector(Op.COPY, Element.F32, constant(2f));
    var one = f.vector(Op.COPY, Element.F32, constant(1f));
    var far = sub(one, f.vector(Op.DIV, Element.F32, two, add(exp(add(a, a)), constant(1f))));
    return sign(blend(compare(a, constant(0.625f), 0x11), p, far), x);
  }

  private Register erf(Register x) {
    var t = whole(Op.AND, x, bits(Integer.MAX_VALUE));
    var z = mul(x, x);
    var r = fma(t, constant(-1.72853470e-5f), 3.83197126e-4f);
    var u = fma(t, constant(-3.88396438e-3f), 2.42546219e-2f);
    r = fma(r, z, u);
    r = fma(r, t, -1.06777877e-1f);
    r = fma(r, t, -6.34846687e-1f);
    r = fma(r, t, -1.28717512e-1f);
    r = fma(r, t, whole(Op.XOR, t, bits(Integer.MIN_VALUE)));
    var far = sub(f.vector(Op.COPY, Element.F32, constant(1f)), exp(r));
    var p = fma(z, constant(-5.96761703e-4f), 4.99119423e-3f);
    p = fma(p, z, -2.67681349e-2f);
    p = fma(p, z, 1.12819925e-1f);
    p = fma(p, z, -3.76125336e-1f);
    p = fma(p, z, 1.28379166e-1f);
    p = fma(p, x, x);
    return blend(compare(t, constant(0.927734375f), 0x1e), sign(far, x), p);
  }
}
