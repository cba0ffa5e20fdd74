package org.ashlar.ir.kernel;

import org.ashlar.ir.kernel.Loops.Illegal;

/// Sets how a loop runs, where {@link Marks} proves that it may.
final class MarkLoop {
  private MarkLoop() {}

  static Stmt apply(Stmt root, Step.Mark step) {
    return Loops.change(
        root,
        step.loop(),
        (loop, around) -> {
          var marked = new Stmt.For(loop.index(), loop.extent(), step.run(), loop.body());
          Marks.why(marked, around)
              .ifPresent(why -> {
                throw new Illegal(why);
              });
          return marked;
        });
  }
}
