package org.ashlar.gpu.emit;

import org.ashlar.ir.DType;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// Arithmetic of floats: elementary operations correctly rounded, nothing contracted. Floats of
/// fewer than 32 bits are computed in `f32` and rounded once.
final class Floats {
  private final Ptx ptx;
  private final Narrow narrow;
  private final Functions functions;
  private final boolean nanMinimum;

  /// @param architecture of the machine: 70, 80, 90
  Floats(Ptx ptx, int architecture) {
    this.ptx = ptx;
    this.narrow = new Narrow(ptx, architecture);
    this.functions = new Functions(ptx);
    this.nanMinimum = architecture >= 80;
  }

  Narrow narrow() {
    return narrow;
  }

  Value constant(DType dtype, double value) {
    return dtype == DType.F64 ? Value.number(value) : Value.single((float) value);
  }

  Value apply(Op1 op, DType dtype, Value x) {
    var type = x.kind().type();
    return switch (op) {
      case NEG -> signless(dtype) ? round(dtype, unary("neg", x)) : unary("neg", x);
      case ABS -> unary("abs", x);
      case FLOOR -> round(dtype, ptx.make(x.kind(), "cvt.rmi." + type + "." + type, x));
      case CEIL -> round(dtype, ptx.make(x.kind(), "cvt.rpi." + type + "." + type, x));
      case ROUND -> round(dtype, ptx.make(x.kind(), "cvt.rni." + type + "." + type, x));
      case TRUNC -> round(dtype, ptx.make(x.kind(), "cvt.rzi." + type + "." + type, x));
      case SQRT -> round(dtype, ptx.make(x.kind(), "sqrt.rn." + type, x));
      case IS_NAN -> ptx.make(Kind.TRUTH, "setp.nan." + type, x, x);
      case NOT -> throw new IllegalArgumentException(op + ": is not defined for " + dtype);
      case EXP, EXPM1, LOG, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN, TANH, ERF ->
          round(dtype, functions.apply(op, x));
    };
  }

  Value apply(Op2 op, DType dtype, Value x, Value y) {
    var kind = x.kind();
    var type = kind.type();
    return switch (op) {
      case ADD -> round(dtype, ptx.make(kind, "add.rn." + type, x, y));
      case SUB -> round(dtype, ptx.make(kind, "sub.rn." + type, x, y));
      case MUL -> round(dtype, ptx.make(kind, "mul.rn." + type, x, y));
      case DIV -> round(dtype, ptx.make(kind, "div.rn." + type, x, y));
      case MIN, MAX -> extreme(op, x, y);
      case EQ, LT, LE -> ptx.make(Kind.TRUTH, "setp." + op + "." + type, x, y);
      case NE -> ptx.make(Kind.TRUTH, "setp.neu." + type, x, y);
      case SET -> y;
      case FLOORDIV -> {
        var q = round(dtype, ptx.make(kind, "div.rn." + type, x, y));
        yield round(dtype, ptx.make(kind, "cvt.rmi." + type + "." + type, q));
      }
      case REM, FLOORMOD, POW, ATAN2 -> round(dtype, functions.apply(op, x, y));
      case AND, OR, XOR, SHL, SHR ->
          throw new IllegalArgumentException(op + ": is not defined for " + dtype);
    };
  }

  /// `acc + x · y`, rounded once: what an update in `f32` or `f64` may do.
  Value fused(Value acc, Value x, Value y) {
    return ptx.make(acc.kind(), "fma.rn." + acc.kind().type(), x, y, acc);
  }

  /// The nearest number that a dtype can hold.
  Value round(DType dtype, Value x) {
    return dtype == DType.F32 || dtype == DType.F64 ? x : narrow.round(dtype, x);
  }

  private static boolean signless(DType dtype) {
    return dtype == DType.F8E8M0 || dtype == DType.F8E4M3FNUZ || dtype == DType.F8E5M2FNUZ;
  }

  private Value unary(String opcode, Value x) {
    return ptx.make(x.kind(), opcode + "." + x.kind().type(), x);
  }

  private Value extreme(Op2 op, Value x, Value y) {
    var kind = x.kind();
    if (nanMinimum && kind == Kind.SINGLE) {
      return ptx.make(kind, op + ".NaN.f32", x, y);
    }
    var plain = ptx.make(kind, op + "." + kind.type(), x, y);
    var strange = ptx.make(Kind.TRUTH, "setp.nan." + kind.type(), x, y);
    var sum = ptx.make(kind, "add.rn." + kind.type(), x, y);
    return ptx.make(kind, "selp." + kind.type(), sum, plain, strange);
  }
}
