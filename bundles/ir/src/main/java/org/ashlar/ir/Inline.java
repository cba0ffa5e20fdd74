package org.ashlar.ir;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Applies a function to values: its calls are made again in their graph. The arguments may have
/// other shapes than the inputs; types are inferred anew.
public final class Inline {
  private Inline() {}

  /// The outputs of a function for these arguments.
  ///
  /// @param args one an input; all of one graph
  /// @throws IllegalArgumentException when their number differs, or an operator refuses its
  ///   arguments
  public static List<Value> apply(Function function, List<Value> args) {
    return apply(function, args, args.isEmpty() ? new Graph() : args.getFirst().graph());
  }

  /// The outputs of a function for these arguments, in `graph`.
  public static List<Value> apply(Function function, List<Value> args, Graph graph) {
    if (args.size() != function.inputs().size()) {
      throw new IllegalArgumentException(
          "function "
              + function.name()
              + ": has "
              + function.inputs().size()
              + " inputs, not "
              + args.size());
    }
    var replaced = new HashMap<Value, Value>();
    for (int i = 0; i < args.size(); i++) {
      replaced.put(function.inputs().get(i), args.get(i));
    }
    return apply(function.outputs(), replaced, graph);
  }

  /// Values computed again in `graph`, with some values replaced.
  ///
  /// @throws IllegalArgumentException when an input is met that is not replaced
  public static List<Value> apply(List<Value> outputs, Map<Value, Value> replaced, Graph graph) {
    var made = new IdentityHashMap<Value, Value>(replaced);
    for (var value : Walk.order(outputs, replaced.keySet())) {
      if (made.containsKey(value)) {
        continue;
      }
      if (value.op() instanceof Input(var label, var type)) {
        throw new IllegalArgumentException(
            "inline: no argument is given for input " + label + ": " + type);
      }
      var args = value.args().stream().map(arg -> Walk.made(made, arg)).toList();
      Walk.put(made, value, graph.applyAll(value.op(), args));
    }
    return outputs.stream().map(value -> Walk.made(made, value)).toList();
  }
}
