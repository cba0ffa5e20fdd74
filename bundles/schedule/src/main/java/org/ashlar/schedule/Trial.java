package org.ashlar.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;

/// A kernel with the steps taken so far. A step that is not legal is not taken.
final class Trial {
  private Kernel kernel;
  private List<Step> steps = List.of();

  Trial(Kernel kernel) {
    this.kernel = kernel;
  }

  Kernel kernel() {
    return kernel;
  }

  List<Step> steps() {
    return steps;
  }

  /// Takes a step; false where it is not legal.
  boolean take(Step step) {
    try {
      kernel = Schedule.apply(step, kernel);
    } catch (IllegalArgumentException _) {
      return false;
    }
    var longer = new ArrayList<>(steps);
    longer.add(step);
    steps = List.copyOf(longer);
    return true;
  }

  boolean mark(String loop, Run run) {
    return take(new Step.Mark(loop, run));
  }

  /// Takes all steps that `taking` takes, or none where it says false.
  boolean attempt(BooleanSupplier taking) {
    var before = kernel;
    var stepsBefore = steps;
    if (taking.getAsBoolean()) {
      return true;
    }
    kernel = before;
    steps = stepsBefore;
    return false;
  }

  boolean has(String loop) {
    return Statements.loop(kernel.body(), loop).isPresent();
  }

  /// The constant extent of a loop; 0 where there is none, or it is known at launch only.
  long extent(String loop) {
    return Statements.loop(kernel.body(), loop).map(Trial::extent).orElse(0L);
  }

  static long extent(Stmt.For loop) {
    return loop.extent() instanceof Expr.Const c ? c.bits() : 0;
  }
}
