package org.ashlar.operators.quantise;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;

/// Real numbers as few bits: `y = saturate(round(x / scale) + zero)`, halves rounded to even; as
/// narrow floats, `y = x / scale + zero`.
///
/// Arguments: `x` of floats or `i32`, the scales (floats), and, if wanted, the zero points, of the
/// result's dtype. One scale serves all, or each place of an axis has its own (`[size]`), or each
/// block of neighbours along it (the shape of `x` with as many places along the axis as there are
/// blocks). The result has no gradient where it is whole. (ONNX operator QuantizeLinear.)
///
/// @param axis of the scales, negative from the last
/// @param block how many neighbours share a scale; 0 for no blocks
/// @param to the dtype of the result where there are no zero points
/// @param saturate whether what narrow floats cannot hold becomes their largest number
/// @param precision of the quotient, which is then rounded to a whole number in `f32` or `f64`; for
///   `f32`, it is `f64` where `x` or the scale is
public record QuantizeLinear(long axis, long block, DType to, boolean saturate, DType precision)
    implements Operator {
  public QuantizeLinear {
    if (!precision.isFloat() || precision.bits() < 16) {
      throw new IllegalArgumentException(
          "quantizelinear: precision must be a float of at least 16 bits, not " + precision);
    }
  }

  public QuantizeLinear(long axis, long block, DType to, boolean saturate) {
    this(axis, block, to, saturate, DType.F32);
  }

  public QuantizeLinear() {
    this(1, 0, DType.U8, true);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    a.require(a.dtype(0).isFloat() || a.dtype(0) == DType.I32, "takes floats or i32")
        .require(a.dtype(1).isFloat(), "scales must be floats")
        .require(isFew(result(a)), "gives whole numbers or floats of at most 16 and 8 bits");
    Grain.of(a, axis, block);
    return List.of(new TensorType(result(a), a.get(0).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    var to = result(a);
    boolean isWide = a.dtype(0) == DType.F64 || a.dtype(1) == DType.F64;
    var divided = isWide && precision == DType.F32 ? DType.F64 : precision;
    var wide = divided.accumulator();
    return Grain.of(a, axis, block)
        .meaning(
            new Expr.Const(to, 0),
            (x, scale, zero) -> {
              var share = x.cast(divided).over(scale.cast(divided)).cast(wide);
              if (to.isFloat()) {
                var mode = saturate ? Expr.Mode.SATURATE : Expr.Mode.CONVERT;
                var moved = zero instanceof Expr.Const ? share : share.plus(zero.cast(wide));
                return new Expr.Cast(to, mode, moved);
              }
              var whole = new Expr.Unary(Op1.ROUND, share);
              var moved = zero instanceof Expr.Const ? whole : whole.plus(zero.cast(wide));
              return new Expr.Cast(to, Expr.Mode.SATURATE, moved);
            });
  }

  private DType result(Arguments a) {
    return a.count() > 2 ? a.dtype(2) : to;
  }

  /// Whether a dtype is one that numbers are quantised to.
  static boolean isFew(DType dtype) {
    return dtype.isInteger() && dtype.bits() <= 16 || dtype.isFloat() && dtype.bits() <= 8;
  }
}
