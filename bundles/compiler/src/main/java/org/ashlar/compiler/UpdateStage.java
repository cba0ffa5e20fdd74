package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.Value;

/// One stage of the update of a training step, with its outputs sorted by what they are: the value,
/// the gradient for the stages that follow, states of each variable, totals over all variables.
///
/// A stage that gives neither value nor gradient gives totals only.
record UpdateStage(Function function, Set<String> states, Set<String> totals) {
  static final String VALUE = "value";
  static final String GRADIENT = "gradient";

  /// The stages in order; the last gives the value, the others a gradient or totals.
  ///
  /// @throws IllegalArgumentException when they do not fit
  static List<UpdateStage> chain(List<Function> functions) {
    if (functions.isEmpty()) {
      throw new IllegalArgumentException("update: has no stage: one that gives value is needed");
    }
    var stages = new ArrayList<UpdateStage>();
    var known = new HashSet<String>();
    for (int i = 0; i < functions.size(); i++) {
      var stage = of(functions.get(i), i == functions.size() - 1);
      stages.add(stage);
      for (var name : stage.function().outputNames()) {
        if (!name.equals(GRADIENT) && !known.add(name)) {
          throw new IllegalArgumentException(
              "update "
                  + stage.function().name()
                  + ": output "
                  + name
                  + ": an earlier stage has it");
        }
      }
    }
    return stages;
  }

  private static UpdateStage of(Function function, boolean last) {
    var inputs = function.inputNames();
    var outputs = function.outputNames();
    if (last) {
      require(function, inputs, "an input", "inputs", VALUE);
    }
    require(function, inputs, "an input", "inputs", GRADIENT);
    if (last) {
      require(function, outputs, "an output", "outputs", VALUE);
    } else if (outputs.contains(VALUE)) {
      throw new IllegalArgumentException(
          "update " + function.name() + ": output value: only the last stage gives it");
    }
    var kept = new HashSet<>(outputs);
    kept.remove(VALUE);
    if (!last) {
      kept.remove(GRADIENT);
    }
    for (var name : outputs) {
      if (kept.contains(name) && (!inputs.contains(name) || name.equals(GRADIENT))) {
        throw new IllegalArgumentException(
            "update "
                + function.name()
                + ": output "
                + name
                + ": is neither "
                + VALUE
                + " nor a state: a state is an input too");
      }
    }
    boolean totals = !last && !outputs.contains(GRADIENT);
    return new UpdateStage(
        function, totals ? Set.of() : Set.copyOf(kept), totals ? Set.copyOf(kept) : Set.of());
  }

  /// The input of this name.
  Value input(String name) {
    return function.inputs().get(function.inputNames().indexOf(name));
  }

  private static void require(
      Function function, List<String> names, String article, String what, String name) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "update "
              + function.name()
              + ": needs "
              + article
              + " "
              + name
              + "; "
              + what
              + ": "
              + String.join(", ", names));
    }
  }
}
