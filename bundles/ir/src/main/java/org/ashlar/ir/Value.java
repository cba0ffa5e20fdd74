package org.ashlar.ir;

import java.util.List;

/// A tensor value: one result of an operator applied to values.
///
/// Interned by its {@link Graph}: two values of a graph that are computed in the same way are the
/// same object, so identity is equality. A value lives and dies with its graph.
public final class Value {
  private final Graph graph;
  private final Operator op;
  private final List<Value> args;
  private final int result;
  private final Type type;
  private List<Value> results = List.of();

  Value(Graph graph, Operator op, List<Value> args, int result, Type type) {
    this.graph = graph;
    this.op = op;
    this.args = args;
    this.result = result;
    this.type = type;
  }

  public Graph graph() {
    return graph;
  }

  public Operator op() {
    return op;
  }

  public List<Value> args() {
    return args;
  }

  public Value arg(int position) {
    return args.get(position);
  }

  /// All results of the call that this is one of, in order.
  public List<Value> results() {
    return results;
  }

  void setResults(List<Value> all) {
    results = all;
  }

  /// Which of the operator's results this is, from 0.
  public int result() {
    return result;
  }

  public Type type() {
    return type;
  }

  /// The type of a tensor.
  ///
  /// @throws IllegalArgumentException when this is a sequence, an optional or a map
  public TensorType tensor() {
    if (type instanceof TensorType t) {
      return t;
    }
    throw new IllegalArgumentException(op.name() + ": a tensor is needed, not " + type);
  }

  @Override
  public String toString() {
    return op.name() + (result == 0 ? "" : "#" + result) + ": " + type;
  }
}
