package org.ashlar.lower;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;

/// A step inside a row: statements, or a nest of loops with what goes before it. Grows while a
/// kernel is written.
///
/// @param axes the loops; none for plain statements
/// @param before runs before the loops
/// @param body runs inside them
record Phase(List<Axis> axes, List<Stmt> before, List<Stmt> body) {
  Phase(List<Axis> axes) {
    this(axes, new ArrayList<>(), new ArrayList<>());
  }

  Stmt toStmt() {
    var all = new ArrayList<>(before);
    all.add(loops(axes, Stmt.seq(body)));
    return Stmt.seq(all);
  }

  static Stmt loops(List<Axis> axes, Stmt body) {
    Stmt loops = body;
    for (var axis : axes.reversed()) {
      loops = new Stmt.For(axis.index(), axis.extent(), Run.SERIAL, loops);
    }
    return loops;
  }

  /// Sums are not put into loops that store: schedules take them apart in different ways.
  boolean isAlike(String letter) {
    return axes.isEmpty() || axes.getFirst().index().name().startsWith(letter);
  }

  /// Whether its loops have these extents, once the indices are bound to its own.
  boolean fits(List<Expr> extents, Map<Expr, Expr> bind, List<Axis> over) {
    if (axes.size() != extents.size()) {
      return false;
    }
    var by = new HashMap<>(bind);
    for (int d = 0; d < extents.size(); d++) {
      if (!Rewrite.substitute(extents.get(d), by).equals(axes.get(d).extent())) {
        return false;
      }
      if (!over.isEmpty()) {
        by.put(over.get(d).index(), axes.get(d).index());
      }
    }
    return true;
  }
}
