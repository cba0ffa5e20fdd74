package org.ashlar.operators.product;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Padding;

/// The convolution of the field (a correlation), over one to three dimensions: `y[n, m, o…] = Σ
/// x[n, c, o·stride + k·dilation - pad, …] · w[m, c, k…] + bias[m]`.
///
/// The argument is `x[n, c, size…]`, the weight `w[m, c / groups, kernel…]`, the bias `[m]`, which
/// may be left out; channel group `g` of the result sees only group `g` of the argument. Outside
/// the argument stands 0. 8-bit integers of either sign give `i32`, and have a bias of it. (ONNX
/// operator Conv.)
///
/// @param strides one a dimension; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param padding whether the pads follow from the sizes instead
public record Conv(
    List<Long> strides, List<Long> pads, List<Long> dilations, long groups, Padding padding)
    implements Operator {
  public Conv {
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public Conv() {
    this(List.of(), List.of(), List.of(), 1);
  }

  public Conv(List<Long> strides, List<Long> pads, List<Long> dilations, long groups) {
    this(strides, pads, dilations, groups, Padding.GIVEN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    var dtype = Products.result(a);
    var shape = Correlation.of(a, strides, pads, dilations, padding, groups).shape();
    Bias.check(a, dtype, a.get(1).size(0));
    return List.of(new TensorType(dtype, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    if (args.size() > 2) {
      return Bias.meaning(this, args);
    }
    var a = Arguments.of(this, args, 2);
    var dtype = Products.result(a);
    return Correlation.of(a, strides, pads, dilations, padding, groups)
        .meaning(dtype, (x, weight, _) -> Products.term(dtype, x, weight));
  }
}
