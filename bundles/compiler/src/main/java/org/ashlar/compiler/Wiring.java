package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// How the parts of a program hang together: every value that crosses a border has a number here.
///
/// @param types of the values
/// @param inputs the numbers of the function's inputs that some part or output takes, by name
/// @param outputs the numbers of the function's outputs, by name
/// @param takes for each part the values that it takes, in the order of its plan's inputs
/// @param gives for each part the values that it gives, in the order of its plan's outputs
/// @param first how many of the parts, before the others, compute what settles
/// @param settled the values that they compute for the others
record Wiring(
    List<TensorType> types,
    Map<String, Integer> inputs,
    Map<String, Integer> outputs,
    List<List<Integer>> takes,
    List<List<Integer>> gives,
    int first,
    Set<Integer> settled) {

  static Wiring of(Function function, Cut.Settled parts, Settle settle) {
    var stretches = parts.all();
    var numbers = new HashMap<Value, Integer>();
    var types = new ArrayList<TensorType>();
    var inputs = new LinkedHashMap<String, Integer>();
    for (var input : function.inputs()) {
      inputs.put(((Input) input.op()).label(), number(input, numbers, types));
    }
    var takes = new ArrayList<List<Integer>>();
    var gives = new ArrayList<List<Integer>>();
    for (var stretch : stretches) {
      takes.add(stretch.inputs().stream().map(v -> number(v, numbers, types)).toList());
      gives.add(stretch.outputs().stream().map(v -> number(v, numbers, types)).toList());
    }
    var outputs = new LinkedHashMap<String, Integer>();
    for (int i = 0; i < function.outputs().size(); i++) {
      outputs.put(function.outputNames().get(i), number(function.outputs().get(i), numbers, types));
    }
    var settled = new LinkedHashSet<Integer>();
    settle.values().forEach(v -> settled.add(number(v, numbers, types)));
    return new Wiring(types, inputs, outputs, takes, gives, parts.first().size(), settled);
  }

  /// The number of an input of the function.
  int input(String name) {
    return Objects.requireNonNull(inputs.get(name), name);
  }

  /// The number of an output of the function.
  int output(String name) {
    return Objects.requireNonNull(outputs.get(name), name);
  }

  long bytes(int value) {
    return Sizes.bytes(types.get(value));
  }

  private static int number(Value value, Map<Value, Integer> numbers, List<TensorType> types) {
    return numbers.computeIfAbsent(
        value,
        v -> {
          types.add(v.tensor());
          return types.size() - 1;
        });
  }
}
