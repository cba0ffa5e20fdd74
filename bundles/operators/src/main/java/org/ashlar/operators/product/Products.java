package org.ashlar.operators.product;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;

/// Sums of products: the dtypes that matrix product and convolution share.
final class Products {
  private Products() {}

  /// 8-bit integers of either sign are summed and given as `i32`; everything else keeps its dtype.
  static DType result(Arguments args) {
    var a = args.dtype(0);
    var b = args.dtype(1);
    if (isByte(a) && isByte(b)) {
      return DType.I32;
    }
    args.sameDtypes().numbers();
    return a;
  }

  /// One term, in the dtype of the accumulator.
  static Expr term(DType result, Expr x, Expr y) {
    return x.cast(result.accumulator()).times(y.cast(result.accumulator()));
  }

  private static boolean isByte(DType dtype) {
    return dtype.isInteger() && dtype.bits() == 8;
  }
}
