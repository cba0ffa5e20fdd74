package org.ashlar.ir;

import org.ashlar.ir.Expr.Binary;
import org.ashlar.ir.Expr.Const;
import org.ashlar.ir.Expr.Unary;

/// What an operation on constants gives.
final class Fold {
  private Fold() {}

  /// The constant, or the expression itself where an operand is none.
  static Expr of(Expr e) {
    return switch (e) {
      case Unary(var op, Const(var dtype, long x)) when dtype == DType.BOOL && op == Op1.NOT -> Expr.of(x == 0);
      case Unary(var op, Const(var dtype, long x)) when dtype == DType.I64 && op == Op1.NEG -> Expr.of(-x);
      case Unary(var op, Const(var dtype, long x)) when dtype == DType.I64 && op == Op1.ABS -> Expr.of(Math.abs(x));
      case Binary(var op, Const(var dtype, long x), Const(_, long y)) when dtype == DType.I64 -> i64(e, op, x, y);
      default -> e;
    };
  }

  private static Expr i64(Expr e, Op2 op, long x, long y) {
    return switch (op) {
      case ADD -> Expr.of(x + y);
      case SUB -> Expr.of(x - y);
      case MUL -> Expr.of(x * y);
      case FLOORDIV -> Expr.of(y == 0 ? 0 : Math.floorDiv(x, y));
      case FLOORMOD -> Expr.of(y == 0 ? 0 : Math.floorMod(x, y));
      case DIV -> Expr.of(y == 0 ? 0 : x / y);
      case REM -> Expr.of(y == 0 ? 0 : x % y);
      case MIN -> Expr.of(Math.min(x, y));
      case MAX -> Expr.of(Math.max(x, y));
      case EQ -> Expr.of(x == y);
      case NE -> Expr.of(x != y);
      case LT -> Expr.of(x < y);
      case LE -> Expr.of(x <= y);
      case POW, ATAN2, AND, OR, XOR, SHL, SHR, SET -> e;
    };
  }
}
