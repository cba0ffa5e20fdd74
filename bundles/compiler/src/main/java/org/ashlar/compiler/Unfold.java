package org.ashlar.compiler;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.ashlar.ir.DataSizes;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// Puts the bodies of composed operators in their place, where something in them is not for a
/// device and has to be met by itself.
final class Unfold {
  private static final int DEEPEST = 32;

  /// Of what is no call, or fails to say what it means.
  private static final Meaning NONE = new Meaning.Opaque(data -> data);

  private Unfold() {}

  /// The function without composed calls that hold a host function, however deep.
  static Function hostFunctions(Function function) {
    return apply(function, call -> holds(call, Unfold::isOpaque));
  }

  /// The function without the composed calls that are asked for; those inside them stay.
  static Function apply(Function function, Predicate<Value> open) {
    if (Walk.order(function.outputs()).stream().noneMatch(open)) {
      return function;
    }
    var graph = new Graph();
    Map<Value, Value> made = new HashMap<>();
    function.inputs().forEach(input -> made.put(input, graph.apply(input.op())));
    for (var value : DataSizes.order(function.outputs())) {
      if (made.containsKey(value)) {
        continue;
      }
      var args = value.args().stream().map(a -> Objects.requireNonNull(made.get(a))).toList();
      var results =
          open.test(value) && meaning(value) instanceof Meaning.Composed(var body)
              ? Inline.apply(body, args, graph)
              : graph.applyAll(value.op(), args);
      for (int i = 0; i < results.size(); i++) {
        made.put(value.results().get(i), results.get(i));
      }
    }
    var opened =
        new Function(
            function.name(),
            made(function.inputs(), made),
            made(function.outputs(), made),
            function.outputNames());
    return apply(opened, open);
  }

  /// Whether a call is composed of something, however deep.
  static boolean holds(Value call, Predicate<Meaning> what) {
    return holds(call, what, 0);
  }

  /// One that is composed of itself is refused where it is lowered.
  private static boolean holds(Value call, Predicate<Meaning> what, int depth) {
    if (depth == DEEPEST || !(meaning(call) instanceof Meaning.Composed(var body))) {
      return false;
    }
    return Walk.order(body.outputs()).stream()
        .anyMatch(v -> what.test(meaning(v)) || holds(v, what, depth + 1));
  }

  static boolean isOpaque(Meaning meaning) {
    return meaning instanceof Meaning.Opaque && meaning != NONE;
  }

  static boolean isControl(Meaning meaning) {
    return meaning instanceof Meaning.Chosen || meaning instanceof Meaning.Repeated;
  }

  /// What a call means; an operator that fails here fails again where it is lowered, and is named
  /// there.
  static Meaning meaning(Value call) {
    if (call.op() instanceof Input || call.op() instanceof Unknown) {
      return NONE;
    }
    try {
      return call.op().meaning(call.args().stream().map(Value::type).toList());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return NONE;
    }
  }

  private static List<Value> made(List<Value> values, Map<Value, Value> made) {
    var all = new ArrayList<Value>();
    values.forEach(v -> all.add(Objects.requireNonNull(made.get(v))));
    return all;
  }
}
