package org.ashlar.onnx.translate;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Value;
import org.ashlar.ir.Walk;

/// A graph inside a node, translated into a graph of values of its own: what an operator that
/// carries a function is made from.
public final class Body {
  private final String name;
  private final Frame frame;
  private final List<Value> inputs;
  private final List<Term> outputs;

  Body(String name, Frame frame, List<Value> inputs, List<Term> outputs) {
    this.name = name;
    this.frame = frame;
    this.inputs = List.copyOf(inputs);
    this.outputs = List.copyOf(outputs);
  }

  public Graph graph() {
    return frame.graph;
  }

  public List<Value> inputs() {
    return inputs;
  }

  public List<Term> outputs() {
    return outputs;
  }

  /// The outputs as tensors of the body.
  ///
  /// @throws IllegalArgumentException when one is no tensor of numbers
  public List<Value> values() {
    return outputs.stream().map(term -> frame.lift(term, "constant")).toList();
  }

  /// The values around the body that some of its values are computed from.
  public List<Value> captured(List<? extends Value> results) {
    var used = java.util.Set.copyOf(Walk.order(List.copyOf(results)));
    return frame.captured().entrySet().stream()
        .filter(e -> used.contains(e.getValue()))
        .map(java.util.Map.Entry::getKey)
        .toList();
  }

  /// One more input, of any name.
  public Value input(String hint, org.ashlar.ir.Type type) {
    return frame.graph.input(frame.binding.label(hint), type);
  }

  /// What stands here for a value around the body.
  public Value seen(Value around) {
    return frame.seen(around);
  }

  /// An output as a tensor of the body.
  public Value value(int output) {
    return frame.lift(outputs.get(output), "constant");
  }

  /// The function with these results, whose inputs are the given ones and then one for each value
  /// that it sees around it.
  public Function close(
      List<Value> first, List<? extends Value> captures, List<? extends Value> results) {
    var all = new ArrayList<Value>(first);
    for (var value : captures) {
      all.add(frame.seen(value));
    }
    var names = new ArrayList<String>();
    for (int i = 0; i < results.size(); i++) {
      names.add("y" + i);
    }
    return new Function(name.isEmpty() ? "body" : name, all, List.<Value>copyOf(results), names);
  }
}
