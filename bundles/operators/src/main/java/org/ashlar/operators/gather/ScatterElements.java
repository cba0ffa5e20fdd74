package org.ashlar.operators.gather;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The first argument with elements of the third combined into it at the places that the second
/// tells: `y[places[i, j, …], j, …] = updates[i, j, …]` for axis 0.
///
/// Arguments: `x`, integer places, and updates of the places' shape. A negative place counts from
/// the end; one outside the axis is left out. Where places come twice and nothing is combined, the
/// last in row-major order stays. (ONNX operator ScatterElements.)
public record ScatterElements(long axis, Combine combine) implements Operator {
  public ScatterElements() {
    this(0, Combine.SET);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    Elementwise.check(a, axis, 1);
    a.require(a.get(2).shape().equals(a.get(1).shape()), "an update for each place is needed")
        .require(a.dtype(0) == a.dtype(2), "dtypes differ")
        .require(combine.takes(a.dtype(0)), "cannot be combined");
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 3);
    int along = a.axis(axis, a.rank(0));
    var result = Sizes.indices("i", a.rank(0));
    var over = new ArrayList<Axis>();
    for (int d = 0; d < a.rank(0); d++) {
      over.add(Axis.of("k" + d, a.get(1).size(d)));
    }
    var from = over.stream().map(Axis::index).toList();
    var at = new ArrayList<Expr>(from);
    at.set(along, Places.fromEnd("p", a.read(1, from), a.get(0).size(along)));
    return new Meaning.Scattered(
        result, a.read(0, result), over, at, combine.op(), a.read(2, from));
  }
}
