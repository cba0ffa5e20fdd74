package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Function;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Checkpoints;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Fill;

/// The walk from some values to outputs, which carries along how fast each value grows: dual
/// numbers.
///
/// A value without a tangent stands still. The tangent of an operator with a gradient of its own is
/// the gradient of that gradient in `dy`: as the one is `dy` times the derivative, the other is the
/// derivative times what the seed says. All others are derived from their meaning.
final class Forward {
  private final Map<Value, Value> tangents = new IdentityHashMap<>();
  private final Set<Value> leaves;

  /// @param constants values that stand still: the walk stops there
  private Forward(List<Value> starts, List<Value> seeds, List<Value> constants) {
    leaves = new HashSet<>(starts);
    leaves.addAll(constants);
    for (int i = 0; i < starts.size(); i++) {
      tangents.put(starts.get(i), seeds.get(i));
    }
  }

  /// How fast outputs grow as `starts` grow by `seeds`; empty for those that stand still.
  ///
  /// @param constants other values that stand still
  static List<Optional<Value>> of(
      List<Value> outputs, List<Value> starts, List<Value> seeds, List<Value> constants) {
    var forward = new Forward(starts, seeds, constants);
    for (var value : Walk.order(outputs, forward.leaves)) {
      // all results of a call at its first
      if (!forward.leaves.contains(value) && forward.leaves.addAll(value.results())) {
        forward.carry(value.results());
      }
    }
    return outputs.stream().map(forward::tangent).toList();
  }

  /// See {@link org.ashlar.ir.stage.Autodiff#tangent}.
  static Function tangent(Function function, List<String> by) {
    var copied = new Copied("tangent", function);
    var starts = by.stream().map(copied::input).toList();
    var seeds = new ArrayList<Value>();
    for (int i = 0; i < starts.size(); i++) {
      seeds.add(copied.moreInput("t_" + by.get(i), starts.get(i).tensor(), seeds));
    }
    var tangents = of(copied.outputs(), starts, seeds, List.of());
    var outputs = new ArrayList<Value>();
    var names = new ArrayList<String>();
    for (int i = 0; i < tangents.size(); i++) {
      var y = copied.outputs().get(i);
      if (Copied.isFloat(y)) {
        outputs.add(tangents.get(i).orElseGet(() -> Build.zeros(y)));
        names.add("t_" + function.outputNames().get(i));
      }
    }
    return copied.with(seeds, outputs, names);
  }

  private Optional<Value> tangent(Value value) {
    return Optional.ofNullable(tangents.get(value));
  }

  /// From the arguments of one call to its results.
  private void carry(List<Value> results) {
    var call = results.getFirst();
    var moved = call.args().stream().map(this::tangent).toList();
    if (moved.stream().allMatch(Optional::isEmpty) || results.stream().noneMatch(Copied::isFloat)) {
      return;
    }
    var known = transposed(results, moved).or(() -> derived(results, moved)).orElseThrow();
    for (int r = 0; r < results.size(); r++) {
      var result = results.get(r);
      known
          .get(r)
          .filter(_ -> Copied.isFloat(result))
          .filter(t -> !(t.op() instanceof Fill(_, double number, _) && number == 0))
          .ifPresent(t -> tangents.put(result, t));
    }
  }

  /// By the operator's own gradient, a linear function of `dy`: its gradient in `dy`, with the
  /// tangents as seeds.
  private static Optional<List<Optional<Value>>> transposed(
      List<Value> results, List<Optional<Value>> moved) {
    var call = results.getFirst();
    var dys = new ArrayList<Value>();
    for (var result : results) {
      var label = "dy" + result.result() + " of " + call.op().name();
      dys.add(
          Copied.isFloat(result) ? call.graph().input(label, result.type()) : Build.zeros(result));
    }
    var given = Backward.own(call, dys);
    if (given.isEmpty()) {
      return Optional.empty();
    }
    var parts = new ArrayList<Value>();
    var seeds = new ArrayList<Value>();
    for (int i = 0; i < moved.size(); i++) {
      if (moved.get(i).isPresent()) {
        parts.add(given.get().get(i));
        seeds.add(moved.get(i).get());
      }
    }
    var ends = dys.stream().filter(Copied::isFloat).toList();
    var constants = new ArrayList<>(call.args());
    constants.addAll(results);
    constants.addAll(seeds);
    var backward = new Backward(ends, constants);
    backward.run(parts, seeds);
    // the derivative of a linear function does not depend on the place, so any will do
    var replaced = new HashMap<Value, Value>();
    constants.forEach(value -> replaced.put(value, value));
    ends.forEach(dy -> replaced.put(dy, Build.zeros(dy)));
    return Optional.of(
        dys.stream()
            .map(dy ->
                backward
                    .gradient(dy)
                    .map(t -> Inline.apply(List.of(t), replaced, call.graph()).getFirst()))
            .toList());
  }

  /// By the meaning. What goes wrong is told in the name of the operator.
  private static Optional<List<Optional<Value>>> derived(
      List<Value> results, List<Optional<Value>> moved) {
    var call = results.getFirst();
    try {
      var meaning = call.op().meaning(call.args().stream().map(Value::type).toList());
      return Optional.of(
          switch (meaning) {
            case Meaning.Composed(var body) -> through(body, call, moved);
            case Meaning.Pointwise pointwise ->
                List.of(new MeaningTangent(call, moved).pointwise(pointwise));
            case Meaning.Indexed indexed ->
                List.of(new MeaningTangent(call, moved).indexed(indexed));
            case Meaning.Scanned scanned ->
                List.of(new MeaningTangent(call, moved).scanned(scanned));
            case Meaning.Scattered scattered ->
                List.of(new MeaningTangent(call, moved).scattered(scattered));
            case Meaning.Opaque _ ->
                throw new IllegalArgumentException("only a host function knows what it means");
            case Meaning.Chosen chosen ->
                new ChosenDerivative(call, chosen, Loops.of(Checkpoints.ROOT)).tangent(moved);
            case Meaning.Repeated repeated -> new RepeatedTangent(call, repeated).of(moved);
          });
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(call.op().name() + ": tangent: " + e.getMessage(), e);
    }
  }

  /// Through the graph that an operator is.
  private static List<Optional<Value>> through(
      Function body, Value call, List<Optional<Value>> moved) {
    var outputs = Inline.apply(body, call.args());
    var seeds = new IdentityHashMap<Value, Value>();
    for (int i = 0; i < moved.size(); i++) {
      var arg = call.arg(i);
      moved.get(i).ifPresent(t -> seeds.put(arg, t));
    }
    var starts = List.copyOf(seeds.keySet());
    return of(outputs, starts, starts.stream().map(seeds::get).toList(), call.args());
  }
}
