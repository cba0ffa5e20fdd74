package org.ashlar.rules;

import java.util.ArrayList;
import org.ashlar.ir.DType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.quantise.QuantizeLinear;

/// Dequantised numbers quantised as they were are what they came from: `quantise((x - z) · s, s, z)
/// = x`. The product and the quotient by `s` err by less than 2⁻¹⁵ of a whole number together, so
/// nothing is rounded elsewhere.
///
/// And what is cut at 0 need not be where 0 is the least that can be quantised: `quantise(max(x,
/// 0), s, z) = quantise(x, s, z)` for the least `z` of its dtype and a scale above 0.
public final class DropRequantise implements Rule {
  @Override
  public Value apply(Value value) {
    if (!(value.op() instanceof QuantizeLinear op)
        || op.precision() != DType.F32
        || !Dequantised.isOne(value.arg(1))
        || !Match.isOrdinary(Match.scalar(value.arg(1)))) {
      return value;
    }
    var scale = Match.scalar(value.arg(1));
    var zero = value.args().size() > 2 ? Match.scalar(value.arg(2)) : Build.scalar(value, 0);
    var x = value.arg(0);
    if (x.op() instanceof Relu && Match.isLeast(zero)) {
      var args = new ArrayList<>(value.args());
      args.set(0, x.arg(0));
      return value.graph().apply(op, args);
    }
    return Dequantised.of(x)
        .filter(d -> d.isUniform() && d.scale() == scale && d.zero() == zero)
        .map(Dequantised::x)
        .filter(own -> own.type().equals(value.type()))
        .orElse(value);
  }
}
