package org.ashlar.ir.kernel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Access.Frame;

/// Whether the iterations of a loop touch each other's places.
///
/// Two iterations p and p + 1 + u are compared, with every inner loop at any two of its values;
/// they are independent where each pair of accesses to one buffer, one of them a write, is proved
/// to be at different places, or both are updates whose order cannot be told. Buffers allocated
/// inside the loop belong to each iteration alone.
final class Dependences {
  private Dependences() {}

  /// Two accesses of one buffer that different iterations may make at one place.
  record Conflict(Access first, Access second) {
    @Override
    public String toString() {
      return first + " and " + second;
    }
  }

  /// The first two accesses that stand against running the loop's iterations in any order.
  static Optional<Conflict> of(Stmt.For loop, Facts outside) {
    return of(loop, outside, buffer -> true);
  }

  /// The first two of some buffers only.
  static Optional<Conflict> of(Stmt.For loop, Facts outside, Predicate<Buffer> of) {
    var written = Writes.of(loop.body());
    var own = allocated(loop.body());
    var accesses =
        Accesses.of(loop.body()).stream()
            .filter(a -> written.contains(a.of()) && !own.contains(a.of()) && of.test(a.of()))
            .toList();
    var pair = new Pair(loop, outside, written);
    for (int i = 0; i < accesses.size(); i++) {
      for (int j = i; j < accesses.size(); j++) {
        var a = accesses.get(i);
        var b = accesses.get(j);
        if (a.of().equals(b.of())
            && (a.isWrite() || b.isWrite())
            && !commute(a, b)
            && !(pair.apart(a, b) && (i == j || pair.apart(b, a)))) {
          return Optional.of(new Conflict(a, b));
        }
      }
    }
    return Optional.empty();
  }

  /// The first two accesses that stand against running `then` of all later iterations before `now`
  /// of this one.
  static Optional<Conflict> between(Stmt.For loop, Stmt now, Stmt then, Facts outside) {
    var written = Writes.of(Stmt.seq(now, then));
    var own = allocated(Stmt.seq(now, then));
    var pair = new Pair(loop, outside, written);
    for (var a : Accesses.of(now)) {
      for (var b : Accesses.of(then)) {
        if (a.of().equals(b.of())
            && !own.contains(a.of())
            && (a.isWrite() || b.isWrite())
            && !commute(a, b)
            && !pair.apart(a, b)) {
          return Optional.of(new Conflict(a, b));
        }
      }
    }
    return Optional.empty();
  }

  static Set<Buffer> allocated(Stmt s) {
    var buffers = new HashSet<Buffer>();
    Statements.visit(
        s,
        inner -> {
          if (inner instanceof Stmt.Alloc a) {
            buffers.add(a.buffer());
          }
        });
    return buffers;
  }

  private static boolean commute(Access a, Access b) {
    return a.combine().isPresent()
        && a.combine().equals(b.combine())
        && a.combine().get().isExact(a.of().dtype());
  }

  /// An iteration of a loop, and a later one.
  private record Pair(Stmt.For loop, Facts outside, Set<Buffer> written) {
    private static final Expr.Index LATER = new Expr.Index("later than");

    boolean apart(Access now, Access then) {
      var index = loop.index();
      for (int d = 0; d < now.at().size(); d++) {
        if (now.at().get(d).equals(index) && then.at().get(d).equals(index)) {
          return true; // each iteration has a place of its own
        }
      }
      var renamed = new HashMap<Expr, Expr>();
      renamed.put(index, index.plus(Expr.of(1)).plus(LATER));
      for (var frame : then.path()) {
        if (frame instanceof Frame.Around(var inner, _)) {
          renamed.put(inner, new Expr.Index(inner.name() + "'"));
        }
      }
      var facts =
          outside
              .with(index, loop.extent())
              .with(LATER, loop.extent().minus(index).minus(Expr.of(1)));
      facts = now.facts(facts, Map.of(), written);
      facts = then.facts(facts, renamed, written);
      // what the index is in differs most likely
      int first = first(now, index);
      int most = first < 0 ? 0 : last(now, index) - first + 1;
      if (most > 0 && differ(now, then, first, most, renamed, facts)) {
        return true;
      }
      for (int length = 1; length <= now.of().rank(); length++) {
        for (int from = 0; from + length <= now.of().rank(); from++) {
          boolean isNew = from != first || length != most;
          if (isNew && differ(now, then, from, length, renamed, facts)) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean differ(
        Access now, Access then, int from, int length, Map<Expr, Expr> renamed, Facts facts) {
      var x = run(now, from, length);
      var y = Rewrite.substitute(run(then, from, length), renamed);
      return Access.isSteady(x, written) && Access.isSteady(y, written) && facts.proves(x.ne(y));
    }

    private static int first(Access a, Expr.Index index) {
      int d = 0;
      while (d < a.at().size() && !Rewrite.free(a.at().get(d)).contains(index)) {
        d++;
      }
      return d < a.at().size() ? d : -1;
    }

    private static int last(Access a, Expr.Index index) {
      int d = a.at().size() - 1;
      while (!Rewrite.free(a.at().get(d)).contains(index)) {
        d--;
      }
      return d;
    }

    /// A coordinate, or several in row-major order, which undo what fusing loops took apart: they
    /// differ only where the places differ.
    private static Expr run(Access a, int from, int length) {
      var e = a.at().get(from);
      for (int d = from + 1; d < from + length; d++) {
        e = e.times(a.of().sizes().get(d)).plus(a.at().get(d));
      }
      return Simplify.of(e);
    }
  }
}
