package org.ashlar.layout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Loops of constant extents that stand directly in each other, and what the innermost does.
record Nest(List<Stmt.For> loops, Stmt body) {
  static Nest of(Stmt.For outermost) {
    var loops = new ArrayList<Stmt.For>();
    Stmt s = outermost;
    while (s instanceof Stmt.For f && f.extent() instanceof Expr.Const) {
      loops.add(f);
      s = f.body();
    }
    return new Nest(List.copyOf(loops), s);
  }

  double times() {
    return loops.stream().mapToDouble(Touch::extent).reduce(1, (a, b) -> a * b);
  }

  List<Touch> touches() {
    return Touch.of(body, times());
  }

  /// The write that happens most often, the first of them.
  static List<Touch> writes(List<Touch> touches) {
    return touches.stream().filter(Touch::isWrite).toList();
  }

  /// The outermost nests of a statement, in the order of the text.
  static List<Nest> outermost(Stmt s) {
    var nests = new ArrayList<Nest>();
    map(
        s,
        nest -> {
          nests.add(nest);
          return nest;
        });
    return nests;
  }

  /// The statement with its outermost nests changed.
  static Stmt map(Stmt s, UnaryOperator<Nest> change) {
    return switch (s) {
      case Stmt.For f -> {
        var nest = of(f);
        if (nest.loops().isEmpty()) {
          yield s;
        }
        var changed = change.apply(nest);
        yield changed == nest ? s : changed.stmt();
      }
      case Stmt.Alloc _, Stmt.Seq _, Stmt.If _ ->
          Statements.with(
              s, Statements.children(s).stream().map(child -> map(child, change)).toList());
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> s;
    };
  }

  /// The nest with other loops.
  Nest renamed(Supplier<Expr.Index> names) {
    var by = new HashMap<Expr, Expr>();
    var own = new ArrayList<Stmt.For>();
    for (var loop : loops) {
      var index = names.get();
      by.put(loop.index(), index);
      own.add(new Stmt.For(index, loop.extent(), loop.run(), Stmt.Seq.NOTHING));
    }
    return new Nest(own, Statements.substitute(body, by));
  }

  Stmt stmt() {
    var s = body;
    for (var loop : loops.reversed()) {
      s = new Stmt.For(loop.index(), loop.extent(), loop.run(), s);
    }
    return s;
  }

  /// Whether the loops may run in any order: nothing that is written is read, and every iteration
  /// writes places of its own.
  boolean isFree(List<Touch> touches) {
    var written = new HashSet<>();
    touches.stream().filter(Touch::isWrite).forEach(t -> written.add(t.of()));
    return loops.stream().allMatch(l -> l.run() == Run.SERIAL)
        && !written.isEmpty()
        && touches.stream()
            .allMatch(
                t -> t.isWrite() ? isApart(t) && isOnly(t, touches) : !written.contains(t.of()));
  }

  private static boolean isOnly(Touch write, List<Touch> touches) {
    return touches.stream().filter(t -> t.of().equals(write.of())).count() == 1;
  }

  /// Whether the place tells every loop's index: each has a dimension for itself, or is a digit of
  /// one (`q · 2 + r`).
  private boolean isApart(Touch write) {
    return loops.stream()
        .allMatch(loop ->
            write.along().stream().anyMatch(c -> c.by().containsKey(loop.index()) && areDigits(c)));
  }

  /// Whether a coordinate is another one for all values of the loops that it follows: each moves it
  /// further than all smaller ones together.
  private boolean areDigits(Coefficients c) {
    var own = new TreeMap<Long, Double>();
    for (var loop : loops) {
      var step = c.by().get(loop.index());
      if (step != null && own.put(Math.abs(step), Touch.extent(loop)) != null) {
        return false;
      }
    }
    double below = 0;
    for (var digit : own.entrySet()) {
      if (digit.getKey() <= below) {
        return false;
      }
      below += digit.getKey() * (digit.getValue() - 1);
    }
    return c.isExact() && c.others().isEmpty();
  }
}
