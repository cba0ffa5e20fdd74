package org.ashlar.gpu.emit;

import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;

/// Conversions between dtypes, with what PTX does otherwise put right: floats to integers saturate
/// and take NaN to 0.
final class Casts {
  private final Ptx ptx;
  private final Integers integers;
  private final Narrow narrow;

  Casts(Ptx ptx, Integers integers, Narrow narrow) {
    this.ptx = ptx;
    this.integers = integers;
    this.narrow = narrow;
  }

  Value apply(DType from, DType to, Expr.Mode mode, Value x) {
    if (mode == Expr.Mode.BITS) {
      return fromBits(to, bits(from, x));
    }
    if (from == to) {
      return mode == Expr.Mode.SATURATE && to.isFloat() ? floats(from, to, x, true) : x;
    }
    if (to == DType.BOOL) {
      return truth(from, x);
    }
    if (from == DType.BOOL) {
      return apply(DType.U8, to, mode, ptx.make(Kind.WORD, "selp.b32", 1, 0, x));
    }
    boolean saturate = mode == Expr.Mode.SATURATE;
    if (from.isFloat()) {
      return to.isFloat() ? floats(from, to, x, saturate) : truncated(to, x);
    }
    if (to.isFloat()) {
      return fromWhole(from, to, x, saturate);
    }
    return saturate ? clamped(from, to, x) : whole(from, to, x);
  }

  private Value truth(DType from, Value x) {
    return switch (x.kind()) {
      case SINGLE -> ptx.make(Kind.TRUTH, "setp.neu.f32", x, Value.single(0));
      case DOUBLE -> ptx.make(Kind.TRUTH, "setp.neu.f64", x, Value.number(0));
      case WORD, LONG -> ptx.make(Kind.TRUTH, "setp.ne." + Integers.type(from, x.kind()), x, 0);
      case TRUTH, HALF -> x;
    };
  }

  // ── whole numbers ──

  /// Wraps.
  Value whole(DType from, DType to, Value x) {
    if (Kind.of(to) == Kind.LONG) {
      return x.kind() == Kind.LONG ? x : widened(from, x);
    }
    var word = x.kind() == Kind.LONG ? ptx.make(Kind.WORD, "cvt.u32.u64", x) : x;
    boolean fits =
        x.kind() == Kind.WORD
            && Codec.least(to) <= Codec.least(from)
            && Codec.largest(from) <= Codec.largest(to);
    return fits ? word : integers.wrap(to, word);
  }

  private Value widened(DType from, Value x) {
    if (x.isConstant()) {
      return Value.whole(Kind.LONG, x.number());
    }
    var type = from.kind() == DType.Kind.SIGNED ? "cvt.s64.s32" : "cvt.u64.u32";
    return ptx.make(Kind.LONG, type, x);
  }

  /// In the kind of register of the wider of the two, then wrapped.
  private Value clamped(DType from, DType to, Value x) {
    var kind = x.kind();
    boolean signed = from.kind() == DType.Kind.SIGNED;
    var type = (signed ? "s" : "u") + (kind == Kind.LONG ? 64 : 32);
    var value = x;
    if (signed && Codec.least(to) > Codec.least(from)) {
      value = ptx.make(kind, "max." + type, value, Value.whole(kind, Codec.least(to)));
    }
    // as unsigned numbers: u64 has the largest of all
    if (Long.compareUnsigned(Codec.largest(to), Codec.largest(from)) < 0) {
      value = ptx.make(kind, "min." + type, value, Value.whole(kind, Codec.largest(to)));
    }
    return whole(from, to, value);
  }

  // ── between whole numbers and floats ──

  private Value truncated(DType to, Value x) {
    var type = Integers.type(to, Kind.of(to));
    var value = ptx.make(Kind.of(to), "cvt.rzi." + type + "." + x.kind().type(), x);
    if (to.bits() < 32) {
      value = ptx.make(Kind.WORD, "min." + type, value, Codec.largest(to));
      if (to.kind() == DType.Kind.SIGNED) {
        value = ptx.make(Kind.WORD, "max.s32", value, Codec.least(to));
      }
    }
    var strange = ptx.make(Kind.TRUTH, "setp.nan." + x.kind().type(), x, x);
    return ptx.make(value.kind(), "selp." + value.kind().bits(), 0, value, strange);
  }

  private Value fromWhole(DType from, DType to, Value x, boolean saturate) {
    var type = Integers.type(from, x.kind());
    if (to == DType.F64 || to == DType.F32) {
      return ptx.make(Kind.of(to), "cvt.rn." + Kind.of(to).type() + "." + type, x);
    }
    // towards zero, with a last bit that tells of what was lost: rounded once
    var near = ptx.make(Kind.SINGLE, "cvt.rz.f32." + type, x);
    var back = ptx.make(x.kind(), "cvt.rzi." + type + ".f32", near);
    var lost = ptx.make(Kind.TRUTH, "setp.ne." + type, back, x);
    return small(to, sticky(near, lost), saturate);
  }

  // ── floats ──

  private Value floats(DType from, DType to, Value x, boolean saturate) {
    if (to == DType.F64) {
      return from == DType.F64 ? saturated(x, saturate) : widenedFloat(x, saturate);
    }
    if (to == DType.F32) {
      var value = from == DType.F64 ? ptx.make(Kind.SINGLE, "cvt.rn.f32.f64", x) : x;
      return saturated(value, saturate);
    }
    if (from != DType.F64) {
      return small(to, x, saturate);
    }
    var near = ptx.make(Kind.SINGLE, "cvt.rz.f32.f64", x);
    var back = ptx.make(Kind.DOUBLE, "cvt.f64.f32", near);
    return small(to, sticky(near, ptx.make(Kind.TRUTH, "setp.ne.f64", back, x)), saturate);
  }

  private Value widenedFloat(Value x, boolean saturate) {
    return saturated(ptx.make(Kind.DOUBLE, "cvt.f64.f32", x), saturate);
  }

  /// Infinities become the largest finite number.
  private Value saturated(Value x, boolean saturate) {
    if (!saturate) {
      return x;
    }
    var type = x.kind().type();
    boolean single = x.kind() == Kind.SINGLE;
    var most = single ? Value.single(Float.MAX_VALUE) : Value.number(Double.MAX_VALUE);
    var least = single ? Value.single(-Float.MAX_VALUE) : Value.number(-Double.MAX_VALUE);
    var strange = ptx.make(Kind.TRUTH, "setp.nan." + type, x, x);
    var value = ptx.make(x.kind(), "min." + type, x, most);
    value = ptx.make(x.kind(), "max." + type, value, least);
    return ptx.make(x.kind(), "selp." + type, x, value, strange);
  }

  private Value small(DType to, Value x, boolean saturate) {
    return narrow.decode(to, narrow.encode(to, x, saturate));
  }

  private Value sticky(Value x, Value lost) {
    var word = ptx.make(Kind.WORD, "mov.b32", x);
    var odd = ptx.make(Kind.WORD, "or.b32", word, 1);
    var all = ptx.make(Kind.WORD, "selp.b32", odd, word, lost);
    return ptx.make(Kind.SINGLE, "mov.b32", all);
  }

  // ── bits ──

  Value bits(DType from, Value x) {
    if (!from.isFloat()) {
      return x;
    }
    return switch (from) {
      case F64 -> ptx.make(Kind.LONG, "mov.b64", x);
      case F32, TF32 -> ptx.make(Kind.WORD, "mov.b32", x);
      default -> word(narrow.encode(from, x, false));
    };
  }

  private Value word(Value bits) {
    return bits.kind() == Kind.HALF ? ptx.make(Kind.WORD, "cvt.u32.u16", bits) : bits;
  }

  Value fromBits(DType to, Value bits) {
    return switch (to) {
      case F64 -> ptx.make(Kind.DOUBLE, "mov.b64", bits);
      case F32, TF32 -> ptx.make(Kind.SINGLE, "mov.b32", bits);
      case F16, BF16 -> narrow.decode(to, ptx.make(Kind.HALF, "cvt.u16.u32", bits));
      default -> to.isFloat() ? narrow.decode(to, bits) : integers.wrap(to, bits);
    };
  }
}
