package org.ashlar.operators.pool;

import org.ashlar.ir.Expr;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;

/// The parts of a p-norm; powers 1 and 2 need no function.
final class Norms {
  private Norms() {}

  /// `|x|ᵖ`
  static Expr power(Expr x, long p) {
    return p == 1 ? x.abs() : p == 2 ? x.times(x) : x.abs().pow(Expr.of(x.dtype(), p));
  }

  /// `sum^(1/p)`
  static Value root(Value sum, long p) {
    return p == 1 ? sum : p == 2 ? Build.sqrt(sum) : Build.pow(sum, 1.0 / p);
  }
}
