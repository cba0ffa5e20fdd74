package org.ashlar.compiler;

import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.stage.Lowering;

/// Checks that a lowered plan takes and gives what its function does, and that its kernels are well
/// made.
final class PlanCheck {
  private PlanCheck() {}

  /// @throws Defect naming the lowering's bundle
  static void check(Plan plan, Function function, Provider<Lowering> lowering, Dump dump) {
    compare("inputs", plan.inputs(), function.inputs(), lowering, dump);
    compare("outputs", plan.outputs(), function.outputs(), lowering, dump);
    if (!plan.sizes().isEmpty()) {
      throw defect(
          "its plan has sizes though the function has none: " + plan.sizes(), lowering, dump);
    }
    for (var kernel : Kernels.of(plan)) {
      try {
        Check.kernel(kernel);
      } catch (IllegalArgumentException e) {
        throw defect("made a wrong kernel: " + e.getMessage(), lowering, dump);
      }
    }
  }

  private static void compare(
      String what, List<Buffer> is, List<Value> must, Provider<Lowering> lowering, Dump dump) {
    var found = is.stream().map(b -> new TensorType(b.dtype(), b.shape())).toList();
    var needed = must.stream().map(Value::tensor).toList();
    if (!found.equals(needed)) {
      throw defect(
          "the " + what + " of its plan are " + found + ", those of the function " + needed,
          lowering,
          dump);
    }
  }

  private static Defect defect(String facts, Provider<Lowering> lowering, Dump dump) {
    var message = "lowering (" + lowering.label() + "): " + facts;
    return new Defect("lower", message, dump.write("lower", message));
  }
}
