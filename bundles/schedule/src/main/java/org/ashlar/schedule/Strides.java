package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// How far apart in memory the elements lie that neighbouring iterations touch.
final class Strides {
  private Strides() {}

  /// A place of a buffer in memory.
  record Place(Buffer of, List<Expr> at, boolean isWrite) {
    /// Elements between one iteration and the next; empty where that is not always the same.
    OptionalLong along(Expr.Index index, Facts facts) {
      Expr offset = Expr.of(0);
      for (int d = 0; d < at.size(); d++) {
        offset = offset.times(of.sizes().get(d)).plus(at.get(d));
      }
      var here = Simplify.of(offset, facts);
      var next = Rewrite.substitute(here, Map.of(index, index.plus(Expr.of(1))));
      return Simplify.of(next.minus(here), facts) instanceof Expr.Const c
          ? OptionalLong.of(c.bits())
          : OptionalLong.empty();
    }
  }

  /// Every place in memory that a statement touches.
  static List<Place> places(Stmt root) {
    var places = new ArrayList<Place>();
    Statements.visit(
        root,
        s -> {
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read(Buffer b, var at)) {
                          add(places, b, at, false);
                        }
                      }));
          switch (s) {
            case Stmt.Store t -> add(places, t.to(), t.at(), true);
            case Stmt.Update u -> add(places, u.to(), u.at(), true);
            case Stmt.For _, Stmt.If _, Stmt.Alloc _, Stmt.Copy _, Stmt.Multiply _, Stmt.Seq _ -> {}
          }
        });
    return places;
  }

  /// What decides whether something is done or read.
  static List<Expr> conditions(Stmt root) {
    var conditions = new ArrayList<Expr>();
    Statements.visit(
        root,
        s -> {
          if (s instanceof Stmt.If i) {
            conditions.add(i.when());
          }
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Select select) {
                          conditions.add(select.when());
                        }
                      }));
        });
    return conditions;
  }

  private static void add(List<Place> places, Buffer b, List<Expr> at, boolean isWrite) {
    if (b.space() != Space.REGISTERS) {
      places.add(new Place(b, at, isWrite));
    }
  }

  /// Whether a loop can run in vectors of neighbours: writes lie next to each other, reads too or
  /// are the same.
  static boolean isContiguous(Stmt body, Expr.Index index, Facts facts) {
    return places(body).stream()
        .allMatch(p -> {
          var stride = p.along(index, facts);
          return stride.isPresent()
              && (stride.getAsLong() == 1 || stride.getAsLong() == 0 && !p.isWrite());
        });
  }

  /// Whether neighbours are written next to each other and read at even steps, not all at one.
  static boolean isWrittenBeside(Stmt body, Expr.Index index, Facts facts) {
    var places = places(body);
    return places.stream().anyMatch(Place::isWrite)
        && places.stream()
            .allMatch(p -> {
              var stride = p.along(index, facts);
              return stride.isPresent() && (!p.isWrite() || stride.getAsLong() == 1);
            });
  }

  /// Whether an iteration of a loop writes where the one before ended.
  static boolean isWrittenOn(Stmt body, Stmt.For outer, Stmt.For inner, Facts facts) {
    return inner.extent() instanceof Expr.Const(_, long n)
        && places(body).stream()
            .filter(Place::isWrite)
            .map(p -> p.along(outer.index(), facts))
            .allMatch(far -> far.isPresent() && far.getAsLong() == n);
  }

  /// What is known inside loops.
  static Facts facts(List<Stmt.For> loops) {
    var facts = Facts.NONE;
    for (var loop : loops) {
      facts = facts.with(loop.index(), loop.extent());
    }
    return facts;
  }
}
