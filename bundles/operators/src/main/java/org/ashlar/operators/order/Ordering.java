package org.ashlar.operators.order;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Sizes;

/// What the operators share that give the elements along an axis in their order, with the places
/// that they had.
final class Ordering {
  private Ordering() {}

  /// Values of the argument's dtype and places in `i64`, so many along the axis.
  static List<Type> infer(Arguments a, long axis, Expr many) {
    a.numbers();
    int along = a.axis(axis, a.rank(0));
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    sizes.set(along, many);
    var shape = new Shape(sizes);
    return List.of(new TensorType(a.dtype(0), shape), new TensorType(DType.I64, shape));
  }

  /// The first elements of every row in order, and their places.
  ///
  /// @param many how many; negative: all
  static List<TensorData> apply(TensorData data, int axis, boolean descending, long many) {
    var lanes = Lanes.along(data, axis);
    long[] sizes = data.sizes();
    sizes[axis] = many < 0 ? lanes.length() : many;
    var values = TensorData.zeros(data.dtype(), sizes);
    var places = TensorData.zeros(DType.I64, sizes);
    var to = Lanes.along(values, axis);
    for (long row = 0; row < lanes.count(); row++) {
      var order = lanes.sorted(row, descending);
      for (int k = 0; k < sizes[axis]; k++) {
        values.set(to.element(row, k), data.bits(lanes.element(row, order[k])));
        places.set(to.element(row, k), order[k]);
      }
    }
    return List.of(values, places);
  }

  /// The gradient goes back to the places that the elements had; every place comes once.
  static Optional<List<Value>> gradient(Value call, int axis, Value dy) {
    var x = call.arg(0).tensor();
    var a = new Arguments("d_" + call.op().name(), List.of(dy.tensor(), places(call).tensor()));
    var over = new ArrayList<Axis>();
    var from = Sizes.indices("k", x.rank());
    for (int d = 0; d < x.rank(); d++) {
      over.add(new Axis(from.get(d), dy.tensor().size(d)));
    }
    var at = new ArrayList<Expr>(from);
    at.set(axis, a.read(1, from));
    var meaning =
        new Meaning.Scattered(
            Sizes.indices("i", x.rank()),
            Expr.of(x.dtype(), 0),
            over,
            at,
            Op2.ADD,
            a.read(0, from));
    return Optional.of(
        List.of(
            Derive.apply(
                call.graph(), "d_" + call.op().name(), meaning, x, List.of(dy, places(call)))));
  }

  private static Value places(Value call) {
    return call.results().get(1);
  }
}
