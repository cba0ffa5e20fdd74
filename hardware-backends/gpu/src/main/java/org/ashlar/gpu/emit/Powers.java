package org.ashlar.gpu.emit;

/// Powers and remainders in `f64`.
final class Powers {
  private static final double TWO_THIRDS = 2.0 / 3;
  private static final double TWO_THIRDS_LOW = 0x1.5555555555555p-55;

  private final Doubles f;
  private final Ptx ptx;
  private final Functions functions;

  Powers(Doubles f, Functions functions) {
    this.f = f;
    this.ptx = f.ptx;
    this.functions = functions;
  }

  /// The logarithm as a sum of two numbers, since y multiplies its error.
  private record Two(Value high, Value low) {}

  /// IEEE 754-2019, 9.2.1.
  Value pow(Value x, Value y) {
    var infinity = f.of(Double.POSITIVE_INFINITY);
    var a = f.magnitude(x);
    var log = log(a);
    var high = f.mul(y, log.high());
    var low = f.fma(y, log.low(), f.fma(y, log.high(), f.negative(high)));
    // where it is 0 or infinite the low part may be no number
    low = f.select(f.is("lt", f.magnitude(high), f.of(800)), low, f.of(0));
    var value = functions.exp(high, low);
    var rises = f.is("gt", y, f.of(0));
    value = f.select(f.is("eq", a, f.of(0)), f.select(rises, f.of(0), infinity), value);
    value = f.select(f.is("eq", a, infinity), f.select(rises, infinity, f.of(0)), value);
    value = f.select(f.is("eq", a, f.of(1)), f.of(1), value);
    // the sign of a negative base
    var whole = f.truncated(y);
    var isWhole = f.is("eq", whole, y);
    var half = f.mul(whole, 0.5);
    var isOdd = f.and(isWhole, f.is("ne", f.truncated(half), half));
    var minus = ptx.make(Kind.TRUTH, "setp.lt.s64", f.bits(x), 0);
    value = f.select(f.and(minus, isOdd), f.negative(value), value);
    var below = f.is("lt", x, f.of(0));
    var bounded = f.is("gt", x, f.of(Double.NEGATIVE_INFINITY));
    var undefined = f.and(f.and(below, bounded), ptx.make(Kind.TRUTH, "not.pred", isWhole));
    value = f.select(undefined, f.of(Double.NaN), value);
    value = f.select(f.is("nan", x, y), f.of(Double.NaN), value);
    value = f.select(f.is("eq", y, f.of(0)), f.of(1), value);
    return f.select(f.is("eq", x, f.of(1)), f.of(1), value);
  }

  private Two log(Value a) {
    var tiny = f.is("lt", a, f.of(Double.MIN_NORMAL));
    var parts = functions.parts(f.select(tiny, f.mul(a, 0x1p54), a));
    var e = f.add(parts.exponent(), f.select(tiny, f.of(-54), f.of(0)));
    var m = parts.rest();
    // s = (m - 1)/(m + 1) in two parts
    var r = f.sub(m, f.of(1));
    var d = f.add(m, f.of(1));
    var lost = f.sub(m, f.sub(d, f.of(1)));
    var s = f.div(r, d);
    var minus = f.negative(s);
    var rest = f.div(f.fma(minus, lost, f.fma(minus, d, r)), d);
    var z = f.mul(s, s);
    var zLow = f.fma(f.add(s, s), rest, f.fma(s, s, f.negative(z)));
    // 2/3 s³ in two parts; what follows is a hundredth of it
    var p = f.mul(z, f.of(TWO_THIRDS));
    var pLow = f.fma(z, f.of(TWO_THIRDS), f.negative(p));
    pLow = f.fma(z, f.of(TWO_THIRDS_LOW), pLow);
    pLow = f.fma(zLow, f.of(TWO_THIRDS), pLow);
    var q = f.mul(p, s);
    var qLow = f.fma(p, s, f.negative(q));
    qLow = f.fma(pLow, s, qLow);
    qLow = f.fma(p, rest, qLow);
    var series = Functions.odd(13);
    var tail = new double[12];
    System.arraycopy(series, 1, tail, 0, 12);
    var t = f.mul(f.mul(f.mul(z, z), s), f.polynomial(z, tail));
    var low = f.add(f.add(rest, rest), f.add(qLow, t));
    var first = two(f.add(s, s), q);
    // e · ln 2, whose first part is exact
    var whole = two(f.mul(e, Functions.LN2_HIGH), first.high());
    low = f.add(low, f.add(first.low(), f.fma(e, f.of(Functions.LN2_LOW), whole.low())));
    return two(whole.high(), low);
  }

  /// Knuth's sum of two numbers with what it loses.
  private Two two(Value x, Value y) {
    var sum = f.add(x, y);
    var part = f.sub(sum, x);
    var lost = f.add(f.sub(x, f.sub(sum, part)), f.sub(y, part));
    return new Two(sum, lost);
  }

  /// The exact rest of the truncated division, with the sign of x: multiples of y, scaled so that a
  /// quotient has at most 50 bits, are taken away until less than y is left.
  Value remainder(Value x, Value y) {
    var a = ptx.make(Kind.DOUBLE, "abs.f64", x);
    var b = f.magnitude(y);
    var finite = f.is("lt", a, f.of(Double.POSITIVE_INFINITY));
    var divides = f.is("gt", b, f.of(0));
    var bounded = f.is("lt", b, f.of(Double.POSITIVE_INFINITY));
    var works = f.and(f.and(finite, divides), bounded);
    var again = ptx.label();
    var done = ptx.label();
    var eb = exponent(b);
    ptx.loop(again);
    var large = f.and(works, f.is("ge", a, b));
    ptx.jump(large, false, done);
    var gap = ptx.make(Kind.LONG, "sub.s64", exponent(a), eb);
    var k = ptx.make(Kind.LONG, "max.s64", ptx.make(Kind.LONG, "sub.s64", gap, 50), 0);
    k = ptx.make(Kind.LONG, "min.s64", k, 2046);
    var unit = f.scale(b, k);
    var q = f.truncated(f.div(a, unit));
    var rest = f.fma(f.negative(q), unit, a);
    // a quotient that was rounded up
    var more = f.add(rest, unit);
    ptx.add("selp.f64", a, more, rest, f.is("lt", rest, f.of(0)));
    ptx.jump(again);
    ptx.mark(done);
    var value = f.withSign(a, x);
    value = f.select(f.and(finite, divides), value, f.of(Double.NaN));
    return f.select(f.is("nan", x, y), f.of(Double.NaN), value);
  }

  /// Of the leading bit; small numbers are made normal first.
  private Value exponent(Value x) {
    var small = f.is("lt", x, f.of(Double.MIN_NORMAL));
    var bits = f.bits(f.select(small, f.mul(x, 0x1p54), x));
    var e = ptx.make(Kind.LONG, "shr.u64", bits, 52);
    return ptx.make(Kind.LONG, "sub.s64", e, ptx.make(Kind.LONG, "selp.b64", 54, 0, small));
  }

  /// The remainder with the divisor's sign.
  Value floorMod(Value x, Value y) {
    var rest = remainder(x, y);
    var some = f.is("neu", rest, f.of(0));
    var left = f.is("lt", rest, f.of(0));
    var right = f.is("lt", y, f.of(0));
    var differ = ptx.make(Kind.TRUTH, "xor.pred", left, right);
    return f.select(f.and(some, differ), f.add(rest, y), rest);
  }
}
