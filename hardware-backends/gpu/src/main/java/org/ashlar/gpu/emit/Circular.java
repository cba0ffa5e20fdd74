package org.ashlar.gpu.emit;

import java.math.BigInteger;
import org.ashlar.ir.Op1;

/// Sine, cosine, tangent and the angle of a point, in `f64`.
///
/// An argument is reduced by π/2 in three parts (Cody and Waite); beyond 2^20 by as many digits of
/// 2/π as its exponent asks for (Payne and Hanek, 1983).
final class Circular {
  /// The constant with the digits of 2/π, behind 64 zeros.
  static final String TABLE = "two_over_pi";

  private static final int WORDS = 20;
  private static final double HALF_PI = 1.5707963267948966;
  private static final double HALF_PI_LOW = 6.123233995736766e-17;
  private static final double FIRST = 0x1.921fb544p0;
  private static final double SECOND = 0x1.0b4611a6p-34;
  private static final double THIRD = 0x1.3198a2e037073p-69;

  private final Doubles f;
  private final Ptx ptx;

  Circular(Doubles f) {
    this.f = f;
    this.ptx = f.ptx;
  }

  Value of(Op1 op, Value x) {
    var finite = f.is("lt", f.magnitude(x), f.of(Double.POSITIVE_INFINITY));
    var n = ptx.register(Kind.LONG);
    var r = ptx.register(Kind.DOUBLE);
    var far = ptx.label();
    var done = ptx.label();
    var near = f.is("le", f.magnitude(x), f.of(0x1p20));
    ptx.jump(near, false, far);
    reduceNear(x, n, r);
    ptx.jump(done);
    ptx.mark(far);
    reduceFar(x, n, r);
    ptx.mark(done);
    var z = f.mul(r, r);
    var sine = f.mul(f.polynomial(z, series(1)), r);
    var cosine = f.polynomial(z, series(0));
    var result =
        switch (op) {
          case SIN -> quarter(n, sine, cosine);
          case COS -> quarter(ptx.make(Kind.LONG, "add.s64", n, 1), sine, cosine);
          default ->
              f.div(
                  quarter(n, sine, cosine),
                  quarter(ptx.make(Kind.LONG, "add.s64", n, 1), sine, cosine));
        };
    return f.select(finite, result, f.of(Double.NaN));
  }

  /// In odd quarters the second; in the third and fourth with the other sign.
  private Value quarter(Value n, Value first, Value second) {
    var low = ptx.make(Kind.LONG, "and.b64", n, 1);
    var odd = ptx.make(Kind.TRUTH, "setp.ne.s64", low, 0);
    var value = f.select(odd, second, first);
    var sign = ptx.make(Kind.LONG, "shl.b64", ptx.make(Kind.LONG, "and.b64", n, 2), 62);
    return f.fromBits(ptx.make(Kind.LONG, "xor.b64", f.bits(value), sign));
  }

  private void reduceNear(Value x, Value n, Value r) {
    var whole = f.rounded(f.mul(x, 2 / Math.PI));
    var minus = f.negative(whole);
    var rest = f.fma(minus, f.of(FIRST), x);
    rest = f.fma(minus, f.of(SECOND), rest);
    rest = f.fma(minus, f.of(THIRD), rest);
    // a zero keeps its sign
    ptx.move(r, f.select(f.is("eq", whole, f.of(0)), x, rest));
    ptx.add("cvt.rzi.s64.f64", n, whole);
  }

  /// `x = m · 2^e` with a whole m: of x · 2/π only what is below 4 counts, so the digits of 2/π
  /// begin where m · 2^e times their place is.
  private void reduceFar(Value x, Value n, Value r) {
    var bits = f.bits(f.magnitude(x));
    var exponent = ptx.make(Kind.LONG, "shr.u64", bits, 52);
    var fraction = ptx.make(Kind.LONG, "and.b64", bits, 0xf_ffff_ffff_ffffL);
    var m = ptx.make(Kind.LONG, "or.b64", fraction, 1L << 52);
    // infinities and NaN read somewhere; their result is not taken
    var e = ptx.make(Kind.LONG, "min.s64", ptx.make(Kind.LONG, "sub.s64", exponent, 1075), 971);
    var first = ptx.make(Kind.LONG, "add.s64", e, 62);
    var word = ptx.make(Kind.LONG, "shr.u64", first, 6);
    var place = ptx.make(Kind.LONG, "mad.lo.s64", word, 8, table());
    var shift = ptx.make(Kind.WORD, "cvt.u32.u64", ptx.make(Kind.LONG, "and.b64", first, 63));
    var back = ptx.make(Kind.WORD, "sub.s32", 64, shift);
    var t = new Value[4];
    for (int i = 0; i < 4; i++) {
      t[i] = ptx.make(Kind.LONG, "ld.const.u64", "[%s+%d]".formatted(place, 8 * i));
    }
    var w = new Value[3];
    for (int i = 0; i < 3; i++) {
      var high = ptx.make(Kind.LONG, "shl.b64", t[i], shift);
      // a shift by 64 gives 0
      var low = ptx.make(Kind.LONG, "shr.u64", t[i + 1], back);
      w[i] = ptx.make(Kind.LONG, "or.b64", high, low);
    }
    // the low 192 bits of the product
    var p0 = ptx.make(Kind.LONG, "mul.lo.u64", m, w[2]);
    var p1 = ptx.make(Kind.LONG, "mul.hi.u64", m, w[2]);
    var low = ptx.make(Kind.LONG, "mul.lo.u64", m, w[1]);
    var p2 = ptx.make(Kind.LONG, "mad.hi.u64", m, w[1], ptx.make(Kind.LONG, "mul.lo.u64", m, w[0]));
    var middle = ptx.make(Kind.LONG, "add.s64", p1, low);
    var over = ptx.make(Kind.TRUTH, "setp.lt.u64", middle, low);
    var carry = ptx.make(Kind.LONG, "selp.b64", 1, 0, over);
    p2 = ptx.make(Kind.LONG, "add.s64", p2, carry);
    // two bits of quarters, then the part of one, as a number with a sign
    var quarters = ptx.make(Kind.LONG, "shr.u64", p2, 62);
    var high =
        ptx.make(
            Kind.LONG,
            "or.b64",
            ptx.make(Kind.LONG, "shl.b64", p2, 2),
            ptx.make(Kind.LONG, "shr.u64", middle, 62));
    var rest =
        ptx.make(
            Kind.LONG,
            "or.b64",
            ptx.make(Kind.LONG, "shl.b64", middle, 2),
            ptx.make(Kind.LONG, "shr.u64", p0, 62));
    var up = ptx.make(Kind.LONG, "shr.u64", high, 63);
    var count = ptx.make(Kind.LONG, "add.s64", quarters, up);
    var part = ptx.make(Kind.DOUBLE, "cvt.rn.f64.s64", high);
    var tail = ptx.make(Kind.DOUBLE, "cvt.rn.f64.u64", rest);
    var sum = f.fma(tail, f.of(0x1p-64), part);
    var angle = f.mul(f.mul(sum, 0x1p-64), HALF_PI);
    // of a negative argument both change their signs
    var negative = f.is("lt", x, f.of(0));
    ptx.add("selp.f64", r, f.negative(angle), angle, negative);
    ptx.add("selp.b64", n, ptx.make(Kind.LONG, "neg.s64", count), count, negative);
  }

  private Value table() {
    return ptx.make(Kind.LONG, "mov.u64", TABLE);
  }

  /// `(-1)^k / (2k + first)!`.
  private static double[] series(int first) {
    var c = new double[9];
    double factorial = 1;
    for (int k = 0; k < c.length; k++) {
      c[k] = 1 / factorial;
      factorial *= -(2.0 * k + first + 1) * (2.0 * k + first + 2);
    }
    return c;
  }

  /// The angle of the point (x, y): the arc tangent of y/x in its quarter.
  Value angle(Value y, Value x) {
    var a = f.magnitude(y);
    var b = f.magnitude(x);
    var steep = f.is("gt", a, b);
    var t = f.div(f.select(steep, b, a), f.select(steep, a, b));
    var infinity = f.of(Double.POSITIVE_INFINITY);
    t = f.select(f.and(f.is("eq", a, infinity), f.is("eq", b, infinity)), f.of(1), t);
    t = f.select(f.and(f.is("eq", a, f.of(0)), f.is("eq", b, f.of(0))), f.of(0), t);
    // beyond tan(π/8) the angle from the diagonal
    var wide = f.is("gt", t, f.of(0.41421356237309503));
    var turned = f.div(f.sub(t, f.of(1)), f.add(t, f.of(1)));
    var s = f.select(wide, turned, t);
    var arc = f.mul(f.polynomial(f.mul(s, s), arcs()), s);
    var low = f.select(wide, f.of(HALF_PI_LOW / 2), f.of(0));
    var high = f.select(wide, f.of(HALF_PI / 2), f.of(0));
    var value = f.add(high, f.add(arc, low));
    var other = f.sub(f.of(HALF_PI), f.sub(value, f.of(HALF_PI_LOW)));
    value = f.select(steep, other, value);
    var sign = ptx.make(Kind.TRUTH, "setp.lt.s64", f.bits(x), 0);
    var left = f.sub(f.of(2 * HALF_PI), f.sub(value, f.of(2 * HALF_PI_LOW)));
    value = f.withSign(f.select(sign, left, value), y);
    var strange = f.is("nan", x, y);
    return f.select(strange, f.of(Double.NaN), value);
  }

  /// `(-1)^k / (2k + 1)`.
  private static double[] arcs() {
    var c = new double[22];
    for (int k = 0; k < c.length; k++) {
      c[k] = (k % 2 == 0 ? 1.0 : -1.0) / (2 * k + 1);
    }
    return c;
  }

  /// The declaration of the table, for modules that use it.
  static String table64() {
    int bits = 64 * (WORDS - 1);
    // Machin's formula, with 64 digits to spare
    var one = BigInteger.ONE.shiftLeft(bits + 64);
    var pi = arc(one, 5).multiply(BigInteger.valueOf(16)).subtract(arc(one, 239).shiftLeft(2));
    var digits = one.shiftLeft(bits + 1).divide(pi);
    var text = new StringBuilder(".const .align 8 .b64 " + TABLE + "[" + WORDS + "] = {0");
    for (int i = WORDS - 2; i >= 0; i--) {
      text.append(", 0x%016X".formatted(digits.shiftRight(64 * i).longValue()));
    }
    return text.append("};\n").toString();
  }

  /// The arc tangent of `1/n`.
  private static BigInteger arc(BigInteger one, long n) {
    var square = BigInteger.valueOf(n * n);
    var power = one.divide(BigInteger.valueOf(n));
    var sum = BigInteger.ZERO;
    for (long k = 1; power.signum() != 0; k += 2) {
      var term = power.divide(BigInteger.valueOf(k));
      sum = k % 4 == 1 ? sum.add(term) : sum.subtract(term);
      power = power.divide(square);
    }
    return sum;
  }
}
