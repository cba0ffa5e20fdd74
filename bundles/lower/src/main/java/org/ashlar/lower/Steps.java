package org.ashlar.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Inline;
import org.ashlar.ir.Input;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operand;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Plan.Action;

/// A repeated function as actions.
///
/// Carried values lie where the results do, and the next ones beside them until the step ends, or
/// in the same place where nothing reads the old ones any more. A counter in memory says which step
/// it is: kernels read their element of a sequence there, and store into stacked results there.
final class Steps {
  private final Flow flow;
  private final String name;
  private final Meaning.Repeated meaning;
  private final Expr times;

  Steps(Flow flow, String name, Meaning.Repeated meaning) {
    this.flow = flow;
    this.name = name;
    this.meaning = meaning;
    this.times = meaning.times().orElseThrow();
  }

  /// @param args where the arguments lie
  /// @param results where the results shall lie
  List<Action> actions(List<Buffer> args, List<Buffer> results) {
    int carried = meaning.carried();
    var state = results.subList(0, carried);
    var stacks = results.subList(carried, results.size());
    var actions = new ArrayList<Action>();
    for (int i = 0; i < carried; i++) {
      actions.add(new Action.Copy(state.get(i), args.get(i)));
    }
    if (meaning.conditional()) {
      stacks.forEach(s -> actions.add(flow.fill(name + "_zero", s, Expr.of(s.dtype(), 0))));
    }
    if (times.equals(Expr.of(0))) {
      return actions;
    }
    var counter = flow.stock().slot(name + "_step", TensorType.of(DType.I64));
    var body = body(counter, args, state, stacks);
    if (Named.in(body).contains(counter)) {
      actions.add(flow.fill(name + "_start", counter, Expr.of(0)));
      body.add(flow.fill(name + "_count", counter, counter.read().plus(Expr.of(1))));
    }
    actions.add(
        new Action.Repeat(
            times,
            meaning.conditional()
                ? List.of(new Action.Branch(state.getFirst(), body, List.of()))
                : body));
    return actions;
  }

  /// One step, without the counting.
  private List<Action> body(
      Buffer counter, List<Buffer> args, List<Buffer> state, List<Buffer> stacks) {
    var inputs = new ArrayList<Buffer>();
    inputs.add(counter);
    inputs.addAll(state);
    inputs.addAll(args.subList(state.size(), args.size()));
    var whole = wholeSequences(args);
    var kept = new ArrayList<Value>();
    var names = new ArrayList<String>();
    var next = new ArrayList<Buffer>();
    var from = new ArrayList<Integer>();
    for (int i = 0; i < whole.outputs().size(); i++) {
      var value = whole.outputs().get(i);
      boolean stays = i < state.size() && value == whole.inputs().get(1 + i);
      if (!stays) {
        from.add(i);
        kept.add(value);
        names.add(whole.outputNames().get(i));
        next.add(flow.stock().slot(whole.outputNames().get(i), Opened.tensor(value)));
      }
    }
    var actions =
        flow.actions(new Function(whole.name(), whole.inputs(), kept, names), inputs, next);
    var body = new Body(flow, actions);
    for (int n = 0; n < next.size(); n++) {
      int i = from.get(n);
      if (i >= state.size()) {
        body.stack(next.get(n), stacks.get(i - state.size()), counter, this::place);
      }
    }
    for (int n = 0; n < next.size(); n++) {
      if (from.get(n) < state.size()) {
        body.carry(next.get(n), state.get(from.get(n)));
      }
    }
    return body.actions();
  }

  /// The element that a step sees and makes; bounded, so that it is proved to lie in range.
  private Expr place(Expr step) {
    var last = times.minus(Expr.of(1));
    var at = meaning.reverse() ? last.minus(step) : step;
    return Simplify.of(at.max(Expr.of(0)).min(last));
  }

  /// The body as a function of whole sequences, which reads its elements by the number of the step.
  private Function wholeSequences(List<Buffer> args) {
    var body = meaning.body();
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    var given = new ArrayList<Value>();
    for (int i = 0; i < body.inputs().size(); i++) {
      var input = body.inputs().get(i);
      var label = input.op() instanceof Input named ? named.label() : "";
      int sequence = i - 1 - meaning.carried();
      if (sequence >= 0 && sequence < meaning.sequences()) {
        var buffer = args.get(i - 1);
        var all = graph.input(label, new TensorType(buffer.dtype(), buffer.shape()));
        inputs.add(all);
        given.add(element(graph, label, all, inputs.getFirst(), input.tensor()));
      } else {
        inputs.add(graph.input(label, input.type()));
        given.add(inputs.getLast());
      }
    }
    return new Function(body.name(), inputs, Inline.apply(body, given, graph), body.outputNames());
  }

  private Value element(Graph graph, String label, Value all, Value step, TensorType type) {
    var indices = IntStream.range(0, type.rank()).mapToObj(d -> new Index("i" + d)).toList();
    var at = new ArrayList<Expr>();
    at.add(place(new Expr.Read(new Operand(1, DType.I64), List.of())));
    at.addAll(indices);
    var read = new Expr.Read(new Operand(0, type.dtype()), at);
    return graph.apply(new Derived(label, Meaning.Indexed.of(indices, read), type), all, step);
  }
}
