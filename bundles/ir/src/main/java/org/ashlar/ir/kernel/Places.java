package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;

/// Replaces indices in statements, and simplifies what depends on them (extents, conditions,
/// places) by the extents of the loops around.
final class Places {
  private Places() {}

  static Stmt substitute(Stmt s, Map<? extends Expr, ? extends Expr> by, Facts facts) {
    return switch (s) {
      case Stmt.For(var index, var extent, var run, var body) -> {
        var n = substitute(extent, by, facts);
        yield new Stmt.For(index, n, run, substitute(body, by, facts.with(index, n)));
      }
      case Stmt.If(var when, var then, var otherwise) ->
          new Stmt.If(
              substitute(when, by, facts),
              substitute(then, by, facts),
              substitute(otherwise, by, facts));
      case Stmt.Alloc(var buffer, var body) -> new Stmt.Alloc(buffer, substitute(body, by, facts));
      case Stmt.Seq(var body) -> {
        var inside = new ArrayList<Stmt>();
        for (var inner : body) {
          inside.add(substitute(inner, by, facts));
        }
        yield Statements.with(s, List.copyOf(inside));
      }
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ ->
          Statements.mapExpressions(s, e -> substitute(e, by, facts));
    };
  }

  private static Expr substitute(Expr e, Map<? extends Expr, ? extends Expr> by, Facts facts) {
    var moved = Rewrite.substitute(e, by);
    return moved == e ? e : Simplify.of(moved, facts);
  }
}
