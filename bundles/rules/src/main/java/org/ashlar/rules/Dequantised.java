package org.ashlar.rules;

import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.quantise.DequantizeLinear;

/// Real numbers that stand as 8-bit integers: `(x - zero) · scale`.
///
/// @param scale `f32`: one number (`[]`), or one for each place of an axis (`[size]`)
/// @param zero of the dtype of `x` and the shape of the scale
/// @param axis of the scale; -1 for one number
record Dequantised(Value x, Value scale, Value zero, int axis) {
  /// What a value was dequantised from; empty for any other value, and for scales by blocks.
  static Optional<Dequantised> of(Value value) {
    if (!(value.op() instanceof DequantizeLinear(long along, long block))
        || !isByte(value.arg(0))
        || value.tensor().dtype() != DType.F32) {
      return Optional.empty();
    }
    var x = value.arg(0);
    var scale = value.arg(1);
    var zero = value.args().size() > 2 ? value.arg(2) : null;
    if (isOne(scale)) {
      var none = zero == null ? Build.scalar(x, 0) : Match.scalar(zero);
      return Optional.of(new Dequantised(x, Match.scalar(scale), none, -1));
    }
    if (block != 0) {
      return Optional.empty();
    }
    var zeros = zero == null ? Build.scalar(x, 0) : zero;
    int rank = x.tensor().rank();
    return Optional.of(new Dequantised(x, scale, zeros, (int) (along < 0 ? along + rank : along)));
  }

  static boolean isByte(Value value) {
    var dtype = value.tensor().dtype();
    return dtype.isInteger() && dtype.bits() == 8;
  }

  static boolean isOne(Value value) {
    var type = value.tensor();
    return type.rank() == 0 || type.rank() == 1 && Sizes.is(type.size(0), 1);
  }

  boolean isUniform() {
    return axis < 0;
  }

  /// The same with its two dimensions exchanged.
  Dequantised transposed() {
    return new Dequantised(Build.transpose(x, 1, 0), scale, zero, isUniform() ? -1 : 1 - axis);
  }
}
