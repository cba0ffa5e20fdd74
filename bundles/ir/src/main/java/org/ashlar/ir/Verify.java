package org.ashlar.ir;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks that a function is well made: what stages trust.
public final class Verify {
  private Verify() {}

  /// All values are of one graph, every input that is met is declared, names are told once, and
  /// each type is what the operator infers; so it is in the functions that operators carry.
  ///
  /// @throws IllegalArgumentException that names the function and the value
  public static void function(Function function) {
    unique(function, "inputs", function.inputNames());
    unique(function, "outputs", function.outputNames());
    var roots = new ArrayList<>(function.inputs());
    roots.addAll(function.outputs());
    for (var value : Walk.order(roots)) {
      value(function, value, roots.getFirst().graph());
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
    for (var attribute : Attributes.of(op).values()) {
      if (attribute instanceof Function inside) {
        try {
          function(inside);
        } catch (IllegalArgumentException e) {
          throw wrong(function, op.name() + ": " + e.getMessage());
        }
      }
    }
  }

  private static IllegalArgumentException wrong(Function function, String facts) {
    return new IllegalArgumentException("function " + function.name() + ": " + facts);
  }
}
