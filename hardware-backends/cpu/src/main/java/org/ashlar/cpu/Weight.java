package org.ashlar.cpu;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// An estimate of the work in a statement: operations, with a vector of them as one.
final class Weight {
  private static final int LANES = 8;
  private static final double UNKNOWN = 64;

  private Weight() {}

  static double of(Stmt s, Facts facts) {
    return of(s, facts, false);
  }

  /// As if every loop were as long as it may be.
  static double most(Stmt s, Facts facts) {
    return of(s, facts, true);
  }

  private static double of(Stmt s, Facts facts, boolean most) {
    return switch (s) {
      case Stmt.For f -> {
        var range = facts.range(f.extent());
        double longest = Math.max(0, range.max());
        double n =
            most
                ? longest
                : range.max() > 1L << 40 ? UNKNOWN : (Math.max(0, range.min()) + longest) / 2.0;
        double each = of(f.body(), facts.with(f.index(), f.extent()), most) + (most ? 1 : 0);
        yield (f.run() == Run.VECTOR ? Math.ceil(n / LANES) : n) * each + 2;
      }
      case Stmt.Store _,
          Stmt.Update _,
          Stmt.If _,
          Stmt.Alloc _,
          Stmt.Copy _,
          Stmt.Multiply _,
          Stmt.Seq _ -> {
        double sum = operations(s);
        for (var child : Statements.children(s)) {
          sum += of(child, facts, most);
        }
        yield sum;
      }
    };
  }

  private static double operations(Stmt s) {
    var sum = new double[1];
    Statements.expressions(
        s,
        whole ->
            Rewrite.visit(
                whole,
                e ->
                    sum[0] +=
                        switch (e) {
                          case Expr.Const _, Expr.Index _, Expr.Size _, Expr.Local _, Expr.Let _ ->
                              0;
                          case Expr.Unary _ -> e.dtype().isFloat() ? 8 : 1;
                          case Expr.Read _, Expr.Cast _, Expr.Binary _, Expr.Select _ -> 1;
                        }));
    return sum[0];
  }

  static boolean hasLoops(Stmt s) {
    var found = new boolean[1];
    Statements.visit(
        s, inner -> found[0] |= inner instanceof Stmt.For f && f.run() != Run.UNROLLED);
    return found[0];
  }
}
