package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The windows of an image as columns (unfold): `y[n, (c, k…), (o…)] = x[n, c, o·stride +
/// k·dilation
/// - pad, …]`, with 0 outside.
///
/// Takes numbers with one to three dimensions after batch and channels; the rows of the result are
/// the channels with the places in a window, its columns the windows. {@link Col2Im} adds the
/// columns up again. (PyTorch's unfold.)
///
/// @param kernel the window's sizes
/// @param strides how far it moves; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
public record Im2Col(List<Long> kernel, List<Long> strides, List<Long> pads, List<Long> dilations)
    implements Operator {
  public Im2Col {
    kernel = List.copyOf(kernel);
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public Im2Col() {
    this(List.of(2L, 2L), List.of(), List.of(), List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).numbers();
    var window = window(a);
    var x = a.get(0);
    var rows = Sizes.multiply(x.size(1), Sizes.product(window.kernel()));
    var columns = Sizes.product(window.steps(a, spatial(a)));
    return List.of(new TensorType(x.dtype(), new Shape(List.of(x.size(0), rows, columns))));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var window = window(a);
    var i = Sizes.indices("i", 3);
    var inside = Columns.digits(i.get(1), window.kernel());
    var steps = Columns.digits(i.get(2), window.steps(a, spatial(a)));
    var channel = Sizes.floorDiv(i.get(1), Sizes.product(window.kernel()));
    var places = new ArrayList<Expr>();
    for (int d = 0; d < window.rank(); d++) {
      var within = Sizes.multiply(inside.get(d), window.dilations().get(d));
      places.add(Sizes.add(window.start(d, steps.get(d)), within));
    }
    var at = new ArrayList<Expr>(List.of(i.get(0), channel));
    at.addAll(places);
    var zero = Expr.of(a.dtype(0), 0);
    return Meaning.Indexed.of(i, window.guard(places, spatial(a)).select(a.read(0, at), zero));
  }

  private Window window(Arguments a) {
    int n = a.rank(0) - 2;
    a.require(n >= 1 && n <= 3, "takes one to three dimensions after batch and channels")
        .require(
            kernel.size() == n && kernel.stream().allMatch(k -> k > 0),
            "needs a window of " + n + " positive sizes, not " + kernel);
    var sizes = kernel.stream().map(k -> (Expr) Expr.of(k)).toList();
    return Window.of(a, sizes, strides, pads, dilations);
  }

  private static List<Expr> spatial(Arguments a) {
    return a.get(0).shape().sizes().subList(2, a.rank(0));
  }
}
