package org.ashlar.autodiff;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// Applies the operators of a function again, in another graph or to other arguments.
final class Copy {
  private Copy() {}

  /// The function's outputs with `args` in place of its inputs.
  static List<Value> into(Graph graph, Function function, List<Value> args) {
    Map<Value, Value> copies = new IdentityHashMap<>();
    for (int i = 0; i < args.size(); i++) {
      copies.put(function.inputs().get(i), args.get(i));
    }
    for (var value : Walk.order(function.outputs())) {
      if (!copies.containsKey(value)) {
        var results = graph.applyAll(value.op(), value.args().stream().map(copies::get).toList());
        copies.put(value, results.get(value.result()));
      }
    }
    return function.outputs().stream().map(copies::get).toList();
  }
}
