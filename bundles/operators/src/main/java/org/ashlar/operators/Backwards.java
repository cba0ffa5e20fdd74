package org.ashlar.operators;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;

/// A sliding window seen from a place that it covers: which of its steps cover the place, and with
/// which of its own places. What transposed convolution and the opposite of cutting windows out
/// share: they gather where a scatter would meet itself.
///
/// A place `p` is covered by step `j` with inner place `k` where `j · stride + k · dilation = p +
/// pad`. Without dilation, `k` is `(p + pad) mod stride` and every stride-th from there, as in a
/// positional number system, so no step is looked at in vain; with one, all `k` are tried.
///
/// @param over the indices to go through, one a dimension
/// @param inside the place in the window, one a dimension
/// @param steps the window's step, one a dimension
/// @param guard holds where inner place and step exist
public record Backwards(List<Axis> over, List<Expr> inside, List<Expr> steps, Window.Guard guard) {

  /// @param places that are covered
  /// @param counts how many steps the window takes along each dimension
  public static Backwards of(Window window, List<? extends Expr> places, List<Expr> counts) {
    var made =
        new Backwards(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new Window.Guard());
    for (int d = 0; d < window.rank(); d++) {
      var padded = Sizes.add(places.get(d), window.pads().get(d));
      made.add(window, d, padded);
      made.guard.inside(made.steps.get(d), counts.get(d), true, true);
    }
    return made;
  }

  private void add(Window window, int d, Expr padded) {
    long stride = window.strides().get(d);
    long dilation = window.dilations().get(d);
    var kernel = window.kernel().get(d);
    if (dilation == 1 && stride > 1) {
      var axis = Axis.of("k" + d, Sizes.floorDiv(Sizes.add(kernel, stride - 1), stride));
      var digit = Sizes.floorMod(padded, Expr.of(stride));
      over.add(axis);
      inside.add(Sizes.add(digit, Sizes.multiply(axis.index(), stride)));
      steps.add(Sizes.subtract(Sizes.floorDiv(padded, stride), axis.index()));
      if (Sizes.known(kernel).map(k -> k % stride != 0).orElse(true)) {
        guard.require(inside.get(d).lt(kernel));
      }
      return;
    }
    var axis = Axis.of("k" + d, kernel);
    var rest = Sizes.subtract(padded, Sizes.multiply(axis.index(), dilation));
    over.add(axis);
    inside.add(axis.index());
    steps.add(Sizes.floorDiv(rest, stride));
    if (stride > 1) {
      guard.require(Sizes.floorMod(rest, Expr.of(stride)).eq(Expr.of(0)));
    }
  }
}
