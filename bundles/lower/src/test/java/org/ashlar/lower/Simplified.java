package org.ashlar.lower;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;

/// Functions after every rule present, as the compiler hands them to lowering.
final class Simplified {
  private static final int MOST = 50;

  private Simplified() {}

  static Function of(Function function) {
    var rules = ServiceLoader.load(Rule.class).stream().map(ServiceLoader.Provider::get).toList();
    if (rules.isEmpty()) {
      throw new IllegalStateException("rules: none found");
    }
    var graph = new Graph();
    Map<Value, Value> done = new HashMap<>();
    function.inputs().forEach(input -> done.put(input, graph.apply(input.op(), List.of())));
    for (var value : Opened.order(function.outputs())) {
      if (!done.containsKey(value)) {
        var args = value.args().stream().map(done::get).toList();
        done.put(value, simplify(graph.applyAll(value.op(), args).get(value.result()), rules));
      }
    }
    return new Function(
        function.name(),
        function.inputs().stream().map(done::get).toList(),
        function.outputs().stream().map(done::get).toList(),
        function.outputNames());
  }

  private static Value simplify(Value value, List<Rule> rules) {
    var now = value;
    for (int i = 0; i < MOST; i++) {
      var next = now;
      for (var rule : rules) {
        next = rule.isFastMath() ? next : rule.apply(next);
      }
      if (next == now) {
        return now;
      }
      now = next;
    }
    return now;
  }
}
