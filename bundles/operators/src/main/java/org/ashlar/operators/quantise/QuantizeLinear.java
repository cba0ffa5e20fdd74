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
/// narrow floats, `y = x / scale` rounded once.
///
/// Arguments: `x` of floats or `i32`, the scales (floats), and, if wanted, the zero points, of the
/// result's dtype. One scale serves all, or each place of an axis has its own (`[size]`), or each
/// block of neighbours along it (the shape of `x` with as many places along the axis as there are
/// blocks). Computed in `f32`, or `f64` for such numbers. The result has no gradient where it is
/// whole. (ONNX operator QuantizeLinear.)
///
/// @param axis of the scales, negative from the last
/// @param block how many neighbours share a scale; 0 for no blocks
/// @param to the dtype of the result where there are no zero points
/// @param saturate whether what narrow floats cannot hold becomes their largest number
public record QuantizeLinear(long axis, long block, DType to, boolean saturate)
    implements Operator {
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
    var wide = isWide ? DType.F64 : DType.F32;
    return Grain.of(a, axis, block)
        .meaning(
            new Expr.Const(to, 0),
            (x, scale, zero) -> {
              var share = x.cast(wide).over(scale.cast(wide));
              if (to.isFloat()) {
                var mode = saturate ? Expr.Mode.SATURATE : Expr.Mode.CONVERT;
                return new Expr.Cast(to, mode, share);
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
