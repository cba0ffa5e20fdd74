package org.ashlar.ir.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.ashlar.ir.Expr;

/// A kernel with the steps taken so far. A step that is not legal is not taken.
public final class Trial {
  private Kernel kernel;
  private List<Step> steps = List.of();

  public Trial(Kernel kernel) {
    this.kernel = kernel;
  }

  public Kernel kernel() {
    return kernel;
  }

  public List<Step> steps() {
    return steps;
  }

  /// Takes a step; false where it is not legal.
  public boolean take(Step step) {
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

  public boolean mark(String loop, Run run) {
    return take(new Step.Mark(loop, run));
  }

  /// Takes all steps that `taking` takes, or none where it says false.
  public boolean attempt(BooleanSupplier taking) {
    var before = kernel;
    var stepsBefore = steps;
    if (taking.getAsBoolean()) {
      return true;
    }
    kernel = before;
    steps = stepsBefore;
    return false;
  }

  public boolean has(String loop) {
    return Statements.loop(kernel.body(), loop).isPresent();
  }

  /// The constant extent of a loop; 0 where there is none, or it is known at launch only.
  public long extent(String loop) {
    return Statements.loop(kernel.body(), loop).map(Trial::extent).orElse(0L);
  }

  public static long extent(Stmt.For loop) {
    return loop.extent() instanceof Expr.Const c ? c.bits() : 0;
  }
}
