package org.ashlar.operators.activation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// The gated linear unit: the first half of an axis times the sigmoid of the second, `a ·
/// sigmoid(b)` (Dauphin et al. 2016, arXiv:1612.08083).
///
/// Takes floats. Refused: an odd size of the axis.
public record Glu(long axis) implements Operator {
  public Glu() {
    this(-1);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    return List.of(half(Arguments.of(this, args, 1).floats()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int along = a.axis(axis, a.rank(0));
    var shape = half(a).shape();
    return Compose.of(
        name(),
        args,
        v -> {
          var left = part(v.getFirst(), shape, along, 0);
          var right = part(v.getFirst(), shape, along, ((Expr.Const) shape.size(along)).bits());
          return Build.mul(left, Build.apply(new Sigmoid(), right));
        });
  }

  private TensorType half(Arguments a) {
    int along = a.axis(axis, a.rank(0));
    long size = Sizes.known(a.get(0).size(along)).orElse(1L);
    a.require(size % 2 == 0, "the size of axis " + axis + " must be known and even");
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    sizes.set(along, Expr.of(size / 2));
    return new TensorType(a.dtype(0), new Shape(sizes));
  }

  private static Value part(Value x, Shape shape, int along, long start) {
    var starts = new ArrayList<>(Collections.nCopies(shape.rank(), 0L));
    starts.set(along, start);
    return Build.apply(new Slice(starts, shape, List.of()), x);
  }
}
