package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;

/// Finds the loops that a step names and puts others in their places. Loops of one name that are
/// not inside each other are changed alike.
final class Loops {
  /// What a step makes of a loop.
  @FunctionalInterface
  interface Change {
    /// The statement in the loop's place.
    ///
    /// @param around what is known there
    Stmt of(Stmt.For loop, Facts around);
  }

  /// Why a step cannot be done; the schedule says which step it was.
  static final class Illegal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Illegal(String why) {
      super(why, null, false, false);
    }
  }

  private final Change change;
  private final String name;
  private final Set<Buffer> written;
  private boolean found;

  private Loops(String name, Set<Buffer> written, Change change) {
    this.change = change;
    this.name = name;
    this.written = written;
  }

  /// Changes every loop of a name.
  static Stmt change(Stmt root, String name, Change change) {
    var loops = new Loops(name, Writes.of(root), change);
    var changed = loops.walk(root, Facts.NONE);
    if (!loops.found) {
      throw new Illegal(
          "there is no loop " + name + "; loops are " + String.join(", ", names(root)));
    }
    return changed;
  }

  private Stmt walk(Stmt s, Facts facts) {
    return switch (s) {
      case Stmt.For f when f.index().name().equals(name) -> {
        found = true;
        yield change.of(f, facts);
      }
      case Stmt.For f ->
          Statements.with(s, List.of(walk(f.body(), facts.with(f.index(), f.extent()))));
      case Stmt.If i -> {
        boolean steady = Access.isSteady(i.when(), written);
        var then = walk(i.then(), steady ? facts.with(i.when()) : facts);
        yield Statements.with(
            s, List.of(then, walk(i.otherwise(), steady ? facts.without(i.when()) : facts)));
      }
      case Stmt.Alloc _, Stmt.Seq _, Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ ->
          Statements.with(
              s, Statements.children(s).stream().map(child -> walk(child, facts)).toList());
    };
  }

  /// The names of all loops, in the order of the text.
  static Set<String> names(Stmt root) {
    var names = new LinkedHashSet<String>();
    Statements.visit(
        root,
        s -> {
          if (s instanceof Stmt.For f) {
            names.add(f.index().name());
          }
        });
    return names;
  }

  /// The loops that stand directly in each other, from this one on.
  static List<Stmt.For> nest(Stmt.For outermost) {
    var nest = new ArrayList<Stmt.For>();
    Stmt s = outermost;
    while (s instanceof Stmt.For f) {
      nest.add(f);
      s = f.body();
    }
    return nest;
  }

  /// Loops around a body, the first outermost.
  static Stmt around(List<Stmt.For> loops, Stmt body) {
    var s = body;
    for (var loop : loops.reversed()) {
      s = new Stmt.For(loop.index(), loop.extent(), loop.run(), s);
    }
    return s;
  }

  static void requireSerial(Stmt.For loop) {
    if (loop.run() != Run.SERIAL) {
      throw new Illegal(
          "loop " + loop.index().name() + " is marked " + loop.run() + ": mark loops last");
    }
  }

  static Stmt serial(Expr.Index index, Expr extent, Stmt body) {
    return new Stmt.For(index, extent, Run.SERIAL, body);
  }
}
