package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// The gradient of a single call as a function of its arguments, its results and their gradients.
final class Pullback {
  private Pullback() {}

  /// See {@link org.ashlar.ir.stage.Autodiff#pullback}.
  static Function of(Operator operator, List<Type> arguments, List<Integer> by) {
    var graph = new Graph();
    var args = new ArrayList<Value>();
    for (int i = 0; i < arguments.size(); i++) {
      args.add(graph.input("a" + i, arguments.get(i)));
    }
    var ends = by.stream().map(i -> end(operator, args, i)).toList();
    var inputs = new ArrayList<>(args);
    var results = graph.applyAll(operator, args);
    var given = new HashMap<Value, Value>();
    args.forEach(arg -> given.put(arg, arg));
    for (int r = 0; r < results.size(); r++) {
      var y = graph.input("y" + r, results.get(r).type());
      inputs.add(y);
      given.put(results.get(r), y);
    }
    var floats = results.stream().filter(Copied::isFloat).toList();
    var dys = new ArrayList<Value>();
    for (var y : floats) {
      dys.add(graph.input("dy" + y.result(), y.type()));
      given.put(dys.getLast(), dys.getLast());
    }
    inputs.addAll(dys);
    var backward = new Backward(ends, args);
    backward.run(floats, dys);
    var gradients =
        ends.stream().map(end -> backward.gradient(end).orElseGet(() -> Build.zeros(end))).toList();
    // what was computed before is taken, not computed again
    var outputs = Inline.apply(gradients, Map.copyOf(given), graph);
    var names = by.stream().map(i -> "d_a" + i).toList();
    return new Function("d_" + operator.name(), inputs, outputs, names);
  }

  private static Value end(Operator operator, List<Value> args, int position) {
    if (position >= 0 && position < args.size() && Copied.isFloat(args.get(position))) {
      return args.get(position);
    }
    throw new IllegalArgumentException(
        operator.name()
            + ": gradient: only arguments of floats have one: argument "
            + position
            + (position >= 0 && position < args.size()
                ? " is " + args.get(position).type()
                : " of " + args.size()));
  }
}
