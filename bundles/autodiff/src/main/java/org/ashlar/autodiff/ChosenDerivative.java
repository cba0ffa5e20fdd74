package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.If;

/// The derivatives of a choice: the choice of the derivatives, by the same condition.
///
/// @param loops how loops inside are derived
record ChosenDerivative(Value call, Meaning.Chosen meaning, Loops loops) {
  /// One gradient an argument; empty for those that are not wanted.
  List<Optional<Value>> gradient(List<Value> dys, Predicate<Value> wanted) {
    var positions = new ArrayList<Integer>();
    for (int i = 1; i < call.args().size(); i++) {
      if (wanted.test(call.arg(i))) {
        positions.add(i - 1);
      }
    }
    var then = backward(meaning.then(), positions);
    var otherwise = backward(meaning.otherwise(), positions);
    var args = new ArrayList<>(call.args());
    dys.stream().filter(Copied::isFloat).forEach(args::add);
    var parts = call.graph().applyAll(new If(then, otherwise), args);
    var gradients =
        new ArrayList<>(Collections.nCopies(call.args().size(), Optional.<Value>empty()));
    for (int i = 0; i < parts.size(); i++) {
      gradients.set(1 + positions.get(i), Optional.of(parts.get(i)));
    }
    return gradients;
  }

  private Function backward(Function of, List<Integer> positions) {
    var graph = new Graph();
    var names = new Names(of);
    var inputs = inputs(graph, of);
    var outputs = Inline.apply(of, inputs, graph);
    var results = outputs.stream().filter(Copied::isFloat).toList();
    var dys = new ArrayList<Value>();
    results.forEach(y -> dys.add(graph.input(names.fresh("dy" + dys.size()), y.type())));
    var ends = positions.stream().map(inputs::get).toList();
    var backward = new Backward(ends, inputs, loops);
    backward.run(results, dys);
    return Function.of(
        "d_" + of.name(),
        Stream.concat(inputs.stream(), dys.stream()).toList(),
        ends.stream()
            .map(end -> backward.gradient(end).orElseGet(() -> Build.zeros(end)))
            .toList());
  }

  /// One tangent a result; empty for those that stand still on both sides.
  List<Optional<Value>> tangent(List<Optional<Value>> moved) {
    var seeds = moved.subList(1, moved.size());
    var then = forward(meaning.then(), seeds);
    var otherwise = forward(meaning.otherwise(), seeds);
    var moving = new ArrayList<Integer>();
    for (int r = 0; r < call.results().size(); r++) {
      if (then.moves(r) || otherwise.moves(r)) {
        moving.add(r);
      }
    }
    var tangents =
        new ArrayList<>(Collections.nCopies(call.results().size(), Optional.<Value>empty()));
    if (moving.isEmpty()) {
      return tangents;
    }
    var args = new ArrayList<>(call.args());
    seeds.forEach(t -> t.ifPresent(args::add));
    var results =
        call.graph().applyAll(new If(then.function(moving), otherwise.function(moving)), args);
    for (int i = 0; i < results.size(); i++) {
      tangents.set(moving.get(i), Optional.of(results.get(i)));
    }
    return tangents;
  }

  /// A side with its tangents, before it is known which of them are wanted.
  private record Side(
      Function of, List<Value> inputs, List<Value> outputs, List<Optional<Value>> tangents) {
    boolean moves(int result) {
      return Copied.isFloat(outputs.get(result)) && tangents.get(result).isPresent();
    }

    Function function(List<Integer> results) {
      return Function.of(
          "t_" + of.name(),
          inputs,
          results.stream()
              .map(r -> tangents.get(r).orElseGet(() -> Build.zeros(outputs.get(r))))
              .toList());
    }
  }

  private Side forward(Function of, List<Optional<Value>> moved) {
    var graph = new Graph();
    var names = new Names(of);
    var inputs = inputs(graph, of);
    var outputs = Inline.apply(of, inputs, graph);
    var starts = new ArrayList<Value>();
    var seeds = new ArrayList<Value>();
    for (int i = 0; i < inputs.size(); i++) {
      if (moved.get(i).isPresent()) {
        starts.add(inputs.get(i));
        seeds.add(graph.input(names.fresh("t_" + of.inputNames().get(i)), inputs.get(i).type()));
      }
    }
    return new Side(
        of,
        Stream.concat(inputs.stream(), seeds.stream()).toList(),
        outputs,
        Forward.of(outputs, starts, seeds, inputs));
  }

  private static List<Value> inputs(Graph graph, Function of) {
    return of.inputs().stream().map(i -> graph.apply(i.op(), List.of())).toList();
  }
}
