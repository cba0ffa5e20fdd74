package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.If;

/// One step of a loop's gradient, from the gradients after a step to those before it. Positions are
/// those of the loop's arguments.
///
/// It takes what it reads and nothing else, in the order of a loop: gradients of carried values,
/// sums of the gradients of constants; elements of sequences, states before the step, gradients of
/// stacked elements; constants.
final class BackwardStep {
  private final Meaning.Repeated of;
  private final List<Integer> carried;
  private final List<Integer> sequences;
  private final List<Integer> shared;
  private final List<Integer> stacked;
  private final Loops loops;
  private final Graph graph = new Graph();
  private final List<Value> originals = new ArrayList<>();
  private final List<Value> dCarried = new ArrayList<>();
  private final List<Value> sums = new ArrayList<>();
  private final List<Value> dStacked = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final Value step;
  private final Set<Value> read = new HashSet<>();

  /// @param active which arguments gradients pass
  BackwardStep(Meaning.Repeated of, List<Boolean> active, Loops loops) {
    this.of = of;
    this.loops = loops;
    int all = of.body().inputs().size() - 1;
    int elements = of.carried() + of.sequences();
    this.carried = IntStream.range(0, of.carried()).filter(active::get).boxed().toList();
    this.sequences = IntStream.range(of.carried(), elements).filter(active::get).boxed().toList();
    this.shared = IntStream.range(elements, all).filter(active::get).boxed().toList();
    this.stacked =
        IntStream.range(0, of.stacked())
            .filter(r -> Copied.isFloat(of.body().outputs().get(of.carried() + r)))
            .boxed()
            .toList();
    var names = new Names(of.body());
    this.step = graph.input(names.fresh("back"), TensorType.of(DType.I64));
    of.body()
        .inputs()
        .subList(1, all + 1)
        .forEach(i -> originals.add(graph.apply(i.op(), List.of())));
    carried.forEach(i -> dCarried.add(like(names, "d_", i, original(i).tensor())));
    shared.forEach(i -> sums.add(like(names, "sum_", i, sum(i))));
    stacked.forEach(r ->
        dStacked.add(
            graph.input(names.fresh("dy" + r), of.body().outputs().get(of.carried() + r).type())));
    build();
    Walk.order(outputs).forEach(read::add);
    if (of.conditional()) {
      read.add(original(0));
    }
  }

  private Value original(int position) {
    return originals.get(position);
  }

  private Value like(Names names, String prefix, int position, TensorType type) {
    return graph.input(names.fresh(prefix + of.body().inputNames().get(1 + position)), type);
  }

  /// The type in which the gradients of a constant are added up.
  TensorType sum(int position) {
    var type = of.body().inputs().get(1 + position).tensor();
    return new TensorType(type.dtype().accumulator(), type.shape());
  }

  private void build() {
    var given = new ArrayList<>(originals);
    // the last step comes first
    given.addFirst(
        Build.sub(Build.sub(Build.size(graph, DType.I64, of.times().orElseThrow()), step), 1));
    var results = Inline.apply(of.body(), given, graph);
    var ends = new ArrayList<Value>();
    for (var positions : List.of(carried, shared, sequences)) {
      positions.forEach(i -> ends.add(original(i)));
    }
    var floats = new ArrayList<Value>();
    carried.forEach(i -> floats.add(results.get(i)));
    stacked.forEach(r -> floats.add(results.get(of.carried() + r)));
    var seeds = new ArrayList<>(dCarried);
    seeds.addAll(dStacked);
    var leaves = new ArrayList<>(originals);
    leaves.add(given.getFirst());
    var backward = new Backward(ends, leaves, loops.inside());
    backward.run(floats, seeds);
    carried.forEach(i -> outputs.add(gradient(backward, i)));
    for (int s = 0; s < shared.size(); s++) {
      var sum = sums.get(s);
      outputs.add(
          backward
              .gradient(original(shared.get(s)))
              .map(part -> Build.add(sum, Build.cast(part, sum.tensor().dtype())))
              .orElse(sum));
    }
    sequences.forEach(i -> outputs.add(gradient(backward, i)));
  }

  private Value gradient(Backward backward, int position) {
    var end = original(position);
    return backward.gradient(end).orElseGet(() -> Build.zeros(end));
  }

  /// Whether no gradient passes the loop.
  boolean isEmpty() {
    return outputs.isEmpty();
  }

  List<Integer> carried() {
    return carried;
  }

  /// The sequences whose gradients are made.
  List<Integer> sequences() {
    return sequences;
  }

  /// The constants whose gradients are made.
  List<Integer> shared() {
    return shared;
  }

  /// The sequences that are read.
  List<Integer> elements() {
    return read(of.carried(), of.carried() + of.sequences());
  }

  /// The carried values whose states are read.
  List<Integer> states() {
    return read(0, of.carried());
  }

  /// The stacked results whose gradients are read.
  List<Integer> stacked() {
    return IntStream.range(0, stacked.size())
        .filter(s -> read.contains(dStacked.get(s)))
        .mapToObj(stacked::get)
        .toList();
  }

  /// The constants that are read.
  List<Integer> constants() {
    return read(of.carried() + of.sequences(), originals.size());
  }

  private List<Integer> read(int from, int to) {
    return IntStream.range(from, to).filter(i -> read.contains(original(i))).boxed().toList();
  }

  /// The loop over these steps.
  Meaning.Repeated meaning() {
    var inputs = new ArrayList<Value>(List.of(step));
    inputs.addAll(dCarried);
    inputs.addAll(sums);
    elements().forEach(i -> inputs.add(original(i)));
    states().forEach(i -> inputs.add(original(i)));
    dStacked.stream().filter(read::contains).forEach(inputs::add);
    constants().forEach(i -> inputs.add(original(i)));
    var body = Function.of("d_" + of.body().name(), inputs, outputs);
    return new Meaning.Repeated(
        of.conditional() ? ifRan(body) : body,
        dCarried.size() + sums.size(),
        elements().size() + states().size() + stacked().size(),
        of.times(),
        false,
        !of.reverse());
  }

  /// The step where it ran, as its condition before it tells; else gradients stay as they are.
  private Function ifRan(Function body) {
    var inside = new Graph();
    var inputs = new ArrayList<Value>();
    body.inputs().forEach(i -> inputs.add(inside.apply(i.op(), List.of())));
    var through = new ArrayList<>(inputs.subList(1, 1 + dCarried.size() + sums.size()));
    sequences.forEach(
        i -> through.add(Build.fill(inside, of.body().inputs().get(1 + i).tensor(), 0)));
    var branch = new If(body, Function.of("stay", inputs, through));
    var whole = new Graph();
    var args = new ArrayList<Value>();
    body.inputs().forEach(i -> args.add(whole.apply(i.op(), List.of())));
    var ran = args.get(body.inputs().indexOf(original(0)));
    var all = new ArrayList<Value>(List.of(ran));
    all.addAll(args);
    return Function.of(body.name(), args, whole.applyAll(branch, all));
  }
}
