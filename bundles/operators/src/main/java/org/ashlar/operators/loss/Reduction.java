package org.ashlar.operators.loss;

import org.ashlar.ir.DType;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// What a loss gives for many: one number each, or one for all.
public enum Reduction {
  NONE,
  MEAN,
  SUM;

  /// The type of the result for single losses of this shape.
  TensorType type(DType dtype, Shape each) {
    return new TensorType(dtype, this == NONE ? each : Shape.of());
  }

  /// The single losses combined.
  Value of(Value each) {
    return switch (this) {
      case NONE -> each;
      case MEAN -> Build.mean(each);
      case SUM -> Build.sum(each);
    };
  }
}
