package org.ashlar.schedule;

import java.util.List;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.kernel.Trial;

/// Shares the iterations of an outer loop among the cores, where the work pays for waking them.
final class Cores {
  /// Operations below which one core is done before the others have woken.
  static final double PAYS = 40_000;

  private Cores() {}

  static boolean pay(Stmt work, Target target) {
    return target.cores() > 1 && Work.of(work) >= PAYS;
  }

  /// Marks the first loop that gives every core something to do, else the first that has two
  /// iterations.
  ///
  /// @param loops outermost first, as they are called after the steps so far
  static void mark(List<String> loops, Stmt work, Trial trial, Target target) {
    if (!pay(work, target)) {
      return;
    }
    if (loops.size() > 1 && isFew(loops.getFirst(), trial, target)) {
      var outer = loops.get(0);
      var inner = loops.get(1);
      boolean fused =
          trial.attempt(() ->
              trial.take(new Step.Fuse(outer, inner))
                  && trial.mark(Step.fused(outer, inner).name(), Run.CORES));
      if (fused) {
        return;
      }
    }
    for (long enough : new long[] {target.cores(), 2}) {
      for (var loop : loops) {
        if ((trial.extent(loop) >= enough || trial.extent(loop) == 0)
            && trial.mark(loop, Run.CORES)) {
          return;
        }
      }
    }
  }

  private static boolean isFew(String loop, Trial trial, Target target) {
    long n = trial.extent(loop);
    return n > 0 && n < 4L * target.cores();
  }
}
