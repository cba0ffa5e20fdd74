package org.ashlar.lower;

import java.util.ArrayDeque;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;

/// Tells index algebra (small expressions over indices and sizes alone) from arithmetic on
/// elements.
final class Algebra {
  /// Beyond this many nodes, written out, an expression is no longer treated as a place.
  static final int NODES = 64;

  private Algebra() {}

  /// Whether an expression is made of indices, sizes and whole numbers, and small.
  static boolean isPlace(Expr e) {
    var open = new ArrayDeque<Expr>();
    open.push(e);
    for (int n = 0; !open.isEmpty(); n++) {
      var next = open.pop();
      if (n > NODES || !isPart(next)) {
        return false;
      }
      Rewrite.children(next).forEach(open::push);
    }
    return true;
  }

  private static boolean isPart(Expr e) {
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _ ->
          e.dtype() == DType.I64 || e.dtype() == DType.BOOL;
      case Expr.Binary _, Expr.Unary _, Expr.Select _ ->
          e.dtype() == DType.I64 || e.dtype() == DType.BOOL;
      case Expr.Read _, Expr.Local _, Expr.Cast _, Expr.Let _ -> false;
    };
  }
}
