package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.constant.ClassDesc;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;

/// Code for casts of one number: the usual ones by instructions, all others on their bits by {@link
/// org.ashlar.ir.Scalar}.
final class Casts {
  private Casts() {}

  static void write(Method m, Expr.Cast cast) {
    var from = cast.x().dtype();
    var to = cast.dtype();
    boolean convert = cast.mode() == Expr.Mode.CONVERT;
    if (convert
        && to.isInteger()
        && from == DType.I64
        && m.places.isInt(cast.x())
        && to.bits() < 64) {
      m.places.int32(cast.x());
      m.operations.wrap(to);
      return;
    }
    if (convert && to == DType.F32 && from == DType.I64 && m.places.isInt(cast.x())) {
      m.places.int32(cast.x());
      m.code.i2f();
      return;
    }
    m.scalars.value(cast.x());
    if (cast.mode() == Expr.Mode.BITS || !convert && !(from.isFloat() && to.isInteger())) {
      onBits(m, from, to, cast.mode());
    } else if (to == DType.BOOL) {
      toBool(m, from);
    } else if (from.isFloat()) {
      if (to.isFloat()) {
        toFloat(m, from, to);
      } else {
        toWhole(m, from, to);
      }
    } else if (to == DType.F32 || to == DType.F64) {
      fromWhole(m, from, to);
    } else if (to.isFloat()) {
      onBits(m, from, to, cast.mode());
    } else {
      wholes(m, from, to);
    }
  }

  private static void toBool(Method m, DType from) {
    var no = m.code.newLabel();
    var end = m.code.newLabel();
    switch (Kind.of(from)) {
      case INT -> m.code.ifeq(no);
      case LONG -> m.code.lconst_0().lcmp().ifeq(no);
      case FLOAT -> m.code.fconst_0().fcmpg().ifeq(no);
      case DOUBLE -> m.code.dconst_0().dcmpg().ifeq(no);
    }
    m.code.iconst_1().goto_(end).labelBinding(no).iconst_0().labelBinding(end);
  }

  private static void toFloat(Method m, DType from, DType to) {
    if (from == DType.F64) {
      if (to == DType.F32) {
        m.code.d2f();
      } else if (to != DType.F64) {
        m.code
            .loadConstant(Numbers.of(to))
            .invokestatic(Names.SCALAR_MATH, "round", Names.type(CD_float, CD_double, CD_int));
      }
    } else if (to == DType.F64) {
      m.code.f2d();
    } else {
      m.operations.round(to);
    }
  }

  private static void toWhole(Method m, DType from, DType to) {
    boolean single = from != DType.F64;
    if (to == DType.I32) {
      if (single) {
        m.code.f2i();
      } else {
        m.code.d2i();
      }
      return;
    }
    if (to == DType.I64) {
      if (single) {
        m.code.f2l();
      } else {
        m.code.d2l();
      }
      return;
    }
    if (single) {
      m.code.f2d();
    }
    if (to == DType.U64) {
      m.code.invokestatic(Names.SCALAR_MATH, "wholeU64", Names.type(CD_long, CD_double));
    } else {
      m.code
          .loadConstant(Codec.least(to))
          .loadConstant(Codec.largest(to))
          .invokestatic(
              Names.SCALAR_MATH, "whole", Names.type(CD_long, CD_double, CD_long, CD_long))
          .l2i();
    }
  }

  private static void fromWhole(Method m, DType from, DType to) {
    boolean single = to == DType.F32;
    if (from == DType.U64) {
      m.code.invokestatic(
          Names.SCALAR_MATH,
          single ? "floatU64" : "doubleU64",
          Names.type(single ? CD_float : CD_double, CD_long));
    } else if (Kind.of(from) == Kind.INT && from != DType.U32) {
      if (single) {
        m.code.i2f();
      } else {
        m.code.i2d();
      }
    } else {
      if (from == DType.U32) {
        m.operations.extend(from);
      }
      if (single) {
        m.code.l2f();
      } else {
        m.code.l2d();
      }
    }
  }

  private static void wholes(Method m, DType from, DType to) {
    var source = Kind.of(from);
    var target = Kind.of(to);
    if (source == Kind.INT && target == Kind.LONG) {
      m.operations.extend(from);
    } else if (source == Kind.LONG && target == Kind.INT) {
      m.code.l2i();
    }
    m.operations.wrap(to);
  }

  private static void onBits(Method m, DType from, DType to, Expr.Mode mode) {
    toBits(m, from);
    m.code
        .loadConstant(Numbers.of(from))
        .loadConstant(Numbers.of(to))
        .loadConstant(Numbers.of(mode))
        .invokestatic(
            Names.SCALAR_MATH, "cast", Names.type(CD_long, CD_long, CD_int, CD_int, CD_int));
    ofBits(m, to);
  }

  /// The number on the stack as the 64 bits of its dtype.
  private static void toBits(Method m, DType dtype) {
    switch (Kind.of(dtype)) {
      case INT -> m.operations.extend(dtype);
      case LONG -> {}
      case DOUBLE ->
          m.code.invokestatic(
              ClassDesc.of("java.lang.Double"),
              "doubleToRawLongBits",
              Names.type(CD_long, CD_double));
      case FLOAT -> {
        if (dtype == DType.F32) {
          m.code.invokestatic(
              ClassDesc.of("java.lang.Float"), "floatToRawIntBits", Names.type(CD_int, CD_float));
          m.operations.extend(DType.U32);
        } else {
          m.code
              .loadConstant(Numbers.of(dtype))
              .invokestatic(Names.SCALAR_MATH, "encode", Names.type(CD_long, CD_float, CD_int));
        }
      }
    }
  }

  private static void ofBits(Method m, DType dtype) {
    switch (Kind.of(dtype)) {
      case INT -> m.code.l2i();
      case LONG -> {}
      case DOUBLE ->
          m.code.invokestatic(
              ClassDesc.of("java.lang.Double"), "longBitsToDouble", Names.type(CD_double, CD_long));
      case FLOAT -> {
        if (dtype == DType.F32) {
          m.code
              .l2i()
              .invokestatic(
                  ClassDesc.of("java.lang.Float"), "intBitsToFloat", Names.type(CD_float, CD_int));
        } else {
          m.code
              .loadConstant(Numbers.of(dtype))
              .invokestatic(Names.SCALAR_MATH, "decode", Names.type(CD_float, CD_long, CD_int));
        }
      }
    }
  }
}
