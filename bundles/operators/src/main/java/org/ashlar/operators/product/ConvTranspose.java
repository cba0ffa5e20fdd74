package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Backwards;
import org.ashlar.operators.Padding;
import org.ashlar.operators.Sizes;

/// The transposed convolution, which makes of each element a window of the result: `y[n, m, o] = Σ
/// x[n, c, j] · w[c, m, k] + bias[m]` over all `j · stride + k · dilation - pad = o`.
///
/// The argument is `x[n, c, size…]`, the weight `w[c, m / groups, kernel…]`, the bias `[m]`, which
/// may be left out; one to three dimensions. A dimension of the result has the size `(size - 1) ·
/// stride + (kernel - 1) · dilation + 1 + outputPadding - pads`, or what `outputShape` says: the
/// pads follow then, the odd one at the start unless `padding` is SAME_UPPER. It is the gradient of
/// {@link Conv} by its argument, and gathers: no two places of the loops write one place. (ONNX
/// operator ConvTranspose.)
///
/// @param strides one a dimension; empty for 1
/// @param pads places taken away at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
/// @param outputPadding places more at each end of the result; empty for none
/// @param outputShape the sizes of the result after the channels; empty where they follow
/// @param padding whether the pads follow from the sizes instead: `SAME_*` gives `size · stride`
public record ConvTranspose(
    List<Long> strides,
    List<Long> pads,
    List<Long> dilations,
    long groups,
    List<Long> outputPadding,
    List<Long> outputShape,
    Padding padding)
    implements Operator {
  public ConvTranspose {
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
    outputPadding = List.copyOf(outputPadding);
    outputShape = List.copyOf(outputShape);
  }

  public ConvTranspose() {
    this(List.of(), List.of(), List.of(), 1);
  }

  public ConvTranspose(List<Long> strides, List<Long> pads, List<Long> dilations, long groups) {
    this(strides, pads, dilations, groups, List.of(), List.of(), Padding.GIVEN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 2, 3);
    var dtype = Products.result(a);
    var geometry = TransposedWindow.of(this, a);
    Bias.check(a, dtype, geometry.channels());
    return List.of(new TensorType(dtype, geometry.shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    if (args.size() > 2) {
      return Bias.meaning(this, args);
    }
    var a = Arguments.of(this, args, 2);
    var dtype = Products.result(a);
    var geometry = TransposedWindow.of(this, a);
    var result = Sizes.indices("i", a.rank(0));
    var sources =
        Backwards.of(
            geometry.window(), result.subList(2, result.size()), Correlation.spatial(a, 0));
    var channel = Axis.of("c", Sizes.floorDiv(a.get(0).size(1), groups));
    var over = new ArrayList<Axis>(List.of(channel));
    over.addAll(sources.over());
    var from = geometry.channelOf(result.get(1), channel.index());
    var left = new ArrayList<Expr>(List.of(result.get(0), from));
    left.addAll(sources.steps());
    var inGroup = groups == 1 ? result.get(1) : Sizes.floorMod(result.get(1), a.get(1).size(1));
    var right = new ArrayList<Expr>(List.of(from, inGroup));
    right.addAll(sources.inside());
    var term =
        sources
            .guard()
            .select(
                Products.term(dtype, a.read(0, left), a.read(1, right)),
                Expr.of(dtype.accumulator(), 0));
    return new Meaning.Indexed(result, over, Reducer.sum(dtype), List.of(term));
  }

  /// By the argument it is a convolution; by the weight the sum over all windows.
  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    if (call.args().size() > 2) {
      return Optional.empty();
    }
    var a = Arguments.of(this, call.args().stream().map(Value::type).toList(), 2);
    return TransposedWindow.of(this, a).gradient(call, dy.getFirst());
  }
}
