package org.ashlar.operators.gather;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// One element of the first argument for each of the second: `y[i, j, …] = x[places[i, j, …], j,
/// …]` for axis 0.
///
/// Arguments: `x`, and integer places of the same rank and at most its sizes, except along the
/// axis. A negative place counts from the end; one outside the axis is a fault of the run. (ONNX
/// operator GatherElements, NumPy `take_along_axis`.)
public record GatherElements(long axis) implements Operator {
  public GatherElements() {
    this(0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    Elementwise.check(a, axis, 1);
    return List.of(new TensorType(a.dtype(0), a.get(1).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int along = a.axis(axis, a.rank(0));
    var result = Sizes.indices("i", a.rank(1));
    var at = new ArrayList<Expr>(result);
    at.set(along, Places.fromEnd("p", a.read(1, result), a.get(0).size(along)));
    return Meaning.Indexed.of(result, a.read(0, at));
  }
}
