package org.ashlar.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The functions that operators carry as attributes, and with them everything that a function says.
public final class Carried {
  private Carried() {}

  /// The functions of one operator, in the order of its attributes.
  public static List<Function> by(Operator op) {
    var attributes = Attributes.of(op);
    if (attributes.isEmpty()) {
      return List.of();
    }
    var found = new ArrayList<Function>();
    attributes.values().forEach(value -> collect(value, found));
    return found;
  }

  /// Every value of a function, and of the functions that its operators carry, as deep as they go.
  public static List<Value> values(Function function) {
    var values = new ArrayList<Value>();
    for (var value : Walk.order(function.outputs())) {
      values.add(value);
      if (value == value.results().getFirst()) {
        by(value.op()).forEach(inside -> values.addAll(values(inside)));
      }
    }
    return values;
  }

  /// The operator with other functions in place of those that it carries.
  public static Operator map(Operator op, UnaryOperator<Function> change) {
    var changed = new HashMap<String, Object>();
    Attributes.of(op)
        .forEach((name, value) -> {
          var found = new ArrayList<Function>();
          collect(value, found);
          if (!found.isEmpty()) {
            changed.put(name, mapped(value, change));
          }
        });
    return changed.isEmpty() ? op : Attributes.with(op, changed);
  }

  /// The function, in a graph of its own, whose operators carry other functions; itself where none
  /// carries one. A function that stands in several places stays one.
  public static Function map(Function function, UnaryOperator<Function> change) {
    var order = Walk.order(function.outputs());
    if (order.stream().allMatch(value -> by(value.op()).isEmpty())) {
      return function;
    }
    var known = new IdentityHashMap<Function, Function>();
    UnaryOperator<Function> once = f -> known.computeIfAbsent(f, change);
    var graph = new Graph();
    var made = new IdentityHashMap<Value, Value>();
    var inputs = new ArrayList<Value>();
    for (var input : function.inputs()) {
      inputs.add(graph.apply(input.op()));
      made.put(input, inputs.getLast());
    }
    for (var value : order) {
      if (!made.containsKey(value)) {
        var args = value.args().stream().map(arg -> Walk.made(made, arg)).toList();
        Walk.put(made, value, graph.applyAll(map(value.op(), once), args));
      }
    }
    var outputs = function.outputs().stream().map(value -> Walk.made(made, value)).toList();
    return new Function(function.name(), inputs, outputs, function.outputNames());
  }

  private static void collect(Object value, List<Function> into) {
    switch (value) {
      case Function f -> into.add(f);
      case List<?> items -> items.forEach(item -> collect(item, into));
      case Optional<?> o -> o.ifPresent(item -> collect(item, into));
      default -> {}
    }
  }

  private static Object mapped(Object value, UnaryOperator<Function> change) {
    return switch (value) {
      case Function f -> change.apply(f);
      case List<?> items -> items.stream().map(item -> mapped(item, change)).toList();
      case Optional<?> o -> o.map(item -> mapped(item, change));
      default -> value;
    };
  }
}
