package org.ashlar.operators.pool;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Padding;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// What the poolings share: a window over the dimensions after batch and channels.
///
/// @param result the indices of the result
/// @param over those inside the window
/// @param at the place in the argument
record Pools(Arguments a, Window window, List<Index> result, List<Axis> over, List<Expr> at) {

  /// Refuses what does not fit.
  static Pools of(
      Arguments a,
      List<Long> kernel,
      List<Long> strides,
      List<Long> pads,
      List<Long> dilations,
      Padding padding,
      boolean ceil) {
    int n = a.rank(0) - 2;
    a.require(n >= 1 && n <= 3, "takes one to three dimensions after batch and channels")
        .require(
            kernel.size() == n && kernel.stream().allMatch(k -> k > 0),
            "needs a window of " + n + " positive sizes, not " + kernel);
    var sizes = kernel.stream().map(k -> (Expr) Expr.of(k)).toList();
    return of(
        a,
        Window.of(a, sizes, strides, pads, dilations)
            .withCeil(ceil)
            .padded(a, padding, spatial(a)));
  }

  private static Pools of(Arguments a, Window window) {
    var result = Sizes.indices("i", a.rank(0));
    var over = window.axes();
    var at = new ArrayList<Expr>(result.subList(0, 2));
    at.addAll(window.places(result.subList(2, result.size()), over));
    return new Pools(a, window, result, over, at);
  }

  /// The sizes after batch and channels.
  static List<Expr> spatial(Arguments a) {
    return a.get(0).shape().sizes().subList(2, a.rank(0));
  }

  Shape shape() {
    var sizes = new ArrayList<>(a.get(0).shape().sizes().subList(0, 2));
    sizes.addAll(window.steps(a, spatial(a)));
    return new Shape(sizes);
  }

  TensorType type() {
    return new TensorType(a.dtype(0), shape());
  }

  /// The element under the window; `outside` stands for places outside the argument.
  Expr element(Expr outside) {
    return inside(a.read(0, at).cast(outside.dtype()), outside);
  }

  /// The value where the window's place lies inside the argument, else the other one.
  Expr inside(Expr value, Expr outside) {
    return window.guard(at.subList(2, at.size()), spatial(a)).select(value, outside);
  }

  /// The elements under the window, combined.
  Meaning.Indexed combined(Reducer by, Expr... body) {
    return new Meaning.Indexed(result, over, by, List.of(body));
  }
}
