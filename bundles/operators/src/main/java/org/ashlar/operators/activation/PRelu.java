package org.ashlar.operators.activation;

import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.BinaryPointwiseOperator;
import org.ashlar.operators.Formula;
import org.ashlar.operators.Sizes;

/// The leaky rectified linear unit whose slope is an argument: `x`, left of 0 `slope · x` (ONNX
/// `PRelu`; He et al. 2015, arXiv:1502.01852).
///
/// Arguments: `x` and the slope, which is broadcast to `x`; floats of one dtype. One slope a
/// channel of `x[n, c, h, w]` has the shape `[c, 1, 1]`.
public record PRelu() implements BinaryPointwiseOperator {
  @Override
  public void check(Arguments args) {
    args.sameDtypes().floats();
    var x = args.get(0).shape();
    var fits = Sizes.broadcast(List.of(x, args.get(1).shape())).filter(x::equals);
    args.require(fits.isPresent(), "the slope does not broadcast to x");
  }

  @Override
  public Expr body(Expr x, Expr slope) {
    return Formula.isNegative(x).select(x.times(slope), x);
  }
}
