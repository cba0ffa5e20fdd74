package org.ashlar.ir.kernel;

import java.util.Map;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Loops.Illegal;

/// `for i < n for j < m` becomes `for i_j < n * m`. The order of iterations stays.
final class FuseLoops {
  private FuseLoops() {}

  static Stmt apply(Stmt root, Step.Fuse step) {
    return Loops.change(root, step.outer(), (loop, around) -> fuse(loop, step.inner(), around));
  }

  private static Stmt fuse(Stmt.For outer, String innerName, Facts around) {
    Loops.requireSerial(outer);
    if (!(outer.body() instanceof Stmt.For inner) || !inner.index().name().equals(innerName)) {
      throw new Illegal(
          "loop " + innerName + " does not stand directly in " + outer.index().name());
    }
    Loops.requireSerial(inner);
    if (Rewrite.free(inner.extent()).contains(outer.index())) {
      throw new Illegal("the extent of " + innerName + " depends on " + outer.index().name());
    }
    var index = Step.fused(outer.index().name(), innerName);
    var extent = Simplify.of(outer.extent().times(inner.extent()), around);
    var known = around.with(index, extent);
    var by =
        Map.of(
            outer.index(), Simplify.of(index.floorDiv(inner.extent()), known),
            inner.index(), Simplify.of(index.floorMod(inner.extent()), known));
    return Loops.serial(index, extent, Places.substitute(inner.body(), by, known));
  }
}
