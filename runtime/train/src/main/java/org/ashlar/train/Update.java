package org.ashlar.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.ashlar.ir.DType;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;

/// Writes the update of an optimiser as the text of a function on scalars.
///
/// @param states what each variable keeps from step to step
record Update(String name, List<String> states) {
  /// The inputs that a formula reads, by name.
  @FunctionalInterface
  interface Inputs {
    Tensor get(String name);
  }

  static Update of(String name, String... states) {
    return new Update(name, List.of(states));
  }

  /// @param formula puts `value` and every state into the map, from the inputs
  /// @param shared inputs that all variables share
  String text(BiConsumer<Inputs, Map<String, Tensor>> formula, String... shared) {
    var inputs = new LinkedHashMap<String, Tensor>();
    for (var input : List.of("value", "gradient")) {
      inputs.put(input, Tensor.input(input, DType.F32));
    }
    states.forEach(s -> inputs.put(s, Tensor.input(s, DType.F32)));
    for (var input : shared) {
      inputs.put(input, Tensor.input(input, DType.F32));
    }
    var outputs = new LinkedHashMap<String, Tensor>();
    formula.accept(input -> one(inputs, input), outputs);
    return Trace.of(name, outputs).text();
  }

  private Tensor one(Map<String, Tensor> inputs, String input) {
    var tensor = inputs.get(input);
    if (tensor == null) {
      throw new IllegalArgumentException(
          name + ": the update has no input " + input + ": only " + inputs.keySet());
    }
    return tensor;
  }
}
