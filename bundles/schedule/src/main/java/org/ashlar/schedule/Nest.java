package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.kernel.Stmt;

/// Loops that stand directly in each other, and what the innermost does.
record Nest(List<Stmt.For> loops, Stmt body) {
  static Nest of(Stmt.For outermost) {
    var loops = new ArrayList<Stmt.For>();
    Stmt s = outermost;
    while (s instanceof Stmt.For f) {
      loops.add(f);
      s = f.body();
    }
    return new Nest(List.copyOf(loops), s);
  }

  /// The outermost nests of a statement, in the order of the text.
  static List<Nest> outermost(Stmt s) {
    var nests = new ArrayList<Nest>();
    collect(s, nests);
    return nests;
  }

  private static void collect(Stmt s, List<Nest> nests) {
    switch (s) {
      case Stmt.For f -> nests.add(of(f));
      case Stmt.Alloc a -> collect(a.body(), nests);
      case Stmt.Seq q -> q.body().forEach(inner -> collect(inner, nests));
      case Stmt.If i -> {
        collect(i.then(), nests);
        collect(i.otherwise(), nests);
      }
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> {}
    }
  }

  String outer() {
    return name(0);
  }

  String inner() {
    return name(loops.size() - 1);
  }

  String name(int loop) {
    return loops.get(loop).index().name();
  }

  /// Whether nothing inside is a loop or an allocation.
  boolean isFlat() {
    return isFlat(body);
  }

  private static boolean isFlat(Stmt s) {
    return switch (s) {
      case Stmt.Store _, Stmt.Update _ -> true;
      case Stmt.Seq q -> q.body().stream().allMatch(Nest::isFlat);
      case Stmt.If i -> isFlat(i.then()) && isFlat(i.otherwise());
      case Stmt.For _, Stmt.Alloc _, Stmt.Copy _, Stmt.Multiply _ -> false;
    };
  }

  /// The body as one reduction: an accumulator that is filled, added to in a nest of loops, and
  /// used.
  Optional<Reduction> reduction() {
    if (body instanceof Stmt.Alloc(var acc, Stmt.Seq(var parts))
        && acc.rank() == 0
        && parts.size() >= 3
        && parts.get(0) instanceof Stmt.Store fill
        && fill.to().equals(acc)
        && parts.get(1) instanceof Stmt.For f) {
      var sum = of(f);
      var use = Stmt.seq(parts.subList(2, parts.size()));
      var last = of(new Stmt.For(f.index(), f.extent(), f.run(), use));
      if (sum.isFlat() && last.isFlat()) {
        return Optional.of(new Reduction(acc, sum, use));
      }
    }
    return Optional.empty();
  }
}
