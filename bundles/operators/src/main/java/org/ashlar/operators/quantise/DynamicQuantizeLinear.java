package org.ashlar.operators.quantise;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Round;

/// Real numbers as `u8`, with the scale and zero point that fit them: `scale = (max(x, 0) - min(x,
/// 0)) / 255`, `zero = round(-min(x, 0) / scale)`, `y = saturate(round(x / scale) + zero)`.
///
/// Takes floats; gives `y`, the scale (of the dtype of `x`) and the zero point (`u8`). Where all
/// numbers are 0, so are all results. (ONNX operator DynamicQuantizeLinear.)
public record DynamicQuantizeLinear() implements Operator {
  private static final int LARGEST = 255;

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    return List.of(
        new TensorType(DType.U8, a.get(0).shape()),
        new TensorType(a.dtype(0), Shape.of()),
        new TensorType(DType.U8, Shape.of()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.all(
        name(),
        args,
        v -> {
          var x = v.getFirst();
          var none = Build.scalar(x, 0);
          var high = Build.max(Build.reduceMax(x), none);
          var low = Build.min(Build.reduceMin(x), none);
          var scale = Build.div(Build.sub(high, low), LARGEST);
          var isZero = Build.equal(scale, none);
          var divisor = Build.where(isZero, Build.scalar(x, 1), scale);
          var start = Build.apply(new Round(), Build.div(Build.neg(low), divisor));
          var zero = Build.apply(new Cast(DType.U8, true), start);
          var op = new QuantizeLinear(0, 0, DType.U8, true);
          return List.of(Build.apply(op, x, divisor, zero), scale, zero);
        });
  }
}
