package org.ashlar.operators.reduce;

import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;

/// Sums along axes with a function behind them.
final class Norms {
  private Norms() {}

  /// The sum in the accumulator, then `finish`, then the rounding.
  static Reducer sum(String name, DType dtype, UnaryOperator<Expr> finish) {
    var wide = dtype.accumulator();
    var sum = Reducer.sum(wide);
    var end = finish.apply(Reducer.so(0, wide)).cast(dtype);
    return new Reducer(name, sum.identity(), sum.merge(), end);
  }

  /// The function of a sum; of 0 it is 0, without a slope: where all elements are 0 their norm has
  /// no gradient, and 0 is what the field takes for it.
  static Expr flatAtZero(Expr sum, UnaryOperator<Expr> function) {
    var zero = Expr.of(sum.dtype(), 0);
    return sum.eq(zero).select(zero, function.apply(sum));
  }

  static Expr wide(Expr element) {
    return element.cast(element.dtype().accumulator());
  }
}
