package org.ashlar.gpu.emit;

import org.ashlar.ir.DType;

/// Floats of fewer than 32 bits: from `f32` to their bits, rounded to nearest even, and back.
///
/// The rounding of 8 and 4 bits is done on the bits of the `f32`: normal numbers by an addition
/// below the last place, small ones by the addition of a power of two whose last place is theirs.
final class Narrow {
  /// @param limit the bits of the largest finite number
  /// @param beyond the bits that stand for what is larger
  /// @param nan the bits of NaN
  private record Layout(
      int exponent, int fraction, int bias, boolean zeroSign, int limit, int beyond, int nan) {
    static Layout of(DType dtype) {
      return switch (dtype) {
        case F8E4M3FN -> new Layout(4, 3, 7, true, 0x7e, 0x7f, 0x7f);
        case F8E4M3FNUZ -> new Layout(4, 3, 8, false, 0x7f, 0x80, 0x80);
        case F8E5M2 -> new Layout(5, 2, 15, true, 0x7b, 0x7c, 0x7e);
        case F8E5M2FNUZ -> new Layout(5, 2, 16, false, 0x7f, 0x80, 0x80);
        case F4E2M1 -> new Layout(2, 1, 1, true, 7, 7, 0);
        default -> throw new IllegalArgumentException("dtype " + dtype + ": is no small float");
      };
    }
  }

  private final Ptx ptx;
  private final int architecture;

  Narrow(Ptx ptx, int architecture) {
    this.ptx = ptx;
    this.architecture = architecture;
  }

  Value round(DType dtype, Value x) {
    return decode(dtype, encode(dtype, x, false));
  }

  /// The bits of the nearest number, in the low bits of a WORD, or in a HALF.
  ///
  /// @param saturate whether what is too large becomes the largest finite number
  Value encode(DType dtype, Value x, boolean saturate) {
    var given = saturate ? clamped(dtype, x) : x;
    return switch (dtype) {
      case F16 -> ptx.make(Kind.HALF, "cvt.rn.f16.f32", given);
      case BF16 ->
          architecture >= 80 ? ptx.make(Kind.HALF, "cvt.rn.bf16.f32", given) : upper(given);
      case F8E8M0 -> power(given);
      default -> small(Layout.of(dtype), given);
    };
  }

  Value decode(DType dtype, Value bits) {
    return switch (dtype) {
      case F16 -> ptx.make(Kind.SINGLE, "cvt.f32.f16", bits);
      case BF16 -> {
        var word = ptx.register(Kind.WORD);
        ptx.add("mov.b32", word, "{%s, %s}".formatted(zeroHalf(), bits));
        yield ptx.make(Kind.SINGLE, "mov.b32", word);
      }
      case F8E8M0 -> fromPower(bits);
      default -> fromSmall(Layout.of(dtype), bits);
    };
  }

  private Value zeroHalf() {
    return ptx.make(Kind.HALF, "mov.b16", 0);
  }

  /// Finite numbers beyond the largest, and infinities, become it; NaN stays.
  private Value clamped(DType dtype, Value x) {
    if (dtype == DType.F8E8M0) {
      return clampedTo(x, 0x1p127f, false);
    }
    float largest =
        switch (dtype) {
          case F16 -> 65504;
          case BF16 -> Float.intBitsToFloat(0x7f7f0000);
          case F8E4M3FN -> 448;
          case F8E4M3FNUZ -> 240;
          case F8E5M2, F8E5M2FNUZ -> 57344;
          default -> 6;
        };
    return clampedTo(x, largest, true);
  }

  private Value clampedTo(Value x, float largest, boolean both) {
    var strange = ptx.make(Kind.TRUTH, "setp.nan.f32", x, x);
    var clamped = ptx.make(Kind.SINGLE, "min.f32", x, Value.single(largest));
    if (both) {
      clamped = ptx.make(Kind.SINGLE, "max.f32", clamped, Value.single(-largest));
    }
    return ptx.make(Kind.SINGLE, "selp.f32", x, clamped, strange);
  }

  /// bf16 on machines without its conversion: half of the last place and the parity are added.
  private Value upper(Value x) {
    var word = ptx.make(Kind.WORD, "mov.b32", x);
    var odd = ptx.make(Kind.WORD, "and.b32", ptx.make(Kind.WORD, "shr.u32", word, 16), 1);
    var sum = ptx.make(Kind.WORD, "add.s32", word, 0x7fff);
    sum = ptx.make(Kind.WORD, "add.s32", sum, odd);
    var strange = ptx.make(Kind.TRUTH, "setp.nan.f32", x, x);
    sum = ptx.make(Kind.WORD, "selp.b32", 0x7fc00000, sum, strange);
    return ptx.make(Kind.HALF, "cvt.u16.u32", ptx.make(Kind.WORD, "shr.u32", sum, 16));
  }

  private Value small(Layout to, Value x) {
    int drop = 23 - to.fraction();
    var word = ptx.make(Kind.WORD, "mov.b32", x);
    var magnitude = ptx.make(Kind.WORD, "and.b32", word, 0x7fff_ffff);
    // normal numbers
    var odd = ptx.make(Kind.WORD, "and.b32", ptx.make(Kind.WORD, "shr.u32", magnitude, drop), 1);
    var rounded = ptx.make(Kind.WORD, "add.s32", magnitude, (1 << drop - 1) - 1);
    rounded = ptx.make(Kind.WORD, "add.s32", rounded, odd);
    rounded = ptx.make(Kind.WORD, "sub.s32", rounded, 127 - to.bias() << 23);
    rounded = ptx.make(Kind.WORD, "shr.u32", rounded, drop);
    // small ones: in units of the least number
    float magic = Math.scalb(1f, 24 - to.bias() - to.fraction());
    var positive = ptx.make(Kind.SINGLE, "mov.b32", magnitude);
    var shifted = ptx.make(Kind.SINGLE, "add.rn.f32", positive, Value.single(magic));
    var least = ptx.make(Kind.WORD, "mov.b32", shifted);
    least = ptx.make(Kind.WORD, "sub.s32", least, Float.floatToRawIntBits(magic));
    int normal = Float.floatToRawIntBits(Math.scalb(1f, 1 - to.bias()));
    var isSmall = ptx.make(Kind.TRUTH, "setp.lt.u32", magnitude, normal);
    var code = ptx.make(Kind.WORD, "selp.b32", least, rounded, isSmall);
    // large ones, and those whose exponent an f32 has and these bits do not
    int largest = 127 + (to.limit() >> to.fraction()) - to.bias();
    var far = ptx.make(Kind.TRUTH, "setp.gt.u32", magnitude, (largest << 23) + 0x7f_ffff);
    var above = ptx.make(Kind.TRUTH, "setp.gt.s32", code, to.limit());
    above = ptx.make(Kind.TRUTH, "or.pred", above, far);
    code = ptx.make(Kind.WORD, "selp.b32", to.beyond(), code, above);
    var sign = ptx.make(Kind.WORD, "shr.u32", word, 31);
    sign = ptx.make(Kind.WORD, "shl.b32", sign, to.exponent() + to.fraction());
    var signed = ptx.make(Kind.WORD, "or.b32", code, sign);
    if (!to.zeroSign()) {
      // the code of a negative zero is the NaN's
      var none = ptx.make(Kind.TRUTH, "setp.eq.s32", code, 0);
      signed = ptx.make(Kind.WORD, "selp.b32", 0, signed, none);
      signed = ptx.make(Kind.WORD, "selp.b32", to.nan(), signed, above);
    }
    var strange = ptx.make(Kind.TRUTH, "setp.gt.u32", magnitude, 0x7f80_0000);
    return ptx.make(Kind.WORD, "selp.b32", to.nan(), signed, strange);
  }

  private Value fromSmall(Layout of, Value bits) {
    int width = of.exponent() + of.fraction();
    var magnitude = ptx.make(Kind.WORD, "and.b32", bits, (1 << width) - 1);
    // the exponent is put right by a product, which also makes the small ones normal
    var moved = ptx.make(Kind.WORD, "shl.b32", magnitude, 23 - of.fraction());
    var value = ptx.make(Kind.SINGLE, "mov.b32", moved);
    value =
        ptx.make(Kind.SINGLE, "mul.rn.f32", value, Value.single(Math.scalb(1f, 127 - of.bias())));
    if (of.zeroSign() && of.nan() != 0) {
      boolean infinite = of.beyond() != of.nan();
      if (infinite) {
        var far = ptx.make(Kind.TRUTH, "setp.eq.s32", magnitude, of.beyond());
        var infinity = Value.single(Float.POSITIVE_INFINITY);
        value = ptx.make(Kind.SINGLE, "selp.f32", infinity, value, far);
      }
      int last = infinite ? of.beyond() : of.limit();
      var strange = ptx.make(Kind.TRUTH, "setp.gt.s32", magnitude, last);
      value = ptx.make(Kind.SINGLE, "selp.f32", Value.single(Float.NaN), value, strange);
    }
    var sign = ptx.make(Kind.WORD, "shl.b32", bits, 31 - width);
    sign = ptx.make(Kind.WORD, "and.b32", sign, "0x80000000");
    var word = ptx.make(Kind.WORD, "mov.b32", value);
    word = ptx.make(Kind.WORD, "or.b32", word, sign);
    value = ptx.make(Kind.SINGLE, "mov.b32", word);
    if (!of.zeroSign()) {
      var low = ptx.make(Kind.WORD, "and.b32", bits, 0xff);
      var strange = ptx.make(Kind.TRUTH, "setp.eq.s32", low, of.nan());
      value = ptx.make(Kind.SINGLE, "selp.f32", Value.single(Float.NaN), value, strange);
    }
    return value;
  }

  /// The nearest power of two, of two equally near the even code.
  private Value power(Value x) {
    var word = ptx.make(Kind.WORD, "mov.b32", x);
    var e = ptx.make(Kind.WORD, "shr.u32", word, 23);
    var fraction = ptx.make(Kind.WORD, "and.b32", word, 0x7f_ffff);
    var up = ptx.make(Kind.TRUTH, "setp.gt.u32", fraction, 0x40_0000);
    var tie = ptx.make(Kind.TRUTH, "setp.eq.s32", fraction, 0x40_0000);
    var odd = ptx.make(Kind.WORD, "and.b32", e, 1);
    var isOdd = ptx.make(Kind.TRUTH, "setp.ne.s32", odd, 0);
    up = ptx.make(Kind.TRUTH, "or.pred", up, ptx.make(Kind.TRUTH, "and.pred", tie, isOdd));
    var more = ptx.make(Kind.WORD, "add.s32", e, 1);
    var code = ptx.make(Kind.WORD, "selp.b32", more, e, up);
    // below 2^-126 two powers lie, the least number and the middle between them
    var tiny = ptx.make(Kind.TRUTH, "setp.lt.u32", word, 0x0080_0000);
    var half = ptx.make(Kind.TRUTH, "setp.gt.u32", word, 0x0060_0000);
    var low = ptx.make(Kind.WORD, "selp.b32", 1, 0, half);
    code = ptx.make(Kind.WORD, "selp.b32", low, code, tiny);
    code = ptx.make(Kind.WORD, "min.u32", code, 255);
    var below = ptx.make(Kind.TRUTH, "setp.lt.f32", x, Value.single(0));
    code = ptx.make(Kind.WORD, "selp.b32", 255, code, below);
    var zero = ptx.make(Kind.TRUTH, "setp.eq.f32", x, Value.single(0));
    code = ptx.make(Kind.WORD, "selp.b32", 0, code, zero);
    var strange = ptx.make(Kind.TRUTH, "setp.nan.f32", x, x);
    return ptx.make(Kind.WORD, "selp.b32", 255, code, strange);
  }

  private Value fromPower(Value bits) {
    var low = ptx.make(Kind.WORD, "and.b32", bits, 0xff);
    var word = ptx.make(Kind.WORD, "shl.b32", low, 23);
    var least = ptx.make(Kind.TRUTH, "setp.eq.s32", low, 0);
    word = ptx.make(Kind.WORD, "selp.b32", 0x0040_0000, word, least);
    var strange = ptx.make(Kind.TRUTH, "setp.eq.s32", low, 255);
    word = ptx.make(Kind.WORD, "selp.b32", 0x7fc0_0000, word, strange);
    return ptx.make(Kind.SINGLE, "mov.b32", word);
  }
}
