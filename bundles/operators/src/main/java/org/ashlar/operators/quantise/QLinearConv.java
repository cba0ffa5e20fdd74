package org.ashlar.operators.quantise;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Padding;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.ConvInteger;

/// The convolution of numbers quantised to 8 bits, quantised again: `y = saturate(round((Σ (x - zx)
/// · (w - zw) + bias) · sx · sw / sy) + zy)`.
///
/// Arguments: `x`, its scale and zero point, the weight, its scale and zero point (one, or one a
/// channel of the result), the scale and zero point of the result, whose dtype it has, and, if
/// wanted, a bias (`i32`, one a channel). Outside the argument stands its zero point. (ONNX
/// operator QLinearConv.)
///
/// @param strides one a dimension; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param padding whether the pads follow from the sizes instead
public record QLinearConv(
    List<Long> strides, List<Long> pads, List<Long> dilations, long groups, Padding padding)
    implements Operator {
  private static final int BIAS = 8;

  public QLinearConv {
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public QLinearConv() {
    this(List.of(), List.of(), List.of(), 1, Padding.GIVEN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 8, 9);
    var sums = sums(a);
    Requantise.check(a);
    a.require(
        a.count() <= BIAS
            || a.dtype(BIAS) == DType.I32
                && a.get(BIAS).shape().sizes().equals(List.of(sums.size(1))),
        "the bias needs one i32 for each of the result's channels");
    return List.of(new TensorType(a.dtype(Requantise.ZERO), sums.shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    int rank = sums(Arguments.between(this, args, 8, 9)).rank();
    return Compose.of(
        name(),
        args,
        v -> {
          var sums =
              Build.apply(
                  conv(),
                  v.get(0),
                  v.get(Requantise.B),
                  v.get(Requantise.ZERO_A),
                  v.get(Requantise.ZERO_B));
          var all = v.size() > BIAS ? Build.add(sums, Build.channels(v.get(BIAS), rank)) : sums;
          var weights = v.get(Requantise.SCALE_B);
          return Requantise.of(
              all,
              single(v.get(Requantise.SCALE_A)),
              weights.tensor().rank() == 0 ? weights : Build.channels(weights, rank),
              single(v.get(Requantise.SCALE)),
              single(v.get(Requantise.ZERO)));
        });
  }

  /// Refuses in the name of this operator what the convolution does.
  private TensorType sums(Arguments a) {
    try {
      return (TensorType)
          conv()
              .infer(
                  List.of(
                      a.get(0),
                      a.get(Requantise.B),
                      a.get(Requantise.ZERO_A),
                      a.get(Requantise.ZERO_B)))
              .getFirst();
    } catch (IllegalArgumentException e) {
      throw a.wrong("its convolution is refused: " + e.getMessage());
    }
  }

  private ConvInteger conv() {
    return new ConvInteger(strides, pads, dilations, groups, padding);
  }

  private static Value single(Value one) {
    return Build.reshape(one, Shape.of());
  }
}
