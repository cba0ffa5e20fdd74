package org.ashlar.cpu;

import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// Vector operations that are more than one call; generated code calls them by name. The only
/// class, besides generated ones, that needs the module jdk.incubator.vector. {@link Library}
/// copies what has no jumps into kernels, so it uses no private fields.
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits of the sources
final class VectorMath {
  private VectorMath() {}

  static int preferredBytes() {
    return VectorShape.preferredShape().vectorBitSize() / 8;
  }

  // ── functions, as in Polynomials ──

  static FloatVector exp(FloatVector x) {
    var s = x.species();
    // in the integer domain: positive numbers compare as signed, negative ones as unsigned
    var c =
        x.reinterpretAsInts()
            .min(Float.floatToRawIntBits(Polynomials.LIMIT))
            .lanewise(VectorOperators.UMIN, Float.floatToRawIntBits(-Polynomials.LIMIT))
            .reinterpretAsFloats();
    var t =
        c.fma(
            FloatVector.broadcast(s, Polynomials.LOG2_E),
            FloatVector.broadcast(s, Polynomials.SHIFTER));
    var n = t.sub(Polynomials.SHIFTER);
    var r = n.fma(FloatVector.broadcast(s, -Polynomials.LN2_HIGH), c);
    r = n.fma(FloatVector.broadcast(s, -Polynomials.LN2_LOW), r);
    var p =
        r.fma(
            FloatVector.broadcast(s, 1.9875691500e-4f), FloatVector.broadcast(s, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(s, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(s, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(s, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(s, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r).add(1);
    var e = t.reinterpretAsInts().sub(Float.floatToRawIntBits(Polynomials.SHIFTER));
    var half = e.lanewise(VectorOperators.ASHR, 1);
    var result = p.mul(power(half)).mul(power(e.sub(half)));
    return result.blend(x, x.compare(NE, x));
  }

  static FloatVector expm1(FloatVector x) {
    var s = x.species();
    var t =
        x.fma(
            FloatVector.broadcast(s, Polynomials.LOG2_E),
            FloatVector.broadcast(s, Polynomials.SHIFTER));
    var n = t.sub(Polynomials.SHIFTER);
    var r = n.fma(FloatVector.broadcast(s, -Polynomials.LN2_HIGH), x);
    r = n.fma(FloatVector.broadcast(s, -Polynomials.LN2_LOW), r);
    var p =
        r.fma(
            FloatVector.broadcast(s, 1.9875691500e-4f), FloatVector.broadcast(s, 1.3981999507e-3f));
    p = p.fma(r, FloatVector.broadcast(s, 8.3334519073e-3f));
    p = p.fma(r, FloatVector.broadcast(s, 4.1665795894e-2f));
    p = p.fma(r, FloatVector.broadcast(s, 1.6666665459e-1f));
    p = p.fma(r, FloatVector.broadcast(s, 5.0000001201e-1f));
    p = p.fma(r.mul(r), r);
    var scale = power(t.reinterpretAsInts().sub(Float.floatToRawIntBits(Polynomials.SHIFTER)));
    var near = p.fma(scale, scale.sub(1));
    return sign(exp(x).sub(1).blend(near, x.abs().compare(LT, Polynomials.FAR)), x);
  }

  static FloatVector log1p(FloatVector x) {
    var u = x.add(1);
    var result = log(u).mul(x.div(u.sub(1)));
    result = result.blend(x, u.compare(EQ, 1));
    return result.blend(x, x.compare(EQ, Float.POSITIVE_INFINITY));
  }

  private static FloatVector power(IntVector e) {
    return e.add(127).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector log(FloatVector x) {
    var s = x.species();
    var tiny = x.compare(LT, Float.MIN_NORMAL);
    var bits = x.mul(0x1p23f, tiny).reinterpretAsInts();
    var shift = bits.sub(Polynomials.ROOT_HALF).lanewise(VectorOperators.ASHR, 23);
    var f = bits.sub(shift.lanewise(VectorOperators.LSHL, 23)).reinterpretAsFloats().sub(1);
    var e = ((FloatVector) shift.convertShape(VectorOperators.I2F, s, 0)).sub(23, tiny);
    var z = f.mul(f);
    var y =
        f.fma(
            FloatVector.broadcast(s, 7.0376836292e-2f),
            FloatVector.broadcast(s, -1.1514610310e-1f));
    y = y.fma(f, FloatVector.broadcast(s, 1.1676998740e-1f));
    y = y.fma(f, FloatVector.broadcast(s, -1.2420140846e-1f));
    y = y.fma(f, FloatVector.broadcast(s, 1.4249322787e-1f));
    y = y.fma(f, FloatVector.broadcast(s, -1.6668057665e-1f));
    y = y.fma(f, FloatVector.broadcast(s, 2.0000714765e-1f));
    y = y.fma(f, FloatVector.broadcast(s, -2.4999993993e-1f));
    y = y.fma(f, FloatVector.broadcast(s, 3.3333331174e-1f));
    y = y.mul(f).mul(z);
    y = e.fma(FloatVector.broadcast(s, Polynomials.LN2_LOW), y);
    y = z.fma(FloatVector.broadcast(s, -0.5f), y);
    var result = e.fma(FloatVector.broadcast(s, Polynomials.LN2_HIGH), f.add(y));
    result = result.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0));
    result = result.blend(x, x.compare(EQ, Float.POSITIVE_INFINITY));
    return result.blend(Float.NaN, x.compare(LT, 0).or(x.compare(NE, x)));
  }

  static FloatVector tanh(FloatVector x) {
    var s = x.species();
    var a = x.abs();
    var z = x.mul(x);
    var p =
        z.fma(
            FloatVector.broadcast(s, -5.70498872745e-3f),
            FloatVector.broadcast(s, 2.06390887954e-2f));
    p = p.fma(z, FloatVector.broadcast(s, -5.37397155531e-2f));
    p = p.fma(z, FloatVector.broadcast(s, 1.33314422036e-1f));
    p = p.fma(z, FloatVector.broadcast(s, -3.33332819422e-1f));
    p = p.mul(z).fma(a, a);
    var far =
        FloatVector.broadcast(s, 1).sub(FloatVector.broadcast(s, 2).div(exp(a.add(a)).add(1)));
    return sign(far.blend(p, a.compare(LT, 0.625f)), x);
  }

  static FloatVector erf(FloatVector x) {
    var s = x.species();
    var t = x.abs();
    var z = x.mul(x);
    var r =
        t.fma(FloatVector.broadcast(s, -1.72853470e-5f), FloatVector.broadcast(s, 3.83197126e-4f));
    var u =
        t.fma(FloatVector.broadcast(s, -3.88396438e-3f), FloatVector.broadcast(s, 2.42546219e-2f));
    r = r.fma(z, u);
    r = r.fma(t, FloatVector.broadcast(s, -1.06777877e-1f));
    r = r.fma(t, FloatVector.broadcast(s, -6.34846687e-1f));
    r = r.fma(t, FloatVector.broadcast(s, -1.28717512e-1f));
    r = r.fma(t, t.neg());
    var far = FloatVector.broadcast(s, 1).sub(exp(r));
    var p =
        z.fma(FloatVector.broadcast(s, -5.96761703e-4f), FloatVector.broadcast(s, 4.99119423e-3f));
    p = p.fma(z, FloatVector.broadcast(s, -2.67681349e-2f));
    p = p.fma(z, FloatVector.broadcast(s, 1.12819925e-1f));
    p = p.fma(z, FloatVector.broadcast(s, -3.76125336e-1f));
    p = p.fma(z, FloatVector.broadcast(s, 1.28379166e-1f));
    p = p.fma(x, x);
    return p.blend(sign(far, x), t.compare(VectorOperators.GT, 0.927734375f));
  }

  /// The magnitude of one with the sign of the other.
  private static FloatVector sign(FloatVector magnitude, FloatVector sign) {
    return magnitude
        .reinterpretAsInts()
        .and(Integer.MAX_VALUE)
        .or(sign.reinterpretAsInts().and(Integer.MIN_VALUE))
        .reinterpretAsFloats();
  }

  /// One lane after the other, for functions without a polynomial.
  static FloatVector each(FloatVector x, int op) {
    var lanes = x.toArray();
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = Polynomials.apply(lanes[i], op);
    }
    return FloatVector.fromArray(x.species(), lanes, 0);
  }

  static FloatVector each(FloatVector x, FloatVector y, int op) {
    var lanes = x.toArray();
    var others = y.toArray();
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = Polynomials.apply(lanes[i], others[i], op);
    }
    return FloatVector.fromArray(x.species(), lanes, 0);
  }

  static DoubleVector each(DoubleVector x, int op) {
    var lanes = x.toArray();
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = Polynomials.apply(lanes[i], op);
    }
    return DoubleVector.fromArray(x.species(), lanes, 0);
  }

  static DoubleVector each(DoubleVector x, DoubleVector y, int op) {
    var lanes = x.toArray();
    var others = y.toArray();
    for (int i = 0; i < lanes.length; i++) {
      lanes[i] = Polynomials.apply(lanes[i], others[i], op);
    }
    return DoubleVector.fromArray(x.species(), lanes, 0);
  }

  // ── whole numbers ──

  /// start, start + 1, …
  static IntVector count(VectorSpecies<Integer> s, int start) {
    return IntVector.zero(s).addIndex(1).add(start);
  }

  /// The low bits of each number.
  static IntVector wrapSigned(IntVector x, int bits) {
    return x.lanewise(VectorOperators.LSHL, 32 - bits).lanewise(VectorOperators.ASHR, 32 - bits);
  }

  static IntVector wrapUnsigned(IntVector x, int bits) {
    return x.and((1 << bits) - 1);
  }

  // ── narrow memory; numbers are held as ints and floats ──

  static IntVector loadBytes(
      VectorSpecies<Byte> from,
      VectorSpecies<Integer> s,
      MemorySegment memory,
      long offset,
      VectorOperators.Conversion<Byte, Integer> as) {
    var x = ByteVector.fromMemorySegment(from, memory, offset, ByteOrder.LITTLE_ENDIAN);
    return (IntVector) x.convertShape(as, s, 0);
  }

  static IntVector loadBytes(
      VectorSpecies<Byte> from,
      VectorSpecies<Integer> s,
      MemorySegment memory,
      long offset,
      VectorOperators.Conversion<Byte, Integer> as,
      VectorMask<Integer> mask) {
    var x =
        ByteVector.fromMemorySegment(
            from, memory, offset, ByteOrder.LITTLE_ENDIAN, mask.cast(from));
    return (IntVector) x.convertShape(as, s, 0);
  }

  static void storeBytes(IntVector x, VectorSpecies<Byte> to, MemorySegment memory, long offset) {
    ((ByteVector) x.convertShape(VectorOperators.I2B, to, 0))
        .intoMemorySegment(memory, offset, ByteOrder.LITTLE_ENDIAN);
  }

  static void storeBytes(
      IntVector x,
      VectorSpecies<Byte> to,
      MemorySegment memory,
      long offset,
      VectorMask<Integer> mask) {
    ((ByteVector) x.convertShape(VectorOperators.I2B, to, 0))
        .intoMemorySegment(memory, offset, ByteOrder.LITTLE_ENDIAN, mask.cast(to));
  }

  static IntVector loadShorts(
      VectorSpecies<Short> from,
      VectorSpecies<Integer> s,
      MemorySegment memory,
      long offset,
      VectorOperators.Conversion<Short, Integer> as) {
    var x = ShortVector.fromMemorySegment(from, memory, offset, ByteOrder.LITTLE_ENDIAN);
    return (IntVector) x.convertShape(as, s, 0);
  }

  static IntVector loadShorts(
      VectorSpecies<Short> from,
      VectorSpecies<Integer> s,
      MemorySegment memory,
      long offset,
      VectorOperators.Conversion<Short, Integer> as,
      VectorMask<Integer> mask) {
    var x =
        ShortVector.fromMemorySegment(
            from, memory, offset, ByteOrder.LITTLE_ENDIAN, mask.cast(from));
    return (IntVector) x.convertShape(as, s, 0);
  }

  static void storeShorts(IntVector x, VectorSpecies<Short> to, MemorySegment memory, long offset) {
    ((ShortVector) x.convertShape(VectorOperators.I2S, to, 0))
        .intoMemorySegment(memory, offset, ByteOrder.LITTLE_ENDIAN);
  }

  static void storeShorts(
      IntVector x,
      VectorSpecies<Short> to,
      MemorySegment memory,
      long offset,
      VectorMask<Integer> mask) {
    ((ShortVector) x.convertShape(VectorOperators.I2S, to, 0))
        .intoMemorySegment(memory, offset, ByteOrder.LITTLE_ENDIAN, mask.cast(to));
  }

  /// The bits of bf16 numbers, as {@link ScalarMath#bf16}.
  static IntVector bf16(FloatVector x) {
    var bits = x.reinterpretAsInts();
    var odd = bits.lanewise(VectorOperators.LSHR, 16).and(1);
    var up = bits.add(0x7fff).add(odd).lanewise(VectorOperators.LSHR, 16);
    return up.blend(0x7fc0, x.compare(NE, x).cast(up.species()));
  }

  static FloatVector ofBf16(IntVector bits) {
    return bits.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
  }

  /// The bits of the nearest f16: rounded by the magnitude's own unit in the last place, added and
  /// taken away.
  static IntVector f16(FloatVector x) {
    var bits = x.reinterpretAsInts();
    var sign = bits.lanewise(VectorOperators.LSHR, 16).and(0x8000);
    var magnitude = bits.and(Integer.MAX_VALUE);
    var odd = magnitude.lanewise(VectorOperators.LSHR, 13).and(1);
    var normal = magnitude.add(0xfff).add(odd).sub(112 << 23).lanewise(VectorOperators.LSHR, 13);
    // below 2^-14 the last place is 2^-24: 0.5 has that last place too
    var small = magnitude.reinterpretAsFloats().add(0.5f).reinterpretAsInts().sub(0x3f000000);
    var code = normal.blend(small, magnitude.compare(LT, 113 << 23));
    code = code.blend(0x7c00, magnitude.compare(VectorOperators.GE, 0x477ff000));
    code = code.blend(0x7e00, magnitude.compare(VectorOperators.GT, 0x7f800000));
    return code.or(sign);
  }

  static FloatVector ofF16(IntVector bits) {
    var magnitude = bits.and(0x7fff);
    var shifted = magnitude.lanewise(VectorOperators.LSHL, 13);
    // 2^112 moves the exponent; of denormals too, exactly; infinities and NaNs keep all ones
    var value = shifted.reinterpretAsFloats().mul(0x1p112f).reinterpretAsInts();
    value = value.blend(shifted.or(0x7f800000), magnitude.compare(VectorOperators.GE, 0x7c00));
    return value.or(bits.and(0x8000).lanewise(VectorOperators.LSHL, 16)).reinterpretAsFloats();
  }

  // ── truth ──

  static IntVector bits(VectorMask<Integer> x, VectorSpecies<Integer> s) {
    return IntVector.zero(s).blend(1, x);
  }

  static LongVector bits(
      VectorMask<Integer> x, VectorSpecies<Integer> s, VectorSpecies<Long> wide) {
    return LongVector.zero(wide).blend(1, x.cast(wide));
  }
}
