package org.ashlar.operators.quantise;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.MatMulInteger;

/// The matrix product of numbers quantised to 8 bits, quantised again: `y = saturate(round((Σₖ (a -
/// za) · (b - zb)) · sa · sb / sy) + zy)`.
///
/// Arguments: `a`, its scale and zero point (one, or one a row), `b`, its scale and zero point
/// (one, or one a column), and the scale and zero point of the result, whose dtype it has. Summed
/// in `i32`, scaled in `f32`. (ONNX operator QLinearMatMul.)
public record QLinearMatMul() implements Operator {
  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 8);
    var sums = (TensorType) sums(a).getFirst();
    Requantise.check(a);
    return List.of(new TensorType(a.dtype(Requantise.ZERO), sums.shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        v -> {
          var sums =
              Build.apply(
                  new MatMulInteger(),
                  v.get(0),
                  v.get(Requantise.B),
                  v.get(Requantise.ZERO_A),
                  v.get(Requantise.ZERO_B));
          return Requantise.of(
              sums,
              rows(v.get(Requantise.SCALE_A)),
              v.get(Requantise.SCALE_B),
              single(v.get(Requantise.SCALE)),
              single(v.get(Requantise.ZERO)));
        });
  }

  /// Refuses in the name of this operator what the product does.
  private List<Type> sums(Arguments a) {
    try {
      return new MatMulInteger()
          .infer(
              List.of(
                  a.get(0),
                  a.get(Requantise.B),
                  a.get(Requantise.ZERO_A),
                  a.get(Requantise.ZERO_B)));
    } catch (IllegalArgumentException e) {
      throw a.wrong("its product is refused: " + e.getMessage());
    }
  }

  /// One number a row.
  private static Value rows(Value scale) {
    return scale.tensor().rank() == 0 ? scale : Build.reshape(scale, -1, 1);
  }

  private static Value single(Value one) {
    return Build.reshape(one, Shape.of());
  }
}
