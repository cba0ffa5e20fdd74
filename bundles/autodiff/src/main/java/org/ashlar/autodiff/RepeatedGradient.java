package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Repeats;

/// The gradient of a loop: the loop once more, which also stacks the states before each step, then
/// a loop in the other direction that carries the gradients of the carried values and adds up those
/// of the constants.
///
/// Of a step only its state is kept; what happens inside is computed again on the way back. Longer
/// loops are cut into {@link Segments} first. With a condition, a step that did not run passes
/// gradients through.
final class RepeatedGradient {
  private final Value call;
  private final Meaning.Repeated meaning;
  private final Loops loops;
  private final int carried;
  private final int constants;

  RepeatedGradient(Value call, Meaning.Repeated meaning, Loops loops) {
    this.call = call;
    this.meaning = meaning;
    this.loops = loops;
    this.carried = meaning.carried();
    this.constants = carried + meaning.sequences();
    if (meaning.times().isEmpty()) {
      throw new IllegalArgumentException(
          "a loop without a bound has none: say the most steps that it may take");
    }
  }

  /// One gradient an argument; empty for those that are not wanted.
  List<Optional<Value>> of(List<Value> dys, Predicate<Value> wanted) {
    return loops
        .every(meaning)
        .map(every -> cut(every, dys, wanted))
        .orElseGet(() -> whole(dys, wanted));
  }

  /// Through the loop over segments that takes the loop's place.
  private List<Optional<Value>> cut(long every, List<Value> dys, Predicate<Value> wanted) {
    var steps = ((Expr.Const) meaning.times().orElseThrow()).bits();
    var segments = new Segments(loops, meaning, steps, every);
    var results = segments.apply(call.graph(), call.args());
    var backward =
        new Backward(call.args().stream().filter(wanted).distinct().toList(), call.args(), loops);
    var floats = new ArrayList<Value>();
    var seeds = new ArrayList<Value>();
    for (int i = 0; i < results.size(); i++) {
      if (Copied.isFloat(results.get(i))) {
        floats.add(results.get(i));
        seeds.add(dys.get(i));
      }
    }
    backward.run(floats, seeds);
    loops.instead().put(call, args -> segments.apply(call.graph(), args));
    // an argument that is given twice has all of its gradient already: at its first place
    var gradients = new ArrayList<Optional<Value>>();
    for (int i = 0; i < call.args().size(); i++) {
      boolean first = call.args().indexOf(call.arg(i)) == i;
      gradients.add(first ? backward.gradient(call.arg(i)) : Optional.empty());
    }
    return gradients;
  }

  private List<Optional<Value>> whole(List<Value> dys, Predicate<Value> wanted) {
    var active = active(wanted);
    var step = new BackwardStep(meaning, active, loops);
    var none = new ArrayList<>(Collections.nCopies(call.args().size(), Optional.<Value>empty()));
    if (step.isEmpty()) {
      return none;
    }
    var states = states(step.states());
    var args = new ArrayList<Value>();
    step.carried().forEach(i -> args.add(dys.get(i)));
    step.shared().forEach(i -> args.add(Build.fill(call.graph(), step.sum(i), 0)));
    step.elements().forEach(i -> args.add(call.arg(i)));
    args.addAll(states);
    step.stacked().forEach(r -> args.add(dys.get(carried + r)));
    step.constants().forEach(i -> args.add(call.arg(i)));
    var results = Repeats.apply(call.graph(), step.meaning(), args);
    int next = 0;
    for (var positions : List.of(step.carried(), step.shared(), step.sequences())) {
      for (int i : positions) {
        var part = results.get(next++);
        if (active.get(i) && wanted.test(call.arg(i))) {
          none.set(i, Optional.of(Build.cast(part, call.arg(i).tensor().dtype())));
        }
      }
    }
    return none;
  }

  /// The carried values at these positions before each step, stacked by the same loop.
  private List<Value> states(List<Integer> positions) {
    if (positions.isEmpty()) {
      return List.of();
    }
    var body = meaning.body();
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    body.inputs().forEach(i -> inputs.add(graph.apply(i.op(), List.of())));
    var outputs = new ArrayList<>(Inline.apply(body, inputs, graph));
    int results = outputs.size();
    positions.forEach(i -> outputs.add(inputs.get(1 + i)));
    var again =
        new Meaning.Repeated(
            Function.of(body.name(), inputs, outputs),
            carried,
            meaning.sequences(),
            meaning.times(),
            meaning.conditional(),
            meaning.reverse());
    loops.instead().put(call, args -> Repeats.apply(call.graph(), again, args));
    var all = Repeats.apply(call.graph(), again, call.args());
    return all.subList(results, all.size());
  }

  /// Which arguments gradients pass: wanted ones, and carried values that come to depend on these.
  private List<Boolean> active(Predicate<Value> wanted) {
    var active = new ArrayList<Boolean>();
    call.args().forEach(arg -> active.add(wanted.test(arg)));
    for (boolean grows = true; grows; ) {
      grows = false;
      var ends = new ArrayList<Value>();
      for (int i = 0; i < active.size(); i++) {
        if (active.get(i)) {
          ends.add(meaning.body().inputs().get(1 + i));
        }
      }
      var reached = Backward.reached(meaning.body().outputs().subList(0, carried), ends);
      for (int i = 0; i < carried; i++) {
        if (!active.get(i) && reached.contains(meaning.body().outputs().get(i))) {
          active.set(i, true);
          grows = true;
        }
      }
    }
    return active;
  }
}
