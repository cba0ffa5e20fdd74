package org.ashlar.operators.product;

import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

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
    args.require(a == b, "dtypes differ").numbers();
    return a;
  }

  /// One term, in the dtype of the accumulator.
  static Expr term(DType result, Expr x, Expr y) {
    return x.cast(result.accumulator()).times(y.cast(result.accumulator()));
  }

  /// Whether zero points fit: one number, or one for each of so many rows or columns.
  static boolean isZeroPoint(Arguments args, int argument, int of, Expr many) {
    var type = args.get(argument);
    boolean isOne = type.rank() == 0 || type.rank() == 1 && Sizes.is(type.size(0), 1);
    return type.dtype() == args.dtype(of)
        && (isOne || type.rank() == 1 && type.size(0).equals(many));
  }

  /// An 8-bit element as `i32`, less its zero point where there is one.
  ///
  /// @param at the row or column
  static Expr centred(Arguments args, Expr element, int zeroPoint, Expr at) {
    var wide = element.cast(DType.I32);
    if (zeroPoint >= args.count()) {
      return wide;
    }
    var type = args.get(zeroPoint);
    boolean isMany = type.rank() == 1 && !Sizes.is(type.size(0), 1);
    var zero =
        type.rank() == 0 ? args.read(zeroPoint) : args.read(zeroPoint, isMany ? at : Expr.of(0));
    return wide.minus(zero.cast(DType.I32));
  }

  static boolean isByte(DType dtype) {
    return dtype.isInteger() && dtype.bits() == 8;
  }
}
