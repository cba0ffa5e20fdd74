package org.ashlar.schedule;

import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// A rough count of what a statement does: operations and elements touched. Loops of unknown extent
/// count as 64.
final class Work {
  private static final long UNKNOWN = 64;
  private static final long POLYNOMIAL = 100;

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

  private static double tile(List<Axis> axes) {
    return axes.stream()
        .mapToDouble(a -> a.extent() instanceof Expr.Const c ? c.bits() : UNKNOWN)
        .reduce(1, (x, y) -> x * y);
  }

  /// How often the innermost statement of nests in each other runs.
  static double iterations(Nest... nests) {
    double n = 1;
    for (var nest : nests) {
      for (var f : nest.loops()) {
        n *= f.extent() instanceof Expr.Const c ? c.bits() : UNKNOWN;
      }
    }
    return n;
  }

  /// The nodes of the expressions inside: how large the code is when it is written once. Functions
  /// that are computed by polynomials count as many.
  static long nodes(Stmt root) {
    var n = new long[1];
    Statements.visit(
        root, s -> Statements.expressions(s, whole -> Rewrite.visit(whole, e -> n[0] += nodes(e))));
    return n[0];
  }

  private static long nodes(Expr e) {
    return switch (e) {
      case Expr.Unary(var op, _) ->
          switch (op) {
            case NEG, NOT, ABS, FLOOR, CEIL, ROUND, TRUNC, SQRT, IS_NAN -> 1;
            case EXP, EXPM1, LOG, LOG1P, SIN, COS, TAN, ASIN, ACOS, ATAN, TANH, ERF -> POLYNOMIAL;
          };
      case Expr.Binary(var op, _, _) when op == Op2.POW || op == Op2.ATAN2 -> POLYNOMIAL;
      case Expr.Const _,
          Expr.Index _,
          Expr.Size _,
          Expr.Local _,
          Expr.Read _,
          Expr.Let _,
          Expr.Cast _,
          Expr.Binary _,
          Expr.Select _ ->
          1;
    };
  }
}
