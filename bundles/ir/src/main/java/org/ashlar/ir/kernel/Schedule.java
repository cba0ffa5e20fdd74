package org.ashlar.ir.kernel;

import java.util.List;

/// A list of steps, applied in order.
public record Schedule(List<Step> steps) {
  public Schedule {
    steps = List.copyOf(steps);
  }

  /// The kernel with its loops changed, its results not (but for the last bits of floats where a
  /// step says so).
  ///
  /// @throws IllegalArgumentException when a step is not legal; the message names it and says why
  public Kernel apply(Kernel kernel) {
    var scheduled = kernel;
    for (var step : steps) {
      scheduled = apply(step, scheduled);
    }
    return scheduled == kernel ? kernel : Check.kernel(scheduled);
  }

  /// The kernel after one step. Its names are checked, its marks only by `Mark` and at the end of a
  /// schedule.
  public static Kernel apply(Step step, Kernel kernel) {
    try {
      var body = body(step, kernel.body());
      var changed = new Kernel(kernel.name(), kernel.sizes(), kernel.parameters(), body);
      Bindings.check(changed);
      return changed;
    } catch (Loops.Illegal why) {
      throw new IllegalArgumentException(
          "schedule: " + KernelText.of(step) + ": " + why.getMessage(), why);
    }
  }

  private static Stmt body(Step step, Stmt body) {
    return switch (step) {
      case Step.Split s -> SplitLoop.apply(body, s);
      case Step.Fuse s -> FuseLoops.apply(body, s);
      case Step.Reorder s -> ReorderLoops.apply(body, s);
      case Step.Mark s -> MarkLoop.apply(body, s);
      case Step.Hoist s -> HoistBuffer.apply(body, s);
      case Step.Stage s -> StageBuffer.apply(body, s);
      case Step.Factor s -> FactorReduction.apply(body, s);
      case Step.Tensorise s -> TensoriseProduct.apply(body, s);
    };
  }
}
