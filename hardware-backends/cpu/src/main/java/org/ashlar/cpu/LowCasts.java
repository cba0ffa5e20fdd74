package org.ashlar.cpu;

import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;

/// Machine code for casts.
final class LowCasts {
  private final LowFunction f;

  LowCasts(LowFunction function) {
    this.f = function;
  }

  Register truth(Expr.Cast c) {
    var from = c.x().dtype();
    if (from == DType.BOOL) {
      return f.values.truth(c.x());
    }
    if (c.mode() == Expr.Mode.BITS) {
      throw new Refused("bits of " + from + " as bool");
    }
    var element = LowFunction.element(from);
    return f.operations.compare(element, f.values.vector(c.x()), Register.constant(element, 0), 4);
  }

  /// The number as a vector of the target's element.
  Register vector(Expr.Cast c) {
    var from = c.x().dtype();
    var to = c.dtype();
    if (from == DType.BOOL) {
      if (c.mode() == Expr.Mode.BITS) {
        throw new Refused("bits of bool");
      }
      var element = LowFunction.element(to);
      var one = new Expr.Const(to, Codec.encode(to, 1));
      return f.vector(
          Instruction.of(Op.KEEP)
              .shape(f.shape(element))
              .mask(f.values.truth(c.x()))
              .x(Register.constant(element, LowExpressions.bits(one))));
    }
    if (from == DType.I64
        && f.lanes > 1
        && c.mode() == Expr.Mode.CONVERT
        && LowFunction.element(to).bytes() == 4
        && f.smalls.isSmall(c.x())) {
      return convert(DType.I32, to, Expr.Mode.CONVERT, f.smalls.small(c.x()));
    }
    return convert(from, to, c.mode(), f.values.vector(c.x()));
  }

  private Register convert(DType from, DType to, Expr.Mode mode, Register x) {
    if (mode == Expr.Mode.BITS) {
      return bits(from, to, x);
    }
    if (from.isFloat()) {
      return to.isFloat() ? reals(from, to, mode, x) : truncated(from, to, x);
    }
    return to.isFloat() ? ofWhole(from, to, mode, x) : wholes(from, to, mode, x);
  }

  private Register bits(DType from, DType to, Register x) {
    boolean wide = from.bits() >= 32 && from.bits() == to.bits();
    boolean narrow = from.isInteger() && to.isInteger() && from.bits() == to.bits();
    if (!wide && !narrow) {
      throw new Refused("bits of " + from + " as " + to);
    }
    return f.operations.wrap(to, x);
  }

  private Register reals(DType from, DType to, Expr.Mode mode, Register x) {
    var result = reals(from, to, x);
    if (mode != Expr.Mode.SATURATE) {
      return result;
    }
    var element = LowFunction.element(to);
    var most = greatest(to, false);
    var least = greatest(to, true);
    // NaN is the second operand, and stays
    return f.vector(
        Op.MIN,
        element,
        f.vector(Op.COPY, element, most),
        f.vector(Op.MAX, element, f.vector(Op.COPY, element, least), result));
  }

  /// The finite number farthest from zero: what a cast of infinity that saturates gives.
  private static Register greatest(DType to, boolean negative) {
    double infinity = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    long bits =
        org.ashlar.ir.Scalar.cast(
            DType.F64, to, Expr.Mode.SATURATE, Double.doubleToRawLongBits(infinity));
    return Register.constant(
        LowFunction.element(to), LowExpressions.bits(new Expr.Const(to, bits)));
  }

  private Register reals(DType from, DType to, Register x) {
    if (from == DType.F64 && to != DType.F64) {
      if (to != DType.F32) {
        throw new Refused("rounding once from f64 to " + to);
      }
      return f.vector(Op.F64_TO_F32, Element.F32, x);
    }
    if (to == DType.F64) {
      return from == DType.F64 ? x : f.vector(Op.F32_TO_F64, Element.F64, x);
    }
    return from == to ? x : f.operations.round(to, x);
  }

  // ── floats to integers: towards zero, to the nearest that there is, NaN to 0 ──

  private Register truncated(DType from, DType to, Register x) {
    boolean single = from != DType.F64;
    var source = single ? Element.F32 : Element.F64;
    if (to == DType.U32 || to == DType.U64) {
      // above zero the machine saturates; the maximum gives its second operand for NaN
      var natural = f.vector(Op.MAX, source, x, Register.constant(source, 0));
      if (to == DType.U32) {
        return f.vector(single ? Op.F32_TO_U32 : Op.F64_TO_U32, Element.I32, natural);
      }
      return f.vector(single ? Op.F32_TO_U64 : Op.F64_TO_U64, Element.I64, natural);
    }
    boolean wide = to == DType.I64;
    var target = wide ? Element.I64 : Element.I32;
    var op = wide ? single ? Op.F32_TO_I64 : Op.F64_TO_I64 : single ? Op.F32_TO_I32 : Op.F64_TO_I32;
    var result = f.vector(op, target, x);
    var limit =
        single
            ? LowMath.constant(wide ? 0x1p63f : 0x1p31f)
            : LowMath.constant(wide ? 0x1p63 : 0x1p31);
    var large =
        f.mask(Instruction.of(Op.COMPARE).shape(f.shape(source)).x(x).y(limit).number(0x1d));
    long most = wide ? Long.MAX_VALUE : Integer.MAX_VALUE;
    result = f.values.blend(large, target, Register.constant(target, most), result);
    result =
        f.values.blend(f.operations.isNan(source, x), target, Register.constant(target, 0), result);
    return to.bits() < 32 ? clamp(to, result) : result;
  }

  private Register clamp(DType to, Register x) {
    var low = Register.constant(Element.I32, Codec.least(to) & 0xffff_ffffL);
    var high = Register.constant(Element.I32, Codec.largest(to) & 0xffff_ffffL);
    return f.vector(Op.MIN, Element.I32, f.vector(Op.MAX, Element.I32, x, low), high);
  }

  // ── integers ──

  private Register ofWhole(DType from, DType to, Expr.Mode mode, Register x) {
    boolean wide = from.bits() == 64;
    if (to == DType.F64) {
      return f.vector(
          wide
              ? from == DType.U64 ? Op.U64_TO_F64 : Op.I64_TO_F64
              : from == DType.U32 ? Op.U32_TO_F64 : Op.I32_TO_F64,
          Element.F64,
          x);
    }
    if (to != DType.F32 && (from.bits() > 16 || mode == Expr.Mode.SATURATE)) {
      throw new Refused("rounding once from " + from + " to " + to);
    }
    var result =
        f.vector(
            wide
                ? from == DType.U64 ? Op.U64_TO_F32 : Op.I64_TO_F32
                : from == DType.U32 ? Op.U32_TO_F32 : Op.I32_TO_F32,
            Element.F32,
            x);
    return f.operations.round(to, result);
  }

  private Register wholes(DType from, DType to, Expr.Mode mode, Register x) {
    boolean wide = from.bits() == 64;
    if (mode == Expr.Mode.SATURATE) {
      x = saturated(from, to, x);
    }
    if (wide && to.bits() == 64) {
      return x;
    }
    if (wide) {
      return f.operations.wrap(to, f.vector(Op.I64_TO_I32, Element.I32, x));
    }
    if (to.bits() == 64) {
      return f.vector(from == DType.U32 ? Op.U32_TO_I64 : Op.I32_TO_I64, Element.I64, x);
    }
    return f.operations.wrap(to, x);
  }

  /// Within the target's range, still in the source's lanes.
  private Register saturated(DType from, DType to, Register x) {
    var element = LowFunction.element(from);
    boolean unsigned = from == DType.U32 || from == DType.U64;
    if (unsigned) {
      return to == DType.U64 || to == DType.U32 && from == DType.U32
          ? x
          : f.vector(Op.UMIN, element, x, Register.constant(element, Codec.largest(to)));
    }
    if (to.bits() < from.bits() || !LowExpressions.isSigned(to)) {
      long mask = element == Element.I32 ? 0xffff_ffffL : -1;
      x = f.vector(Op.MAX, element, x, Register.constant(element, Codec.least(to) & mask));
    }
    if (to.bits() < from.bits() || to.bits() == from.bits() && LowExpressions.isSigned(to)) {
      long most = Codec.largest(to);
      long mask = element == Element.I32 ? 0xffff_ffffL : -1;
      if (element == Element.I64 || most <= Integer.MAX_VALUE) {
        x = f.vector(Op.MIN, element, x, Register.constant(element, most & mask));
      }
    }
    return x;
  }
}
