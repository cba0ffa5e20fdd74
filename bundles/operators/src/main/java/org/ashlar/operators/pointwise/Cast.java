package org.ashlar.operators.pointwise;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Formula;
import org.ashlar.operators.PointwiseOperator;

/// The numbers in another dtype (ONNX `Cast`).
///
/// Whole numbers that the target cannot hold wrap; floats become whole numbers by truncation, the
/// nearest that fits, and 0 for NaN; floats round to nearest even and overflow to infinity; bool is
/// `x ≠ 0`. Derivative between floats: that of the identity.
///
/// @param saturate whether what the target cannot hold becomes its largest or smallest finite
///   number
/// @param rounding for `f8e8m0` alone, whose numbers are powers of two: which neighbour is taken;
///   of two equally near ones the upper
public record Cast(DType to, boolean saturate, Rounding rounding) implements PointwiseOperator {
  /// The power of two that a number becomes.
  public enum Rounding {
    UP,
    DOWN,
    NEAREST
  }

  public Cast() {
    this(DType.F32);
  }

  public Cast(DType to) {
    this(to, false);
  }

  public Cast(DType to, boolean saturate) {
    this(to, saturate, Rounding.UP);
  }

  @Override
  public void check(Arguments args) {
    args.require(
        isCastable(args.dtype(0)) && isCastable(to), "takes and gives numbers or bool, not " + to);
  }

  @Override
  public Expr body(Expr x) {
    if (to == DType.F8E8M0 && x.dtype() != to) {
      return power(x);
    }
    return saturate ? new Expr.Cast(to, Expr.Mode.SATURATE, x) : x.cast(to);
  }

  static boolean isCastable(DType dtype) {
    return Arguments.isNumber(dtype) || dtype == DType.BOOL;
  }

  /// The exponent of the number in `f64`, taken for that of `f8e8m0`; one more where it rounds up.
  /// Negative numbers and NaN have code 255, the NaN.
  private Expr power(Expr x) {
    var wide = x.cast(DType.F64);
    var bits = new Expr.Cast(DType.I64, Expr.Mode.BITS, wide);
    var exponent = new Expr.Binary(Op2.SHR, bits, Expr.of(52)).plus(Expr.of(127 - 1023));
    // the part of the fraction that makes it one more
    long counts =
        switch (rounding) {
          case UP -> (1L << 52) - 1;
          case DOWN -> 0;
          case NEAREST -> 1L << 51;
        };
    var more = bits.and(Expr.of(counts)).ne(Expr.of(0)).cast(DType.I64);
    var code = exponent.plus(more);
    var most = Expr.of(saturate ? 254 : 255);
    var isNone = Formula.isNan(wide).or(Formula.isNegative(wide));
    var inside = isNone.select(Expr.of(255), code.max(Expr.of(0)).min(most));
    return new Expr.Cast(to, Expr.Mode.BITS, inside.cast(DType.U8));
  }
}
