package org.ashlar.layout;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan.Action;
import org.ashlar.ir.kernel.Reads;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;

/// Takes a sum apart from the rows over which its result is spread, where they read nothing that it
/// read: both are then loops that stand directly in each other, a product and a map.
///
/// ```
/// for i { acc = Σ …; for j: y[j, i] = f(acc, x[j, i]) }   →   for i: t[i] = Σ …
///                                                            for j, i: y[j, i] = f(t[i], x[j, i])
/// ```
final class Spread {
  /// Rows for which a launch of its own is worth storing and reading the sums.
  private static final double LEAST = 4;

  private static final double LEAST_IN_ALL = 1024;

  private Spread() {}

  static void apply(Draft draft, Consumer<String> notes) {
    var open = List.copyOf(draft.open());
    var actions = new ArrayList<Action>();
    for (int at = 0; at < draft.actions().size(); at++) {
      var apart = open.contains(at) ? apart(draft, at) : Optional.<List<Action>>empty();
      if (apart.isPresent()) {
        notes.accept("spread: the sum of " + draft.kernel(at).name() + " stands alone");
        actions.addAll(apart.get());
      } else {
        actions.add(draft.actions().get(at));
      }
    }
    draft.actions().clear();
    draft.actions().addAll(actions);
  }

  private static Optional<List<Action>> apart(Draft draft, int at) {
    var kernel = draft.kernel(at);
    if (!(kernel.body() instanceof Stmt.For f)) {
      return Optional.empty();
    }
    var nest = Nest.of(f);
    if (!(nest.body() instanceof Stmt.Alloc(var acc, Stmt.Seq(var parts)))
        || acc.rank() != 0
        || parts.size() != 3
        || !(parts.get(0) instanceof Stmt.Store)
        || !(parts.get(1) instanceof Stmt.For sum)
        || !(parts.get(2) instanceof Stmt.For last)
        || !Writes.of(sum).equals(Set.of(acc))) {
      return Optional.empty();
    }
    var map = Nest.of(last);
    var read = Reads.of(sum);
    boolean apart =
        map.body() instanceof Stmt.Store
            && map.times() >= LEAST
            && map.times() * nest.times() >= LEAST_IN_ALL
            && Collections.disjoint(without(Reads.of(last), acc), without(read, acc))
            && Collections.disjoint(Writes.of(last), read)
            && !Writes.of(last).contains(acc);
    if (!apart) {
      return Optional.empty();
    }
    var sizes = nest.loops().stream().map(Stmt.For::extent).toList();
    var table =
        new Buffer(draft.fresh(kernel.name() + "_" + acc.name()), acc.dtype(), sizes, Space.GLOBAL);
    draft.add(table);
    List<Expr> row = nest.loops().stream().map(l -> (Expr) l.index()).toList();
    var first =
        new Nest(
            nest.loops(),
            new Stmt.Alloc(
                acc, Stmt.seq(List.of(parts.get(0), sum, new Stmt.Store(table, row, acc.read())))));
    var loops = new ArrayList<>(nest.loops());
    loops.addAll(map.loops());
    var to = ((Stmt.Store) map.body()).at();
    loops.sort(Comparator.comparingInt(loop -> last(to, loop)));
    var second =
        new Nest(
                loops,
                Statements.mapExpressions(
                    map.body(),
                    whole -> Rewrite.map(whole, e -> e.equals(acc.read()) ? table.read(row) : e)))
            .renamed(draft::index);
    return Optional.of(
        List.of(
            Draft.launch(kernel.name() + "_sum", kernel.parameters(), first.stmt()),
            Draft.launch(kernel.name(), kernel.parameters(), second.stmt())));
  }

  /// The last dimension that a loop moves.
  private static int last(List<Expr> at, Stmt.For loop) {
    int last = -1;
    for (int d = 0; d < at.size(); d++) {
      if (Rewrite.free(at.get(d)).contains(loop.index())) {
        last = d;
      }
    }
    return last;
  }

  private static List<Buffer> without(Iterable<Buffer> all, Buffer one) {
    var rest = new ArrayList<Buffer>();
    all.forEach(b -> {
      if (!b.equals(one)) {
        rest.add(b);
      }
    });
    return rest;
  }
}
