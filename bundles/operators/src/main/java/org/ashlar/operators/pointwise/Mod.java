package org.ashlar.operators.pointwise;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.operators.BinaryPointwiseOperator;

/// The remainder of `x / y`, broadcast (ONNX `Mod`).
///
/// Takes numbers of one dtype. The remainder of integers by 0 is 0, of floats NaN. Derivative: 1 by
/// `x`, minus the whole quotient by `y`.
///
/// @param fmod whether it has the sign of `x` (`x - y · trunc(x / y)`, C's `%` and `fmod`); else
///   that of `y` (`x - y · ⌊x / y⌋`, Python's `%`)
public record Mod(boolean fmod) implements BinaryPointwiseOperator {
  public Mod() {
    this(false);
  }

  @Override
  public Expr body(Expr x, Expr y) {
    return new Expr.Binary(fmod ? Op2.REM : Op2.FLOORMOD, x, y);
  }
}
