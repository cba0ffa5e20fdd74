package org.ashlar.lower;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;

/// What computing costs, in units of one vectorised addition; moving an element through memory
/// costs several.
record Work(double cost, int nodes) {
  /// Reading an element that was stored.
  static final double LOAD = 4;

  /// Storing an element.
  static final double STORE = 6;

  /// The arithmetic of an item's bodies, without what they read.
  static Work of(Item item) {
    double[] cost = {0};
    int[] nodes = {0};
    for (var body : Access.bodies(item.meaning())) {
      Rewrite.visit(
          body,
          e -> {
            cost[0] += cost(e);
            nodes[0]++;
          });
    }
    return new Work(cost[0], nodes[0]);
  }

  /// One node, without its operands.
  static double cost(Expr e) {
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _, Expr.Local _, Expr.Read _, Expr.Let _ -> 0;
      case Expr.Cast _, Expr.Select _ -> 1;
      case Expr.Unary(var op, _) ->
          switch (op) {
            case NEG, NOT, ABS, FLOOR, CEIL, ROUND, TRUNC, IS_NAN -> 1;
            case SQRT -> 4;
            case EXP, EXPM1, LOG, LOG1P, SIN, COS, TANH, ERF -> 16;
            case TAN, ASIN, ACOS, ATAN -> 24;
          };
      case Expr.Binary(var op, var x, _) ->
          switch (op) {
            case DIV, REM, FLOORDIV, FLOORMOD -> 4;
            case POW, ATAN2 -> 32;
            case ADD, SUB, MUL, MIN, MAX, AND, OR, XOR, SHL, SHR, EQ, NE, LT, LE, SET ->
                x.dtype() == DType.I64 ? 0.5 : 1;
          };
    };
  }
}
