package org.ashlar.lower;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;

/// A step inside a row: statements, or a nest of loops with what goes before it. Grows while a kernel is written.
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
}
