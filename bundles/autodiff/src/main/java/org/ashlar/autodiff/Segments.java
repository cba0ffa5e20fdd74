package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.Repeats;
import org.ashlar.operators.move.Slice;

/// A loop as a loop over segments, each a loop of its own: its gradient keeps the state before each
/// segment, and runs a segment again when its turn comes.
final class Segments {
  private final Meaning.Repeated meaning;
  private final int carried;
  private final int constants;
  private final long every;
  private final long count;
  private final long rest;
  private final boolean counts;
  private final Function step;
  private final Meaning.Repeated over;

  /// @param every the steps of a segment; the last one may be shorter
  Segments(Loops loops, Meaning.Repeated meaning, long steps, long every) {
    this.meaning = meaning;
    this.carried = meaning.carried();
    this.constants = carried + meaning.sequences();
    this.every = every;
    this.count = steps / every;
    this.rest = steps % every;
    this.counts = Walk.order(meaning.body().outputs()).contains(meaning.body().inputs().getFirst());
    this.step = step();
    this.over = over();
    loops.segments().addAll(List.of(step, over.body()));
  }

  /// The results of the loop for these arguments.
  List<Value> apply(Graph graph, List<Value> args) {
    long most = count * every;
    var given = new ArrayList<>(args);
    for (int i = carried; i < constants; i++) {
      var part = part(args.get(i), meaning.reverse() ? rest : 0, most);
      given.set(i, Build.reshape(part, segmented(part.tensor().shape())));
    }
    var results = new ArrayList<>(Repeats.apply(graph, over, given));
    for (int i = carried; i < results.size(); i++) {
      results.set(i, Build.reshape(results.get(i), joined(results.get(i).tensor().shape())));
    }
    return rest == 0 ? results : withRest(graph, args, results);
  }

  /// The steps that fill no whole segment, after the others.
  private List<Value> withRest(Graph graph, List<Value> args, List<Value> results) {
    long most = count * every;
    var given = new ArrayList<>(results.subList(0, carried));
    for (int i = carried; i < args.size(); i++) {
      given.add(
          i < constants ? part(args.get(i), meaning.reverse() ? 0 : most, rest) : args.get(i));
    }
    if (counts) {
      given.add(Build.fill(graph, TensorType.of(DType.I64), most));
    }
    var last = Repeats.apply(graph, inner(rest), given);
    var all = new ArrayList<>(last.subList(0, carried));
    for (int i = carried; i < last.size(); i++) {
      var parts = List.of(results.get(i), last.get(i));
      all.add(Build.concat(0, meaning.reverse() ? parts.reversed() : parts));
    }
    return all;
  }

  private Meaning.Repeated inner(long steps) {
    return new Meaning.Repeated(
        step,
        carried,
        meaning.sequences(),
        Optional.of(Expr.of(steps)),
        meaning.conditional(),
        meaning.reverse());
  }

  private Meaning.Repeated over() {
    var graph = new Graph();
    var body = meaning.body();
    var inputs = new ArrayList<Value>();
    for (int i = 0; i < body.inputs().size(); i++) {
      var type = body.inputs().get(i).tensor();
      boolean sequence = i > carried && i <= constants;
      inputs.add(graph.input(body.inputNames().get(i), sequence ? longer(type) : type));
    }
    var given = new ArrayList<>(inputs.subList(1, inputs.size()));
    if (counts) {
      given.add(Build.mul(inputs.getFirst(), every));
    }
    var segment =
        new Function(
            body.name() + "_segment",
            inputs,
            Repeats.apply(graph, inner(every), given),
            body.outputNames());
    return new Meaning.Repeated(
        segment,
        carried,
        meaning.sequences(),
        Optional.of(Expr.of(count)),
        meaning.conditional(),
        meaning.reverse());
  }

  /// A copy of the body; where it counts steps, with the number of the segment's first step as one
  /// more constant.
  private Function step() {
    var graph = new Graph();
    var body = meaning.body();
    var inputs = new ArrayList<Value>();
    body.inputs().forEach(i -> inputs.add(graph.apply(i.op(), List.of())));
    var given = new ArrayList<>(inputs);
    if (counts) {
      var first = graph.input(new Names(body).fresh("first"), TensorType.of(DType.I64));
      given.set(0, Build.add(inputs.getFirst(), first));
      inputs.add(first);
    }
    return new Function(body.name(), inputs, Inline.apply(body, given, graph), body.outputNames());
  }

  private TensorType longer(TensorType element) {
    var sizes = new ArrayList<Expr>(List.of(Expr.of(every)));
    sizes.addAll(element.shape().sizes());
    return new TensorType(element.dtype(), new Shape(sizes));
  }

  private Shape segmented(Shape shape) {
    var sizes = new ArrayList<Expr>(List.of(Expr.of(count), Expr.of(every)));
    sizes.addAll(shape.sizes().subList(1, shape.rank()));
    return new Shape(sizes);
  }

  private Shape joined(Shape shape) {
    var sizes = new ArrayList<Expr>(List.of(Expr.of(count * every)));
    sizes.addAll(shape.sizes().subList(2, shape.rank()));
    return new Shape(sizes);
  }

  private static Value part(Value value, long from, long size) {
    var shape = value.tensor().shape();
    if (shape.size(0).equals(Expr.of(size))) {
      return value;
    }
    var starts = new ArrayList<Long>();
    var sizes = new ArrayList<>(shape.sizes());
    shape.sizes().forEach(_ -> starts.add(starts.isEmpty() ? from : 0L));
    sizes.set(0, Expr.of(size));
    return Build.apply(new Slice(starts, new Shape(sizes), List.of()), value);
  }
}
