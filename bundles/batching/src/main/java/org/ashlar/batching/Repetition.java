package org.ashlar.batching;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Repeats;
import org.ashlar.operators.reduce.ReduceMax;

/// A function over and over, for many examples at once.
///
/// A carried value is batched when it is at the start or becomes so in a step. Sequences and
/// stacked results keep the step in front inside the loop, the example behind it. A condition of
/// each example's own makes the loop run while any example goes on; those that have stopped keep
/// what they have.
final class Repetition {
  private final Batch batch;
  private final Meaning.Repeated meaning;
  private final List<Lane> args;
  private final int carried;
  private final int constants;

  Repetition(Batch batch, Meaning.Repeated meaning, List<Lane> args) {
    this.batch = batch;
    this.meaning = meaning;
    this.args = args;
    this.carried = meaning.carried();
    this.constants = carried + meaning.sequences();
  }

  /// A step for many examples.
  private record Step(List<Value> inputs, List<Lane> before, List<Lane> after, Batch batch) {}

  List<Lane> results() {
    var batched = new ArrayList<>(args.stream().map(Lane::batched).toList());
    var step = step(batched);
    for (boolean grows = true; grows; ) {
      grows = false;
      boolean own = meaning.conditional() && batched.getFirst();
      for (int i = 0; i < carried; i++) {
        if (!batched.get(i) && (own || step.after().get(i).batched())) {
          batched.set(i, true);
          grows = true;
        }
      }
      step = grows ? step(batched) : step;
    }
    boolean own = meaning.conditional() && batched.getFirst();
    return own ? whileAny(step) : repeated(step, batched);
  }

  private Step step(List<Boolean> batched) {
    var inner = new Batch(new Graph(), batch.size());
    var inputs = new ArrayList<Lane>();
    inputs.add(inner.input(meaning.body().inputs().getFirst(), false));
    for (int i = 0; i < batched.size(); i++) {
      inputs.add(inner.input(meaning.body().inputs().get(1 + i), batched.get(i)));
    }
    return new Step(
        inputs.stream().map(Lane::value).toList(),
        inputs,
        inner.function(meaning.body(), inputs),
        inner);
  }

  private List<Lane> repeated(Step step, List<Boolean> batched) {
    var outputs = new ArrayList<Value>();
    var flags = new ArrayList<Boolean>();
    for (int i = 0; i < step.after().size(); i++) {
      var lane = step.after().get(i);
      boolean full = i < carried ? batched.get(i) : lane.batched();
      outputs.add(full ? step.batch().full(lane) : lane.value());
      flags.add(full);
    }
    var body =
        new Function(meaning.body().name(), step.inputs(), outputs, meaning.body().outputNames());
    var values = Repeats.apply(batch.graph(), with(body, carried), given(batched));
    var results = new ArrayList<Lane>();
    for (int i = 0; i < values.size(); i++) {
      results.add(result(values.get(i), i, flags.get(i)));
    }
    return results;
  }

  /// With one more carried value in front: whether any example goes on.
  private List<Lane> whileAny(Step step) {
    var graph = step.batch().graph();
    var inputs = new ArrayList<>(step.inputs());
    inputs.add(1, graph.input(fresh("any"), TensorType.of(DType.BOOL)));
    var goes = step.before().get(1);
    var outputs = new ArrayList<Value>();
    var names = new ArrayList<String>();
    for (int i = 0; i < step.after().size(); i++) {
      var next = step.batch().full(step.after().get(i));
      var mask = step.batch().truth(goes, next.tensor().rank() - 1);
      outputs.add(
          Build.where(
              mask, next, i < carried ? step.before().get(1 + i).value() : Build.scalar(next, 0)));
      names.add(meaning.body().outputNames().get(i));
    }
    outputs.addFirst(any(outputs.getFirst()));
    names.addFirst(fresh("any"));
    var body = new Function(meaning.body().name(), inputs, outputs, names);
    var batched = new ArrayList<>(args.stream().map(Lane::batched).toList());
    for (int i = 0; i < carried; i++) {
      batched.set(i, true);
    }
    var given = given(batched);
    given.addFirst(any(given.getFirst()));
    var values = Repeats.apply(batch.graph(), with(body, carried + 1), given);
    var results = new ArrayList<Lane>();
    for (int i = 1; i < values.size(); i++) {
      results.add(result(values.get(i), i - 1, true));
    }
    return results;
  }

  private Meaning.Repeated with(Function body, int values) {
    return new Meaning.Repeated(
        body,
        values,
        meaning.sequences(),
        meaning.times(),
        meaning.conditional(),
        meaning.reverse());
  }

  /// A name that the body has not.
  private String fresh(String name) {
    var fresh = name;
    while (meaning.body().inputNames().contains(fresh)
        || meaning.body().outputNames().contains(fresh)) {
      fresh += "_";
    }
    return fresh;
  }

  private static Value any(Value truths) {
    return Build.cast(
        Build.apply(new ReduceMax(List.of(), false), Build.cast(truths, DType.I32)), DType.BOOL);
  }

  /// The arguments of the batched loop: sequences with the step in front.
  private ArrayList<Value> given(List<Boolean> batched) {
    var given = new ArrayList<Value>();
    for (int i = 0; i < args.size(); i++) {
      var value = batched.get(i) ? batch.full(args.get(i)) : args.get(i).value();
      given.add(batched.get(i) && i >= carried && i < constants ? swapped(value) : value);
    }
    return given;
  }

  private Lane result(Value value, int i, boolean batched) {
    return new Lane(batched && i >= carried ? swapped(value) : value, batched);
  }

  /// The first two dimensions the other way round.
  private static Value swapped(Value value) {
    long[] order = new long[value.tensor().rank()];
    for (int d = 0; d < order.length; d++) {
      order[d] = d < 2 ? 1 - d : d;
    }
    return Build.transpose(value, order);
  }
}
