package org.ashlar.compiler;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Value;

/// Builds the function of a training step from a derived function and an update rule.
final class TrainingStep {
  private static final String VALUE = "value";
  private static final String GRADIENT = "gradient";

  private final Function derived;
  private final Function update;
  private final Map<String, Value> inputs = new LinkedHashMap<>();
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Map<String, String> updates = new HashMap<>();
  private final HashSet<String> variables;

  private TrainingStep(Request program, Function derived, Function update) {
    this.derived = derived;
    this.update = update;
    this.variables = new HashSet<>(program.variables());
    updates.putAll(program.updates());
    for (int i = 0; i < derived.inputs().size(); i++) {
      inputs.put(derived.inputNames().get(i), derived.inputs().get(i));
    }
    for (var name : program.function().outputNames()) {
      outputs.put(name, output(derived, name));
    }
  }

  /// See {@link Compiler#trainingStep}.
  ///
  /// @param derived the program's function with a gradient for each variable of `by`
  static Request of(Request program, Function derived, List<String> by, Function update) {
    check(update);
    var step = new TrainingStep(program, derived, update);
    by.forEach(step::apply);
    var function =
        new Function(
            program.function().name() + "_step",
            List.copyOf(step.inputs.values()),
            List.copyOf(step.outputs.values()),
            List.copyOf(step.outputs.keySet()));
    return new Request(
        function, step.variables, step.updates, program.device(), program.fallback());
  }

  private static void check(Function update) {
    for (var name : List.of(VALUE, GRADIENT)) {
      if (!update.inputNames().contains(name)) {
        throw new IllegalArgumentException(
            "update "
                + update.name()
                + ": needs an input "
                + name
                + "; inputs: "
                + String.join(", ", update.inputNames()));
      }
    }
    if (!update.outputNames().contains(VALUE)) {
      throw new IllegalArgumentException(
          "update "
              + update.name()
              + ": needs an output "
              + VALUE
              + "; outputs: "
              + String.join(", ", update.outputNames()));
    }
    for (var name : update.outputNames()) {
      if (!update.inputNames().contains(name) || name.equals(GRADIENT)) {
        throw new IllegalArgumentException(
            "update "
                + update.name()
                + ": output "
                + name
                + ": is neither "
                + VALUE
                + " nor a state: a state is an input too");
      }
    }
  }

  /// Adds the update of one variable.
  private void apply(String variable) {
    var value = inputs.get(variable);
    if (value == null) {
      throw new IllegalArgumentException(derived.name() + ": no input " + variable + " to train");
    }
    variables.add(variable);
    var args =
        IntStream.range(0, update.inputs().size())
            .mapToObj(
                i -> argument(variable, value, update.inputNames().get(i), update.inputs().get(i)))
            .toList();
    var results = Inline.apply(update, args, derivedGraph());
    for (int i = 0; i < results.size(); i++) {
      var of = update.outputNames().get(i);
      var target = of.equals(VALUE) ? variable : variable + "." + of;
      if (!results.get(i).type().equals(value.type())) {
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
                + value.type());
      }
      var name = fresh(target + ".next");
      outputs.put(name, results.get(i));
      updates.put(name, target);
      variables.add(target);
    }
  }

  private Value argument(String variable, Value value, String name, Value of) {
    if (name.equals(VALUE)) {
      return value;
    }
    if (name.equals(GRADIENT)) {
      return output(derived, "d_" + variable);
    }
    if (update.outputNames().contains(name)) {
      return input(variable + "." + name, value);
    }
    return input(name, of);
  }

  /// The input of the step with this name; made in the type of `like` where there is none yet.
  private Value input(String name, Value like) {
    var known = inputs.computeIfAbsent(name, n -> derivedGraph().input(n, like.type()));
    if (!known.type().equals(like.type())) {
      throw new IllegalArgumentException(
          "update "
              + update.name()
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
