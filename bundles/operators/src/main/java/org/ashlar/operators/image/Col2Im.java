package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Backwards;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// Columns added up to an image (fold), the opposite of {@link Im2Col}: `y[n, c, p…] = Σ x[n, (c,
/// k…), (o…)]` over all `o·stride + k·dilation - pad = p`.
///
/// Takes floats `x[n, channels · kernel, windows]`. Its gradient is Im2Col. (ONNX operator Col2Im.)
///
/// @param image the sizes of the result after batch and channels
/// @param kernel the window's sizes
/// @param strides how far it moves; empty for 1
/// @param pads places taken away at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
public record Col2Im(
    List<Long> image, List<Long> kernel, List<Long> strides, List<Long> pads, List<Long> dilations)
    implements Operator {
  public Col2Im {
    image = List.copyOf(image);
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public Col2Im() {
    this(List.of(3L, 3L), List.of(2L, 2L), List.of(), List.of(), List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).floats();
    int n = image.size();
    a.require(a.rank(0) == 3, "takes batch, channels with places, and windows")
        .require(n >= 1 && n <= 3, "needs one to three sizes of the image, not " + image)
        .require(
            kernel.size() == n && kernel.stream().allMatch(k -> k > 0),
            "needs a window of " + n + " positive sizes, not " + kernel);
    var window = window(a);
    var inside = Sizes.product(window.kernel());
    var windows = Sizes.product(window.steps(a, sizes(image)));
    a.require(
            Sizes.is(Sizes.floorMod(a.get(0).size(1), inside), 0),
            "windows of " + kernel + " do not divide the channels")
        .require(
            a.get(0).size(2).equals(windows),
            "an image of " + image + " has another number of windows");
    var shape =
        new ArrayList<Expr>(List.of(a.get(0).size(0), Sizes.floorDiv(a.get(0).size(1), inside)));
    shape.addAll(sizes(image));
    return List.of(new TensorType(a.dtype(0), new Shape(shape)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var window = window(a);
    var result = Sizes.indices("i", image.size() + 2);
    var counts = window.steps(a, sizes(image));
    var from = Backwards.of(window, result.subList(2, result.size()), counts);
    var row =
        Sizes.add(
            Sizes.multiply(result.get(1), Sizes.product(window.kernel())),
            Columns.counted(from.inside(), window.kernel()));
    var read = a.read(0, result.get(0), row, Columns.counted(from.steps(), counts));
    var wide = a.dtype(0).accumulator();
    var term = from.guard().select(read.cast(wide), Expr.of(wide, 0));
    return new Meaning.Indexed(result, from.over(), Reducer.sum(a.dtype(0)), List.of(term));
  }

  @Override
  public Optional<List<Value>> gradient(Value call, List<Value> dy) {
    var back = new Im2Col(kernel, strides, pads, dilations);
    return Optional.of(List.of(call.graph().apply(back, dy)));
  }

  private Window window(Arguments a) {
    return Window.of(a, sizes(kernel), strides, pads, dilations);
  }

  private static List<Expr> sizes(List<Long> numbers) {
    return numbers.stream().map(s -> (Expr) Expr.of(s)).toList();
  }
}
