package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;

/// Splits loops whose index is taken apart by `//` or `%`, so that its digits are loops of their
/// own: the groups of a convolution, the heads of what attention gives.
final class Digits {
  private static final int ROUNDS = 4;

  private Digits() {}

  /// The nest with every such loop split there.
  static Stmt.For split(Stmt.For outermost) {
    var whole = outermost;
    for (int round = 0; round < ROUNDS; round++) {
      var next = digit(whole);
      if (next.isEmpty()) {
        return whole;
      }
      whole = next.get();
    }
    return whole;
  }

  private static Optional<Stmt.For> digit(Stmt.For whole) {
    var loops = Loops.nest(whole);
    var cuts = new HashMap<Expr.Index, Long>();
    Statements.visit(
        whole,
        s ->
            Statements.expressions(
                s,
                root ->
                    Rewrite.visit(
                        root,
                        e -> {
                          if (e instanceof Expr.Binary(var op, Expr.Index i, Expr.Const(_, long n))
                              && (op == Op2.FLOORDIV || op == Op2.FLOORMOD)) {
                            cuts.merge(i, n, Math::min);
                          }
                        })));
    for (var loop : loops) {
      var by = cuts.get(loop.index());
      if (by != null
          && by > 1
          && loop.run() == Run.SERIAL
          && loop.extent() instanceof Expr.Const(_, long n)
          && n % by == 0
          && n > by) {
        return Optional.of(split(loops, loop, by));
      }
    }
    return Optional.empty();
  }

  private static Stmt.For split(List<Stmt.For> loops, Stmt.For loop, long by) {
    var outer = Step.outer(loop.index().name());
    var inner = Step.inner(loop.index().name());
    long n = ((Expr.Const) loop.extent()).bits();
    var facts = Facts.NONE;
    var order = new ArrayList<Stmt.For>();
    for (var l : loops) {
      if (l == loop) {
        order.add(new Stmt.For(outer, Expr.of(n / by), Run.SERIAL, Stmt.Seq.NOTHING));
        order.add(new Stmt.For(inner, Expr.of(by), Run.SERIAL, Stmt.Seq.NOTHING));
      } else {
        order.add(l);
      }
    }
    for (var l : order) {
      facts = facts.with(l.index(), l.extent());
    }
    var known = facts;
    var place = outer.times(Expr.of(by)).plus(inner);
    var moved = Statements.substitute(loops.getLast().body(), Map.of(loop.index(), place));
    var simple =
        Statements.map(moved, s -> Statements.mapExpressions(s, e -> Simplify.of(e, known)));
    return (Stmt.For) Loops.around(order, simple);
  }
}
