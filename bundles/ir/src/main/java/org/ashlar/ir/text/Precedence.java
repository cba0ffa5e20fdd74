package org.ashlar.ir.text;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// How tightly the forms of an expression bind, loosest first. Infix operations associate to the
/// left; comparisons do not associate.
final class Precedence {
  static final int LET = 0;
  static final int OR = 1;
  static final int COMPARISON = 4;
  static final int UNARY = 8;
  static final int PRIMARY = 9;

  private Precedence() {}

  /// Of an operation between its operands; {@link #PRIMARY} for those written as calls.
  static int of(Op2 op) {
    return switch (op) {
      case OR -> OR;
      case XOR -> 2;
      case AND -> 3;
      case EQ, NE, LT, LE -> COMPARISON;
      case SHL, SHR -> 5;
      case ADD, SUB -> 6;
      case MUL, DIV, REM, FLOORDIV, FLOORMOD -> 7;
      case POW, ATAN2, MIN, MAX, SET -> PRIMARY;
    };
  }

  static int of(Expr e) {
    return switch (e) {
      case Expr.Let l -> LET;
      case Expr.Binary b -> of(b.op());
      case Expr.Unary u -> u.op() == Op1.NEG ? UNARY : PRIMARY;
      case Expr.Const c -> PRIMARY;
      case Expr.Index i -> PRIMARY;
      case Expr.Size s -> PRIMARY;
      case Expr.Local l -> PRIMARY;
      case Expr.Read r -> PRIMARY;
      case Expr.Cast c -> PRIMARY;
      case Expr.Select s -> PRIMARY;
    };
  }
}
