package org.ashlar.ir;

import java.util.List;

/// A program on tensors: named inputs, and outputs computed from them. All values belong to one
/// graph.
///
/// @param outputNames as many as outputs, each once
public record Function(
    String name, List<Value> inputs, List<Value> outputs, List<String> outputNames) {
  public Function {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    outputNames = List.copyOf(outputNames);
    if (outputs.size() != outputNames.size()) {
      throw new IllegalArgumentException(
          "function " + name + ": as many names as outputs are needed");
    }
    for (var input : inputs) {
      if (!(input.op() instanceof Input)) {
        throw new IllegalArgumentException("function " + name + ": not an input: " + input);
      }
    }
  }

  /// Names the outputs `y0`, `y1`, …; a single one `y`.
  public static Function of(String name, List<Value> inputs, List<Value> outputs) {
    var names = new java.util.ArrayList<String>();
    for (int i = 0; i < outputs.size(); i++) {
      names.add(outputs.size() == 1 ? "y" : "y" + i);
    }
    return new Function(name, inputs, outputs, names);
  }

  public List<String> inputNames() {
    return inputs.stream().map(Function::label).toList();
  }

  private static String label(Value input) {
    return input.op() instanceof Input i ? i.label() : "";
  }
}
