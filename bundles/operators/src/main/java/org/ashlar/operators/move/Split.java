package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Parts of the argument along an axis, one result a part, in order.
///
/// Refused: sizes that do not add up to the axis. (ONNX operator Split.)
///
/// @param sizes of the parts along the axis
public record Split(long axis, List<Long> sizes) implements Operator {
  public Split {
    sizes = List.copyOf(sizes);
  }

  public Split() {
    this(0, List.of(1L));
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int along = a.axis(axis, a.rank(0));
    long sum = sizes.stream().mapToLong(Long::longValue).sum();
    a.require(!sizes.isEmpty() && sizes.stream().allMatch(n -> n >= 0), "needs sizes of parts")
        .require(
            Sizes.is(a.get(0).size(along), sum),
            "the parts " + sizes + " do not add up to dimension " + along);
    return sizes.stream().map(n -> (Type) new TensorType(a.dtype(0), part(a, along, n))).toList();
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int along = a.axis(axis, a.rank(0));
    var graph = new Graph();
    var x = graph.input("x", a.get(0));
    var parts = new ArrayList<Value>();
    long start = 0;
    for (long size : sizes) {
      var starts = new ArrayList<>(Collections.nCopies(a.rank(0), 0L));
      starts.set(along, start);
      parts.add(graph.apply(new Slice(starts, part(a, along, size), List.of()), x));
      start += size;
    }
    return new Meaning.Composed(Function.of(name(), List.of(x), parts));
  }

  private static Shape part(Arguments a, int along, long size) {
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    sizes.set(along, Expr.of(size));
    return new Shape(sizes);
  }
}
