package org.ashlar.operators.gather;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Slices of the first argument along an axis, at the places that the second tells (a table and its
/// row numbers).
///
/// The result has the places' dimensions instead of the axis. A negative place counts from the end;
/// one outside the axis is a fault of the run. (ONNX operator Gather, NumPy `take`.)
///
/// The gradient is added up at the places, in order, so that places may come twice.
public record Gather(long axis) implements Operator {
  public Gather() {
    this(0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    a.require(a.dtype(1).isInteger(), "places must be integers");
    int along = a.axis(axis, a.rank(0));
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    sizes.remove(along);
    sizes.addAll(along, a.get(1).shape().sizes());
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int along = a.axis(axis, a.rank(0));
    var result = Sizes.indices("i", a.rank(0) - 1 + a.rank(1));
    var number = a.read(1, result.subList(along, along + a.rank(1)));
    var place = Places.fromEnd("p", number, a.get(0).size(along));
    var at = new ArrayList<Expr>(result.subList(0, along));
    at.add(place);
    at.addAll(result.subList(along + a.rank(1), result.size()));
    return Meaning.Indexed.of(result, a.read(0, at));
  }
}
