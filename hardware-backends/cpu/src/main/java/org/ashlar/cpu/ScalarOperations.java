package org.ashlar.cpu;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// Code for the operations on one number at a time: instructions where they mean the same, calls
/// elsewhere.
final class ScalarOperations {
  private final Method m;

  ScalarOperations(Method method) {
    this.m = method;
  }

  /// The operation on an expression, which it writes.
  void unary(Op1 op, Expr x) {
    m.scalars.value(x);
    var dtype = x.dtype();
    var kind = Kind.of(dtype);
    switch (kind) {
      case INT, LONG -> whole(op, dtype, kind);
      case FLOAT, DOUBLE -> {
        if (op == Op1.IS_NAN) {
          m.code.invokestatic(
              ClassDesc.of("java.lang." + (kind == Kind.FLOAT ? "Float" : "Double")),
              "isNaN",
              Names.type(java.lang.constant.ConstantDescs.CD_boolean, kind.desc));
          return;
        }
        floating(op, kind);
        round(dtype);
      }
    }
  }

  private void whole(Op1 op, DType dtype, Kind kind) {
    boolean wide = kind == Kind.LONG;
    switch (op) {
      case NEG -> {
        if (wide) {
          m.code.lneg();
        } else {
          m.code.ineg();
        }
      }
      case NOT -> {
        if (wide) {
          m.code.loadConstant(-1L).lxor();
        } else {
          m.code.loadConstant(dtype == DType.BOOL ? 1 : -1).ixor();
        }
      }
      case ABS -> {
        if (dtype.kind() == DType.Kind.SIGNED) {
          m.code.invokestatic(Names.MATH, "abs", Names.type(kind.desc, kind.desc));
        }
      }
      case IS_NAN -> {
        if (wide) {
          m.code.pop2();
        } else {
          m.code.pop();
        }
        m.code.iconst_0();
        return;
      }
      default -> {}
    }
    wrap(dtype);
  }

  private void floating(Op1 op, Kind kind) {
    boolean single = kind == Kind.FLOAT;
    switch (op) {
      case NEG -> {
        if (single) {
          m.code.fneg();
        } else {
          m.code.dneg();
        }
      }
      case ABS -> m.code.invokestatic(Names.MATH, "abs", Names.type(kind.desc, kind.desc));
      case FLOOR -> inDouble(single, Names.MATH, "floor");
      case CEIL -> inDouble(single, Names.MATH, "ceil");
      case ROUND -> inDouble(single, Names.MATH, "rint");
      case TRUNC -> inDouble(single, Names.SCALAR_MATH, "trunc");
      case SQRT -> inDouble(single, Names.MATH, "sqrt");
      default ->
          m.code
              .loadConstant(Numbers.of(op))
              .invokestatic(Names.POLYNOMIALS, "apply", Names.type(kind.desc, kind.desc, CD_int));
    }
  }

  /// An exact or correctly rounded function: f64 gives the same f32 result.
  private void inDouble(boolean single, ClassDesc owner, String name) {
    if (single) {
      m.code.f2d();
    }
    m.code.invokestatic(owner, name, Names.type(CD_double, CD_double));
    if (single) {
      m.code.d2f();
    }
  }

  /// An operation whose operands the two write. The result is of the dtype, rounded or wrapped.
  void binary(Op2 op, DType dtype, Runnable x, Runnable y) {
    if (op == Op2.SET) {
      y.run();
      return;
    }
    x.run();
    y.run();
    var kind = Kind.of(dtype);
    var math = Names.type(kind.desc, kind.desc, kind.desc);
    var unsigned = Kind.isUnsignedWord(dtype) ? "U" : "";
    boolean real = dtype.isFloat();
    boolean bool = dtype == DType.BOOL;
    switch (op) {
      case ADD -> arithmetic(bool ? Op2.OR : op, kind);
      case MUL -> arithmetic(bool ? Op2.AND : op, kind);
      case SUB, AND, OR, XOR -> arithmetic(op, kind);
      case MIN, MAX -> {
        if (unsigned.isEmpty()) {
          m.code.invokestatic(Names.MATH, op.toString(), math);
        } else {
          m.code.invokestatic(Names.SCALAR_MATH, op + unsigned, math);
        }
      }
      case DIV -> {
        if (real) {
          arithmetic(op, kind);
        } else {
          m.code.invokestatic(Names.SCALAR_MATH, "div" + unsigned, math);
        }
      }
      case REM, FLOORDIV, FLOORMOD -> {
        if (op == Op2.FLOORDIV && Kind.isNarrowFloat(dtype)) {
          m.code.fdiv();
          round(dtype);
          floating(Op1.FLOOR, kind);
        } else if (real) {
          apply(op, kind);
        } else if (unsigned.isEmpty()) {
          m.code.invokestatic(Names.SCALAR_MATH, op.toString(), math);
        } else {
          m.code.invokestatic(Names.SCALAR_MATH, op == Op2.FLOORDIV ? "divU" : "remU", math);
        }
      }
      case POW -> {
        if (real) {
          apply(op, kind);
        } else {
          power(dtype, kind);
        }
      }
      case ATAN2 -> apply(op, kind);
      case SHL, SHR -> shift(op, dtype, kind);
      case EQ, NE, LT, LE, SET -> throw new IllegalStateException("cpu: no arithmetic: " + op);
    }
    wrap(dtype);
    round(dtype);
  }

  private void arithmetic(Op2 op, Kind kind) {
    switch (op) {
      case ADD -> {
        switch (kind) {
          case INT -> m.code.iadd();
          case LONG -> m.code.ladd();
          case FLOAT -> m.code.fadd();
          case DOUBLE -> m.code.dadd();
        }
      }
      case SUB -> {
        switch (kind) {
          case INT -> m.code.isub();
          case LONG -> m.code.lsub();
          case FLOAT -> m.code.fsub();
          case DOUBLE -> m.code.dsub();
        }
      }
      case MUL -> {
        switch (kind) {
          case INT -> m.code.imul();
          case LONG -> m.code.lmul();
          case FLOAT -> m.code.fmul();
          case DOUBLE -> m.code.dmul();
        }
      }
      case DIV -> {
        if (kind == Kind.FLOAT) {
          m.code.fdiv();
        } else {
          m.code.ddiv();
        }
      }
      case AND -> {
        if (kind == Kind.INT) {
          m.code.iand();
        } else {
          m.code.land();
        }
      }
      case OR -> {
        if (kind == Kind.INT) {
          m.code.ior();
        } else {
          m.code.lor();
        }
      }
      case XOR -> {
        if (kind == Kind.INT) {
          m.code.ixor();
        } else {
          m.code.lxor();
        }
      }
      default -> throw new IllegalStateException("cpu: no arithmetic: " + op);
    }
  }

  private void apply(Op2 op, Kind kind) {
    m.code
        .loadConstant(Numbers.of(op))
        .invokestatic(
            Names.POLYNOMIALS, "apply", Names.type(kind.desc, kind.desc, kind.desc, CD_int));
  }

  private void power(DType dtype, Kind kind) {
    if (kind == Kind.INT) {
      int y = m.local(TypeKind.INT);
      m.code.istore(y);
      extend(dtype);
      m.code.iload(y);
      extend(dtype);
    }
    m.code
        .loadConstant(Numbers.of(dtype))
        .invokestatic(Names.SCALAR_MATH, "pow", Names.type(CD_long, CD_long, CD_long, CD_int));
    if (kind == Kind.INT) {
      m.code.l2i();
    }
  }

  /// The int on the stack as the 64 bits of its dtype.
  void extend(DType dtype) {
    m.code.i2l();
    if (dtype == DType.U32) {
      m.code.loadConstant(0xffff_ffffL).land();
    }
  }

  private void shift(Op2 op, DType dtype, Kind kind) {
    var name = op == Op2.SHR && dtype.kind() == DType.Kind.UNSIGNED ? "shrU" : op.toString();
    if (kind == Kind.LONG) {
      m.code.invokestatic(Names.SCALAR_MATH, name, Names.type(CD_long, CD_long, CD_long));
    } else {
      m.code
          .loadConstant(dtype.bits())
          .invokestatic(Names.SCALAR_MATH, name, Names.type(CD_int, CD_int, CD_int, CD_int));
    }
  }

  /// Wraps the int on the stack to the width of a narrow integer.
  void wrap(DType dtype) {
    if (!dtype.isInteger() || dtype.bits() >= 32) {
      return;
    }
    if (dtype.kind() == DType.Kind.UNSIGNED) {
      m.code.loadConstant((1 << dtype.bits()) - 1).iand();
    } else if (dtype == DType.I8) {
      m.code.i2b();
    } else if (dtype == DType.I16) {
      m.code.i2s();
    } else {
      m.code.loadConstant(32 - dtype.bits()).ishl().loadConstant(32 - dtype.bits()).ishr();
    }
  }

  /// Rounds the float on the stack to a narrow kind.
  void round(DType dtype) {
    if (!Kind.isNarrowFloat(dtype)) {
      return;
    }
    switch (dtype) {
      case F16 ->
          m.code.invokestatic(Names.SCALAR_MATH, "roundF16", Names.type(CD_float, CD_float));
      case BF16 ->
          m.code.invokestatic(Names.SCALAR_MATH, "roundBf16", Names.type(CD_float, CD_float));
      default ->
          m.code
              .f2d()
              .loadConstant(Numbers.of(dtype))
              .invokestatic(Names.SCALAR_MATH, "round", Names.type(CD_float, CD_double, CD_int));
    }
  }
}
