package org.ashlar.rules;

import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Cast;
import org.ashlar.operators.pointwise.Mul;
import org.ashlar.operators.pointwise.Round;
import org.ashlar.operators.product.ConvInteger;
import org.ashlar.operators.product.MatMulInteger;
import org.ashlar.operators.quantise.QuantizeLinear;

/// Integer sums that are scaled, moved by a bias and quantised are scaled once: `round((sum · f +
/// b) / s) + z = round(sum · (f / s) + b / s) + z`. The quotients are of few numbers, most often
/// known before a run.
///
/// The numbers before rounding differ by rounding only; one beside the middle between two whole
/// numbers may go to the other one. QLinearConv and QLinearMatMul mean this form.
public final class RequantiseSums implements Rule {
  /// Sums times a factor, perhaps with a bias, perhaps cut at 0.
  private record Scaled(Value sums, Value factor, Optional<Value> bias, boolean isCut) {
    static Optional<Scaled> of(Value value) {
      if (value.op() instanceof Relu) {
        return of(value.arg(0))
            .filter(s -> !s.isCut)
            .map(s -> new Scaled(s.sums, s.factor, s.bias, true));
      }
      if (value.op() instanceof Add) {
        for (int side = 0; side < 2; side++) {
          var bias = value.arg(1 - side);
          var found = product(value.arg(side), Optional.of(bias));
          if (found.isPresent() && isSmall(bias, value) && Match.keeps(value, side)) {
            return found;
          }
        }
      }
      return product(value, Optional.empty());
    }

    private static Optional<Scaled> product(Value value, Optional<Value> bias) {
      if (value.op() instanceof Mul
          && value.arg(0).op() instanceof Cast
          && isSum(value.arg(0).arg(0))
          && value.tensor().dtype() == DType.F32
          && isSmall(value.arg(1), value)
          && Match.keeps(value, 0)) {
        return Optional.of(new Scaled(value.arg(0), value.arg(1), bias, false));
      }
      return Optional.empty();
    }

    private static boolean isSum(Value value) {
      return value.op() instanceof ConvInteger || value.op() instanceof MatMulInteger;
    }

    /// Whether a value has fewer elements than another to which it is broadcast.
    private static boolean isSmall(Value few, Value many) {
      var shape = few.tensor().shape();
      return shape.rank() == 0
          || shape.isConstant()
              && many.tensor().shape().isConstant()
              && shape.elements() < many.tensor().shape().elements();
    }
  }

  @Override
  public Value apply(Value value) {
    if (!(value.op() instanceof QuantizeLinear op)
        || !value.tensor().dtype().isInteger()
        || op.precision() != DType.F32
        || !Dequantised.isOne(value.arg(1))
        || value.arg(1).tensor().dtype() != DType.F32) {
      return value;
    }
    var scale = Match.scalar(value.arg(1));
    return Match.isOrdinary(scale)
        ? Scaled.of(value.arg(0)).map(s -> requantised(value, s, scale)).orElse(value)
        : value;
  }

  private static Value requantised(Value value, Scaled s, Value scale) {
    var scaled = Build.mul(s.sums(), Build.div(s.factor(), scale));
    var moved = s.bias().map(b -> Build.add(scaled, Build.div(b, scale))).orElse(scaled);
    var whole = Build.apply(new Round(), s.isCut() ? Build.apply(new Relu(), moved) : moved);
    var zero = value.args().size() > 2 ? Match.scalar(value.arg(2)) : Build.scalar(value, 0);
    var dtype = value.tensor().dtype();
    return Build.apply(new Cast(dtype, true), Build.add(whole, Build.cast(zero, DType.F32)));
  }
}
