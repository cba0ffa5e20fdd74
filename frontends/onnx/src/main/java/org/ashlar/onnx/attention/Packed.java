package org.ashlar.onnx.attention;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;

/// Heads side by side in the last dimension, `[b, t, heads · d]`, and in one of their own, `[b,
/// heads, t, d]`.
public final class Packed {
  private Packed() {}

  /// `[b, t, heads · d]` as `[b, heads, t, d]`; four dimensions as they are.
  public static Value open(Value x, long heads) {
    if (x.tensor().rank() == 4) {
      return x;
    }
    if (heads < 1) {
      throw new IllegalArgumentException(
          "the number of heads must be told to open " + x.type() + ": it is " + heads);
    }
    var sizes = x.tensor().shape().sizes();
    var each = Sizes.floorDiv(sizes.get(2), heads);
    var open = new Shape(List.of(sizes.get(0), sizes.get(1), Expr.of(heads), each));
    return Build.transpose(Build.reshape(x, open), 0, 2, 1, 3);
  }

  /// `[b, heads, t, d]` as `[b, t, heads · d]`.
  public static Value close(Value x) {
    var sizes = x.tensor().shape().sizes();
    var all = Sizes.multiply(sizes.get(1), sizes.get(3));
    var shape = new Shape(List.of(sizes.get(0), sizes.get(2), all));
    return Build.reshape(Build.transpose(x, 0, 2, 1, 3), shape);
  }
}
