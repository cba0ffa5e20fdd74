package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// An operator on the arguments of a case.
record Applied(Operator operator, Case given) {
  /// The operator alone, as a function of `x0`, `x1`, ….
  Function function() {
    return function(new Graph(), given.types());
  }

  static List<Value> inputs(Graph graph, List<? extends Type> types) {
    var inputs = new ArrayList<Value>();
    for (var type : types) {
      inputs.add(graph.input("x" + inputs.size(), type));
    }
    return inputs;
  }

  private Function function(Graph graph, List<Type> types) {
    var inputs = inputs(graph, types);
    return Function.of("law", inputs, graph.applyAll(operator, inputs));
  }

  /// Whether only a host function knows what a function computes, in part at least.
  static boolean isOpaque(Function function) {
    return Walk.order(function.outputs()).stream()
        .filter(v -> !(v.op() instanceof Input))
        .anyMatch(v ->
            switch (v.op().meaning(v.args().stream().map(Value::type).toList())) {
              case Meaning.Opaque m -> true;
              case Meaning.Composed m -> isOpaque(m.body());
              case Meaning.Chosen m -> isOpaque(m.then()) || isOpaque(m.otherwise());
              case Meaning.Repeated m -> m.times().isEmpty() || isOpaque(m.body());
              case Meaning.Pointwise m -> false;
              case Meaning.Indexed m -> false;
              case Meaning.Scanned m -> false;
              case Meaning.Scattered m -> false;
            });
  }

  String what() {
    return operator + " of " + given.types();
  }
}
