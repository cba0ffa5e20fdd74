package org.ashlar.rules;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.normalise.BatchNorm;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.product.Conv;

/// Batch normalisation after a convolution is a convolution with scaled weights and another bias:
/// `norm(x ∗ w + b) = x ∗ (w · s) + (b - mean) · s + bias` with `s = scale / √(variance +
/// epsilon)`.
///
/// After anything else it is a scale and a shift: `norm(x) = x · s + (bias - mean · s)`; not for
/// floats of 16 bits and less, of whose mean little would be left.
///
/// The scaled weights are part of the program, so this is right whether weights are constants or
/// variables. Results change by rounding only: each product is scaled before the sum instead of
/// after it.
public final class FoldBatchNorm implements Rule {
  @Override
  public Value apply(Value value) {
    if (!(value.op() instanceof BatchNorm(double epsilon))) {
      return value;
    }
    var x = value.arg(0);
    if (x.op() instanceof Conv) {
      return folded(value, x, Build.scalar(x, 0), epsilon);
    }
    boolean biased =
        x.op() instanceof Add && x.arg(0).op() instanceof Conv && isChannels(x.arg(1), x);
    if (!biased) {
      return isShort(x.tensor().dtype()) ? value : scaled(value, x, epsilon);
    }
    var bias = Build.reshape(x.arg(1), new Shape(List.of(x.tensor().size(1))));
    return folded(value, x.arg(0), bias, epsilon);
  }

  private static boolean isShort(DType dtype) {
    return dtype.bytes() < 4;
  }

  private static Value scaled(Value norm, Value x, double epsilon) {
    int rank = x.tensor().rank();
    var scale = scale(norm, epsilon);
    var shift = Build.sub(norm.arg(2), Build.mul(norm.arg(3), scale));
    return Build.add(Build.mul(x, Build.channels(scale, rank)), Build.channels(shift, rank));
  }

  private static Value scale(Value norm, double epsilon) {
    return Build.div(norm.arg(1), Build.sqrt(Build.add(norm.arg(4), epsilon)));
  }

  private static Value folded(Value norm, Value conv, Value bias, double epsilon) {
    var scale = scale(norm, epsilon);
    var weight = conv.arg(1);
    int rank = weight.tensor().rank();
    var scaled = Build.mul(weight, Build.firsts(scale, rank));
    var shift = Build.add(Build.mul(Build.sub(bias, norm.arg(3)), scale), norm.arg(2));
    return Build.add(Build.apply(conv.op(), conv.arg(0), scaled), Build.channels(shift, rank));
  }

  /// Whether a bias is one number a channel.
  private static boolean isChannels(Value bias, Value x) {
    var type = bias.tensor();
    int rank = x.tensor().rank();
    for (int d = 1; d <= type.rank(); d++) {
      var one = d == rank - 1 ? x.tensor().size(1) : Expr.of(1);
      if (!type.size(-d).equals(one)) {
        return false;
      }
    }
    return type.rank() >= rank - 1;
  }
}
