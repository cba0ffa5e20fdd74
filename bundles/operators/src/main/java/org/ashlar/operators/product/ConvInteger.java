package org.ashlar.operators.product;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Padding;

/// The convolution of 8-bit integers with zero points: `y = Σ (x - zx) · (w - zw)` over the places
/// of {@link Conv}, in `i32`; outside the argument stands its zero point.
///
/// Arguments: `x[n, c, size…]`, `w[m, c / groups, kernel…]`, then, if wanted, the zero point of `x`
/// (one number), and that of `w` (one number, or one a channel of the result). (ONNX operator
/// ConvInteger.)
///
/// @param strides one a dimension; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param padding whether the pads follow from the sizes instead
public record ConvInteger(
    List<Long> strides, List<Long> pads, List<Long> dilations, long groups, Padding padding)
    implements Operator {
  public ConvInteger {
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public ConvInteger() {
    this(List.of(), List.of(), List.of(), 1, Padding.GIVEN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 4);
    a.require(Products.isByte(a.dtype(0)) && Products.isByte(a.dtype(1)), "takes 8-bit integers");
    var shape = correlation(a).shape();
    a.require(
        a.count() < 3 || Products.isZeroPoint(a, 2, 0, Expr.of(1)),
        "the zero point of a is one number of its dtype");
    a.require(
        a.count() < 4 || Products.isZeroPoint(a, 3, 1, a.get(1).size(0)),
        "the zero point of b is one number of its dtype, or one a channel");
    return List.of(new TensorType(DType.I32, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 2, 4);
    return correlation(a)
        .meaning(
            DType.I32,
            (x, weight, channel) ->
                Products.centred(a, x, 2, channel).times(Products.centred(a, weight, 3, channel)));
  }

  private Correlation correlation(Arguments a) {
    return Correlation.of(a, strides, pads, dilations, padding, groups);
  }
}
