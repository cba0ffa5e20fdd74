package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.constant.ClassDesc;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// Code for the operations on vectors.
final class VectorOperations {
  private final VectorCode v;
  private final Method m;

  VectorOperations(VectorCode code) {
    this.v = code;
    this.m = code.m;
  }

  // ── one operand ──

  void unary(Op1 op, Expr x) {
    var dtype = x.dtype();
    var lane = v.lane(dtype);
    v.value(x, lane);
    switch (lane) {
      case TRUTH -> {
        if (op != Op1.NOT) {
          throw v.no(op + " of " + dtype);
        }
        m.code.invokevirtual(Names.MASK, "not", Names.type(Names.MASK));
      }
      case INT, LONG -> whole(op, dtype, lane);
      case FLOAT, DOUBLE -> {
        if (op == Op1.IS_NAN) {
          int local = m.local(java.lang.classfile.TypeKind.REFERENCE);
          m.code
              .astore(local)
              .aload(local)
              .getstatic(Names.OPERATORS, "NE", Names.COMPARISON)
              .aload(local);
          m.code.invokevirtual(
              lane.desc, "compare", Names.type(Names.MASK, Names.COMPARISON, Names.VECTOR));
          toTruth(lane);
        } else {
          floating(op, lane);
          round(dtype);
        }
      }
    }
  }

  private void whole(Op1 op, DType dtype, Lane lane) {
    switch (op) {
      case NEG -> lanewise("NEG", lane);
      case NOT -> lanewise("NOT", lane);
      case ABS -> {
        if (VectorCode.isSigned(dtype)) {
          lanewise("ABS", lane);
        }
      }
      case FLOOR, CEIL, ROUND, TRUNC -> {}
      default -> throw v.no(op + " of " + dtype);
    }
    wrap(dtype, lane);
  }

  private void floating(Op1 op, Lane lane) {
    switch (op) {
      case NEG -> lanewise("NEG", lane);
      case ABS -> lanewise("ABS", lane);
      case SQRT -> lanewise("SQRT", lane);
      case EXP, EXPM1, LOG, LOG1P, TANH, ERF -> {
        if (lane == Lane.FLOAT) {
          m.math(op.toString(), Names.type(lane.desc, lane.desc));
        } else {
          each(op, lane);
        }
      }
      default -> each(op, lane);
    }
  }

  private void each(Op1 op, Lane lane) {
    m.code.loadConstant(Numbers.of(op));
    m.math("each", Names.type(lane.desc, lane.desc, CD_int));
  }

  private void lanewise(String op, Lane lane) {
    m.code
        .getstatic(Names.OPERATORS, op, Names.UNARY)
        .invokevirtual(lane.desc, "lanewise", Names.type(lane.desc, Names.UNARY));
  }

  // ── two operands ──

  void binary(Op2 op, DType dtype, Lane lane, Runnable x, Runnable y) {
    if (op == Op2.SET) {
      y.run();
      return;
    }
    x.run();
    y.run();
    boolean unsigned = Kind.isUnsignedWord(dtype);
    switch (lane) {
      case TRUTH -> {
        var name =
            switch (op) {
              case AND, MUL, MIN -> "and";
              case OR, ADD, MAX -> "or";
              case XOR -> "xor";
              default -> throw v.no(op + " of bool");
            };
        m.code.invokevirtual(Names.MASK, name, Names.type(Names.MASK, Names.MASK));
      }
      case INT, LONG -> {
        switch (op) {
          case ADD, SUB, MUL, AND, OR, XOR -> lanewise(op.name(), dtype, lane);
          case MIN, MAX -> lanewise((unsigned ? "U" : "") + op.name(), dtype, lane);
          default -> throw v.no(op + " of " + dtype);
        }
      }
      case FLOAT, DOUBLE -> {
        switch (op) {
          case ADD, SUB, MUL, DIV, MIN, MAX ->
              m.code.invokevirtual(lane.desc, op.toString(), Names.type(lane.desc, Names.VECTOR));
          case REM, FLOORDIV, FLOORMOD, POW, ATAN2 -> {
            if (op == Op2.FLOORDIV && Kind.isNarrowFloat(dtype)) {
              throw v.no(op + " of " + dtype);
            }
            m.code.loadConstant(Numbers.of(op));
            m.math("each", Names.type(lane.desc, lane.desc, lane.desc, CD_int));
          }
          default -> throw v.no(op + " of " + dtype);
        }
        round(dtype);
      }
    }
  }

  private void lanewise(String op, DType dtype, Lane lane) {
    m.code
        .getstatic(Names.OPERATORS, op, op.equals("SUB") ? Names.BINARY : Names.ASSOCIATIVE)
        .swap();
    m.code.invokevirtual(lane.desc, "lanewise", Names.type(lane.desc, Names.BINARY, Names.VECTOR));
    wrap(dtype, lane);
  }

  void compare(Op2 op, Expr x, Expr y) {
    var dtype = x.dtype();
    var lane = v.lane(x) == v.lane(y) ? v.lane(x) : v.lane(dtype);
    v.value(x, lane);
    v.value(y, lane);
    if (lane == Lane.TRUTH) {
      switch (op) {
        case NE -> m.code.invokevirtual(Names.MASK, "xor", Names.type(Names.MASK, Names.MASK));
        case EQ ->
            m.code
                .invokevirtual(Names.MASK, "xor", Names.type(Names.MASK, Names.MASK))
                .invokevirtual(Names.MASK, "not", Names.type(Names.MASK));
        default -> throw v.no(op + " of bool");
      }
      return;
    }
    var unsigned = Kind.isUnsignedWord(dtype) && (op == Op2.LT || op == Op2.LE) ? "U" : "";
    m.code.getstatic(Names.OPERATORS, unsigned + op.name(), Names.COMPARISON).swap();
    m.code.invokevirtual(
        lane.desc, "compare", Names.type(Names.MASK, Names.COMPARISON, Names.VECTOR));
    toTruth(lane);
  }

  private void toTruth(Lane lane) {
    if (lane != Lane.INT) {
      v.species(Lane.INT);
      m.code.invokevirtual(Names.MASK, "cast", Names.type(Names.MASK, Names.SPECIES));
    }
  }

  // ── width ──

  void wrap(DType dtype, Lane lane) {
    if (lane == Lane.INT && dtype.isInteger() && dtype.bits() < 32) {
      m.code.loadConstant(dtype.bits());
      m.math(
          VectorCode.isSigned(dtype) ? "wrapSigned" : "wrapUnsigned",
          Names.type(lane.desc, lane.desc, CD_int));
    }
  }

  void round(DType dtype) {
    var f = Lane.FLOAT.desc;
    var i = Lane.INT.desc;
    if (dtype == DType.F16) {
      m.math("f16", Names.type(i, f));
      m.math("ofF16", Names.type(f, i));
    } else if (dtype == DType.BF16) {
      m.math("bf16", Names.type(i, f));
      m.math("ofBf16", Names.type(f, i));
    }
  }

  // ── casts ──

  void cast(Expr.Cast cast) {
    var from = cast.x().dtype();
    var to = cast.dtype();
    var source = v.lane(cast.x());
    var target = v.lane(cast);
    if (cast.mode() == Expr.Mode.BITS) {
      bits(cast.x(), from, to);
      return;
    }
    if (cast.mode() == Expr.Mode.SATURATE && !(from.isFloat() && to.isInteger())) {
      throw v.no("saturating cast from " + from + " to " + to);
    }
    if (Kind.isUnsignedWord(from) && target != source
        || Kind.isUnsignedWord(to) && source != target && from.isFloat()) {
      throw v.no("cast from " + from + " to " + to);
    }
    boolean wide = from == DType.F64 || from.isInteger() && from.bits() > 16;
    if (wide && Kind.isNarrowFloat(to)) {
      throw v.no("rounding once from f64 to " + to);
    }
    v.value(cast.x());
    if (source == Lane.TRUTH && target != Lane.TRUTH) {
      v.species(Lane.INT);
      m.math("bits", Names.type(Lane.INT.desc, Names.MASK, Names.SPECIES));
      convert(Lane.INT, target);
    } else if (target == Lane.TRUTH && source != Lane.TRUTH) {
      zero(source);
    } else {
      convert(source, target);
      if (from.isFloat() && to.isInteger() && to.bits() < 32) {
        clamp(to);
      } else if (!from.isFloat() && to.isInteger()) {
        wrap(to, target);
      }
    }
    if (to != from) {
      round(to);
    }
  }

  private void zero(Lane lane) {
    m.code.getstatic(Names.OPERATORS, "NE", Names.COMPARISON);
    switch (lane) {
      case INT -> m.code.iconst_0();
      case LONG -> m.code.lconst_0();
      case FLOAT -> m.code.fconst_0();
      case DOUBLE -> m.code.dconst_0();
      case TRUTH -> throw new IllegalStateException("cpu: truth is no number");
    }
    m.code.invokevirtual(
        lane.desc, "compare", Names.type(Names.MASK, Names.COMPARISON, lane.kind.desc));
    toTruth(lane);
  }

  private void clamp(DType to) {
    m.code
        .loadConstant((int) Codec.least(to))
        .invokevirtual(Lane.INT.desc, "max", Names.type(Lane.INT.desc, CD_int));
    m.code
        .loadConstant((int) Codec.largest(to))
        .invokevirtual(Lane.INT.desc, "min", Names.type(Lane.INT.desc, CD_int));
  }

  private void convert(Lane source, Lane target) {
    if (source != target) {
      convert(letter(source) + "2" + letter(target), target);
    }
  }

  /// Converts the vector on the stack, keeping the number of lanes.
  void convert(String conversion, Lane target) {
    if (target.bytes() * v.lanes > m.owner.machine().vectorBytes()) {
      v.lane(target == Lane.LONG ? DType.I64 : DType.F64);
    }
    m.code.getstatic(Names.OPERATORS, conversion, Names.CONVERSION);
    v.species(target);
    m.code
        .iconst_0()
        .invokevirtual(
            Names.VECTOR,
            "convertShape",
            Names.type(Names.VECTOR, Names.CONVERSION, Names.SPECIES, CD_int))
        .checkcast(target.desc);
  }

  private static String letter(Lane lane) {
    return switch (lane) {
      case INT -> "I";
      case LONG -> "L";
      case FLOAT -> "F";
      case DOUBLE -> "D";
      case TRUTH -> throw new IllegalStateException("cpu: truth is no number");
    };
  }

  private void bits(Expr x, DType from, DType to) {
    var name =
        switch (to) {
          case F32 -> "reinterpretAsFloats";
          case F64 -> "reinterpretAsDoubles";
          case I32, U32 -> "reinterpretAsInts";
          case I64, U64 -> "reinterpretAsLongs";
          default -> throw v.no("bits of " + from + " as " + to);
        };
    if (from.bits() < 32 || v.lane(x).bytes() != Lane.of(to).bytes()) {
      throw v.no("bits of " + from + " as " + to);
    }
    v.value(x);
    ClassDesc source = v.lane(x).desc;
    ClassDesc target = v.lane(to).desc;
    if (!source.equals(target)) {
      m.code.invokevirtual(source, name, Names.type(target));
    }
  }
}
