package org.ashlar.schedule;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// A rough count of what a statement does: operations and elements touched. Loops of unknown extent count as 64.
final class Work {
  private static final long UNKNOWN = 64;

  private Work() {}

  static double of(Stmt s) {
    return switch (s) {
      case Stmt.For f -> of(f.body()) * (f.extent() instanceof Expr.Const c ? c.bits() : UNKNOWN);
      case Stmt.If i -> 1 + of(i.then()) + of(i.otherwise());
      case Stmt.Alloc a -> of(a.body());
      case Stmt.Seq q -> q.body().stream().mapToDouble(Work::of).sum();
      case Stmt.Store t -> nodes(t);
      case Stmt.Update u -> nodes(u);
      case Stmt.Copy c -> tile(c.to().over());
      case Stmt.Multiply m -> tile(m.a().over()) * tile(m.b().over().subList(2, 3));
    };
  }

  private static double tile(java.util.List<org.ashlar.ir.Axis> axes) {
    return axes.stream().mapToDouble(a -> a.extent() instanceof Expr.Const c ? c.bits() : UNKNOWN)
        .reduce(1, (x, y) -> x * y);
  }

  /// The nodes of the expressions inside: how large the code is when it is written once.
  static long nodes(Stmt root) {
    var n = new long[1];
    Statements.visit(root, s -> Statements.expressions(s, e -> Rewrite.visit(e, _ -> n[0]++)));
    return n[0];
  }
}
