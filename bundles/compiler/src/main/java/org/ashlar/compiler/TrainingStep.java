package org.ashlar.compiler;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Value;

/// Builds the function of a training step from a derived function and the stages of an update.
final class TrainingStep {
  private final Function derived;
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Map<String, String> updates = new HashMap<>();
  private final HashSet<String> variables;
  private final Map<String, Value> gradients = new LinkedHashMap<>();
  private final Map<String, Value> totals = new HashMap<>();

  private TrainingStep(Request program, Function derived, List<String> by) {
    this.derived = derived;
    this.variables = new HashSet<>(program.variables());
    updates.putAll(program.updates());
    for (int i = 0; i < derived.inputs().size(); i++) {
      inputs.put(derived.inputNames().get(i), derived.inputs().get(i));
    }
    for (var name : program.function().outputNames()) {
      outputs.put(name, output(derived, name));
    }
    for (var variable : by) {
      gradients.put(variable, output(derived, "d_" + variable));
    }
  }

  /// See {@link Compiler#trainingStep}.
  ///
  /// @param derived the program's function with a gradient for each variable of `by`
  static Request of(Request program, Function derived, List<String> by, List<Function> stages) {
    var checked = UpdateStage.chain(stages);
    var step = new TrainingStep(program, derived, by);
    for (var stage : checked) {
      by.forEach(variable -> step.apply(stage, variable));
      stage.totals().forEach(step::giveTotal);
    }
    var function =
        new Function(
            program.function().name() + "_step",
            List.copyOf(step.inputs.values()),
            List.copyOf(step.outputs.values()),
            List.copyOf(step.outputs.keySet()));
    return new Request(
        function,
        step.variables,
        step.updates,
        program.device(),
        program.fallback(),
        program.derivedBy(),
        program.precision());
  }

  /// Adds one stage for one variable.
  private void apply(UpdateStage stage, String variable) {
    var update = stage.function();
    var value = inputs.get(variable);
    if (value == null) {
      throw new IllegalArgumentException(derived.name() + ": no input " + variable + " to train");
    }
    variables.add(variable);
    var args =
        IntStream.range(0, update.inputs().size())
            .mapToObj(i ->
                argument(
                    stage, variable, value, update.inputNames().get(i), update.inputs().get(i)))
            .toList();
    var results = Inline.apply(update, args, derivedGraph());
    for (int i = 0; i < results.size(); i++) {
      var of = update.outputNames().get(i);
      var like = stage.totals().contains(of) ? stage.input(of) : value;
      if (!results.get(i).type().equals(like.type())) {
        throw new IllegalArgumentException(
            "update "
                + update.name()
                + ": output "
                + of
                + " for "
                + variable
                + ": is "
                + results.get(i).type()
                + ", must be "
                + like.type());
      }
      give(stage, variable, of, results.get(i));
    }
  }

  private void give(UpdateStage stage, String variable, String of, Value result) {
    if (of.equals(UpdateStage.GRADIENT)) {
      gradients.put(variable, result);
    } else if (stage.totals().contains(of)) {
      totals.put(of, result);
    } else {
      var target = of.equals(UpdateStage.VALUE) ? variable : variable + "." + of;
      var name = fresh(target + ".next");
      outputs.put(name, result);
      updates.put(name, target);
      variables.add(target);
    }
  }

  private void giveTotal(String name) {
    outputs.put(fresh(name), Objects.requireNonNull(totals.get(name)));
  }

  private Value argument(UpdateStage stage, String variable, Value value, String name, Value of) {
    if (name.equals(UpdateStage.VALUE)) {
      return value;
    }
    if (name.equals(UpdateStage.GRADIENT)) {
      return Objects.requireNonNull(gradients.get(variable));
    }
    if (stage.states().contains(name)) {
      return input(stage, variable + "." + name, value);
    }
    var total = totals.get(name);
    return total != null ? total : input(stage, name, of);
  }

  /// The input of the step with this name; made in the type of `like` where there is none yet.
  private Value input(UpdateStage stage, String name, Value like) {
    var known = inputs.computeIfAbsent(name, n -> derivedGraph().input(n, like.type()));
    if (!known.type().equals(like.type())) {
      throw new IllegalArgumentException(
          "update "
              + stage.function().name()
              + ": input "
              + name
              + ": is "
              + like.type()
              + ", the program has one of this name of type "
              + known.type());
    }
    return known;
  }

  private Graph derivedGraph() {
    return derived.outputs().getFirst().graph();
  }

  private String fresh(String name) {
    var fresh = name;
    while (outputs.containsKey(fresh)) {
      fresh += "_";
    }
    return fresh;
  }

  private static Value output(Function function, String name) {
    int at = function.outputNames().indexOf(name);
    if (at < 0) {
      throw new IllegalArgumentException(
          function.name()
              + ": no output "
              + name
              + "; outputs: "
              + String.join(", ", function.outputNames()));
    }
    return function.outputs().get(at);
  }
}
