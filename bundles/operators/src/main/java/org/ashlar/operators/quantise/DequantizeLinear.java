package org.ashlar.operators.quantise;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;

/// Few bits as real numbers: `y = (x - zero) · scale`.
///
/// Arguments: `x` of whole numbers of at most 16 bits, `i32`, or floats of at most 8 bits; the
/// scales, whose dtype the result has; and, if wanted, the zero points, of the dtype of `x`. One
/// scale serves all, or each place of an axis has its own, or each block of neighbours along it, as
/// for {@link QuantizeLinear}. (ONNX operator DequantizeLinear.)
///
/// @param axis of the scales, negative from the last
/// @param block how many neighbours share a scale; 0 for no blocks
public record DequantizeLinear(long axis, long block) implements Operator {
  public DequantizeLinear() {
    this(1, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    a.require(
            QuantizeLinear.isFew(a.dtype(0)) || a.dtype(0) == DType.I32,
            "takes whole numbers of at most 16 bits, i32, or floats of at most 8 bits")
        .require(a.dtype(1).isFloat(), "scales must be floats")
        .require(a.count() < 3 || a.dtype(2) == a.dtype(0), "zero points have another dtype");
    Grain.of(a, axis, block);
    return List.of(new TensorType(a.dtype(1), a.get(0).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    var wide = a.dtype(1).accumulator();
    return Grain.of(a, axis, block)
        .meaning(
            new Expr.Const(a.dtype(0), 0),
            (x, scale, zero) -> {
              Expr real;
              if (a.dtype(0).isFloat()) {
                var own = x.cast(wide);
                real = zero instanceof Expr.Const ? own : own.minus(zero.cast(wide));
              } else if (zero instanceof Expr.Const) {
                real = x.cast(DType.I32).cast(wide);
              } else {
                real = x.cast(DType.I32).minus(zero.cast(DType.I32)).cast(wide);
              }
              return real.times(scale.cast(wide)).cast(a.dtype(1));
            });
  }
}
