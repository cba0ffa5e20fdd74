package org.ashlar.lower;

import java.util.List;
import java.util.Map;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorType;

/// How much there is of something, for costs and offsets.
final class Extents {
  private Extents() {}

  /// A size, at its largest.
  static long largest(Expr size) {
    return size instanceof Expr.Const c ? c.bits() : Bounds.of(size, Map.of()).max();
  }

  static double elements(TensorType type) {
    return type.shape().sizes().stream().mapToDouble(Extents::largest).reduce(1, (a, b) -> a * b);
  }

  static double iterations(List<Axis> axes) {
    return axes.stream().mapToDouble(a -> largest(a.extent())).reduce(1, (a, b) -> a * b);
  }
}
