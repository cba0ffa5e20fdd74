package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// A function copied into a graph of its own, where its derivative grows: the one given is not
/// touched, so several threads may derive one function at once.
///
/// It finds values by name, and what it refuses it says in the words of the user.
final class Copied {
  private final String what;
  private final Function function;
  private final Graph graph = new Graph();
  private final List<Value> inputs;
  private final List<Value> outputs;

  /// @param what is done, for messages: `gradient`
  Copied(String what, Function function) {
    this.what = what + " of " + function.name();
    this.function = function;
    this.inputs =
        function.inputs().stream().map(input -> graph.apply(input.op(), List.of())).toList();
    this.outputs = Inline.apply(function, inputs, graph);
  }

  Graph graph() {
    return graph;
  }

  List<Value> inputs() {
    return inputs;
  }

  List<Value> outputs() {
    return outputs;
  }

  /// The input of this name, which must be of floats.
  Value input(String name) {
    return requireFloat(name, inputs.get(position("input", function.inputNames(), name)));
  }

  /// The output of this name, which must be of floats.
  Value output(String name) {
    return requireFloat(name, outputs.get(position("output", function.outputNames(), name)));
  }

  /// The function with more inputs and outputs. Names that are taken get a number.
  ///
  /// @param names of the outputs added
  Function with(List<Value> moreInputs, List<Value> moreOutputs, List<String> names) {
    var allInputs = new ArrayList<>(inputs);
    allInputs.addAll(moreInputs);
    var allOutputs = new ArrayList<>(outputs);
    allOutputs.addAll(moreOutputs);
    var allNames = new ArrayList<>(function.outputNames());
    names.forEach(name -> allNames.add(fresh(name, allNames)));
    return new Function(function.name(), allInputs, allOutputs, allNames);
  }

  /// A new input whose name is `name` or, where that is taken, `name` with a number.
  Value moreInput(String name, TensorType type, List<Value> added) {
    var taken = new ArrayList<>(function.inputNames());
    added.forEach(value -> taken.add(((org.ashlar.ir.Input) value.op()).label()));
    return graph.input(fresh(name, taken), type);
  }

  private static String fresh(String name, List<String> taken) {
    var fresh = name;
    for (int i = 2; taken.contains(fresh); i++) {
      fresh = name + i;
    }
    return fresh;
  }

  private int position(String kind, List<String> names, String name) {
    int position = names.indexOf(name);
    if (position < 0) {
      throw new IllegalArgumentException(
          "%s: no %s is named %s: the %ss are %s"
              .formatted(what, kind, name, kind, String.join(", ", names)));
    }
    return position;
  }

  private Value requireFloat(String name, Value value) {
    if (isFloat(value)) {
      return value;
    }
    throw new IllegalArgumentException(
        what + ": only floats have one: " + name + " is " + value.type());
  }

  static boolean isFloat(Value value) {
    return value.type() instanceof TensorType t && t.dtype().isFloat();
  }
}
