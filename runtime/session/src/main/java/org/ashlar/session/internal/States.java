package org.ashlar.session.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.ashlar.compiler.Compiler;
import org.ashlar.ir.TensorData;
import org.ashlar.session.ProgramText;

/// The states that a training rule keeps for each variable: inputs of its update that are outputs
/// too.
final class States {
  private States() {}

  /// The variables of a program with the states of its training rule, zeros where absent.
  static Map<String, TensorData> added(
      Compiler compiler, ProgramText program, Map<String, TensorData> variables) {
    var all = new HashMap<>(variables);
    program.training().ifPresent(training -> add(compiler, training, variables, all));
    return all;
  }

  private static void add(
      Compiler compiler,
      ProgramText.Training training,
      Map<String, TensorData> variables,
      Map<String, TensorData> all) {
    var states = new ArrayList<String>();
    for (var stage : training.stages()) {
      var update = compiler.parse(stage);
      var kept = new ArrayList<>(update.outputNames());
      boolean last = kept.remove("value");
      boolean changes = kept.remove("gradient");
      if (last || changes) {
        kept.retainAll(update.inputNames());
        states.addAll(kept);
      }
    }
    for (var state : states) {
      for (var name : training.by()) {
        var value = variables.get(name);
        if (value != null) {
          all.computeIfAbsent(
              name + "." + state, _ -> TensorData.zeros(value.dtype(), value.sizes()));
        }
      }
    }
  }
}
