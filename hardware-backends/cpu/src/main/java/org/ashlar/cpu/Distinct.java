package org.ashlar.cpu;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Stmt;

/// Proves that the iterations of a parallel loop update different places. Integer sums and maxima
/// may be combined into shared places in any order, yet not at the same moment: such a loop runs on
/// one core.
final class Distinct {
  private final Index index;
  private final Set<Index> inner = new HashSet<>();
  private final Set<Buffer> own = new HashSet<>();

  private Distinct(Index index) {
    this.index = index;
  }

  static boolean writes(Stmt.For loop, Facts facts) {
    return new Distinct(loop.index()).holds(loop.body(), facts);
  }

  private boolean holds(Stmt s, Facts facts) {
    return switch (s) {
      case Stmt.For f -> {
        inner.add(f.index());
        yield holds(f.body(), facts.with(f.index(), f.extent()));
      }
      case Stmt.If(_, var then, var otherwise) -> holds(then, facts) && holds(otherwise, facts);
      case Stmt.Alloc(var b, var body) -> {
        own.add(b);
        yield holds(body, facts);
      }
      case Stmt.Seq(var body) -> body.stream().allMatch(one -> holds(one, facts));
      case Stmt.Update u ->
          own.contains(u.to()) || u.at().stream().anyMatch(e -> isDistinct(e, facts));
      case Stmt.Store _, Stmt.Copy _, Stmt.Multiply _ -> true;
    };
  }

  /// `c·index + rest`, where the rest spans less than c within one iteration; what is outside is
  /// the same for all.
  private boolean isDistinct(Expr place, Facts facts) {
    var sum = Affine.of(place);
    long factor = Math.abs(sum.factor(index));
    long span = 0;
    for (var term : sum.factors().entrySet()) {
      var leaves = Rewrite.free(term.getKey());
      if (term.getKey().equals(index)) {
        continue;
      }
      if (leaves.contains(index)
          || reads(term.getKey())
          || leaves.stream().anyMatch(Expr.Local.class::isInstance)) {
        return false;
      }
      if (leaves.stream().anyMatch(inner::contains)) {
        var range = facts.range(term.getKey());
        if (!range.within(-(1L << 30), 1L << 30) || Math.abs(term.getValue()) > 1L << 30) {
          return false;
        }
        span += (range.max() - range.min()) * Math.abs(term.getValue());
      }
    }
    return factor > span;
  }

  private static boolean reads(Expr e) {
    return List.of(e).stream()
        .anyMatch(root -> {
          var found = new boolean[1];
          Rewrite.visit(root, x -> found[0] |= x instanceof Expr.Read);
          return found[0];
        });
  }
}
