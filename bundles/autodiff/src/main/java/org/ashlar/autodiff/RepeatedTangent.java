package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Repeats;

/// The tangent of a loop: the same loop over dual numbers. No state is kept, so also a loop without
/// a bound has one.
record RepeatedTangent(Value call, Meaning.Repeated meaning) {
  /// A step that carries tangents along.
  private record Dual(
      List<Value> inputs, List<Value> seeds, List<Value> outputs, List<Optional<Value>> tangents) {}

  /// One tangent a result; empty for those that stand still.
  List<Optional<Value>> of(List<Optional<Value>> moved) {
    var moving = new ArrayList<>(moved.stream().map(Optional::isPresent).toList());
    var dual = dual(moving);
    for (boolean grows = true; grows; ) {
      grows = false;
      for (int i = 0; i < meaning.carried(); i++) {
        if (!moving.get(i) && dual.tangents().get(i).isPresent()) {
          moving.set(i, true);
          grows = true;
        }
      }
      dual = grows ? dual(moving) : dual;
    }
    var body = body(dual, moving);
    var again =
        new Meaning.Repeated(
            body.function(),
            meaning.carried() + count(moving, 0, meaning.carried()),
            meaning.sequences()
                + count(moving, meaning.carried(), meaning.carried() + meaning.sequences()),
            meaning.times(),
            meaning.conditional(),
            meaning.reverse());
    var seeds = new ArrayList<Value>();
    for (int i = 0; i < moving.size(); i++) {
      var arg = call.arg(i);
      seeds.add(moved.get(i).orElseGet(() -> Build.zeros(arg)));
    }
    var results = Repeats.apply(call.graph(), again, interleaved(call.args(), seeds, moving));
    var tangents = new ArrayList<Optional<Value>>();
    body.tangents().forEach(at -> tangents.add(at.map(results::get)));
    return tangents;
  }

  /// Carried values then their tangents, sequences then theirs, constants then theirs.
  private <T> List<T> interleaved(List<T> values, List<T> seeds, List<Boolean> moving) {
    int[] ends = {0, meaning.carried(), meaning.carried() + meaning.sequences(), values.size()};
    var all = new ArrayList<T>();
    for (int part = 0; part < 3; part++) {
      all.addAll(values.subList(ends[part], ends[part + 1]));
      for (int i = ends[part]; i < ends[part + 1]; i++) {
        if (moving.get(i)) {
          all.add(seeds.get(i));
        }
      }
    }
    return all;
  }

  private static int count(List<Boolean> moving, int from, int to) {
    return Collections.frequency(moving.subList(from, to), true);
  }

  private Dual dual(List<Boolean> moving) {
    var graph = new Graph();
    var names = new Names(meaning.body());
    var inputs = new ArrayList<Value>();
    meaning.body().inputs().forEach(i -> inputs.add(graph.apply(i.op(), List.of())));
    var outputs = Inline.apply(meaning.body(), inputs, graph);
    var seeds = new ArrayList<Value>();
    var starts = new ArrayList<Value>();
    var moved = new ArrayList<Value>();
    for (int i = 0; i < moving.size(); i++) {
      var input = inputs.get(1 + i);
      if (moving.get(i)) {
        var name = names.fresh("t_" + meaning.body().inputNames().get(1 + i));
        seeds.add(graph.input(name, input.type()));
        starts.add(input);
        moved.add(seeds.getLast());
      } else {
        seeds.add(input);
      }
    }
    return new Dual(inputs, seeds, outputs, Forward.of(outputs, starts, moved, inputs));
  }

  /// @param tangents where those of the loop's results stand among the body's
  private record Body(Function function, List<Optional<Integer>> tangents) {}

  private Body body(Dual dual, List<Boolean> moving) {
    var inputs = new ArrayList<Value>();
    inputs.add(dual.inputs().getFirst());
    inputs.addAll(
        interleaved(dual.inputs().subList(1, dual.inputs().size()), dual.seeds(), moving));
    int carried = meaning.carried();
    var outputs = new ArrayList<Value>();
    var tangents = new ArrayList<Optional<Integer>>();
    for (var part : List.of(List.of(0, carried), List.of(carried, dual.outputs().size()))) {
      for (int r = part.get(0); r < part.get(1); r++) {
        outputs.add(dual.outputs().get(r));
      }
      for (int r = part.get(0); r < part.get(1); r++) {
        var y = dual.outputs().get(r);
        boolean moves = r < carried ? moving.get(r) : dual.tangents().get(r).isPresent();
        tangents.add(moves ? Optional.of(outputs.size()) : Optional.empty());
        if (moves) {
          outputs.add(dual.tangents().get(r).orElseGet(() -> Build.zeros(y)));
        }
      }
    }
    return new Body(Function.of("t_" + meaning.body().name(), inputs, outputs), tangents);
  }
}
