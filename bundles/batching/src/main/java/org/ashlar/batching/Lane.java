package org.ashlar.batching;

import java.util.ArrayList;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;

/// A value of a batched function: one number for each example, or the same for all.
///
/// @param batched whether dimension 0 counts examples
record Lane(Value value, boolean batched) {
  /// The type that one example sees.
  TensorType element() {
    return batched ? element(value.tensor()) : value.tensor();
  }

  /// A type without its leading dimension.
  static TensorType element(TensorType type) {
    return new TensorType(
        type.dtype(), new Shape(type.shape().sizes().subList(1, type.shape().rank())));
  }

  /// A type with a leading dimension.
  static TensorType batch(TensorType element, Expr size) {
    var sizes = new ArrayList<Expr>();
    sizes.add(size);
    sizes.addAll(element.shape().sizes());
    return new TensorType(element.dtype(), new Shape(sizes));
  }
}
