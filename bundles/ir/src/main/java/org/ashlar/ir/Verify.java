package org.ashlar.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks that a function is well made: what stages trust.
public final class Verify {
  private Verify() {}

  /// All values are of one graph, every input that is met is declared, names are told once, each
  /// type is what the operator infers, and a size that depends on data comes from one call; so it
  /// is in the functions that operators carry.
  ///
  /// @throws IllegalArgumentException that names the function and the value
  public static void function(Function function) {
    unique(function, "inputs", function.inputNames());
    unique(function, "outputs", function.outputNames());
    var roots = new ArrayList<>(function.inputs());
    roots.addAll(function.outputs());
    Map<String, Value> sizes = new HashMap<>();
    for (var input : function.inputs()) {
      var told = new HashSet<Expr.Size>();
      DataSizes.type(input.type(), told);
      told.forEach(size -> sizes.put(size.name(), input));
    }
    for (var value : Walk.order(roots)) {
      value(function, value, roots.getFirst().graph());
      sizes(function, value, sizes);
    }
  }

  /// The sizes that a call brings in are new.
  private static void sizes(Function function, Value value, Map<String, Value> known) {
    for (var size : DataSizes.fresh(value).values()) {
      var call = value.results().getFirst();
      var other = known.putIfAbsent(size.name(), call);
      if (other != null && other != call) {
        throw wrong(
            function,
            value
                + ": size "
                + size.name()
                + ": is that of "
                + other
                + " already: give it another name");
      }
    }
  }

  private static void unique(Function function, String what, List<String> names) {
    Set<String> seen = new HashSet<>();
    for (var name : names) {
      if (!seen.add(name)) {
        throw wrong(function, "two " + what + " are named " + name);
      }
    }
  }

  private static void value(Function function, Value value, Graph graph) {
    if (value.graph() != graph) {
      throw wrong(function, value + ": belongs to another graph");
    }
    if (value.op() instanceof Input(var label, var type) && !function.inputs().contains(value)) {
      throw wrong(function, "input " + label + ": " + type + " is used but not declared");
    }
    nested(function, value.op());
    List<Type> inferred;
    try {
      inferred = value.op().infer(value.args().stream().map(Value::type).toList());
    } catch (IllegalArgumentException e) {
      throw wrong(function, value + ": its operator refuses the arguments: " + e.getMessage());
    }
    if (inferred.size() != value.results().size()
        || !inferred.get(value.result()).equals(value.type())) {
      throw wrong(function, value + ": the operator infers " + inferred);
    }
  }

  /// The functions that an operator carries.
  private static void nested(Function function, Operator op) {
    for (var inside : Carried.by(op)) {
      try {
        function(inside);
      } catch (IllegalArgumentException e) {
        throw wrong(function, op.name() + ": " + e.getMessage());
      }
    }
  }

  private static IllegalArgumentException wrong(Function function, String facts) {
    return new IllegalArgumentException("function " + function.name() + ": " + facts);
  }
}
