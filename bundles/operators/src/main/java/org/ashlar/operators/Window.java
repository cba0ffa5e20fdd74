package org.ashlar.operators;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;

/// A window that slides over the last dimensions of an argument: what convolution and pooling
/// share.
///
/// @param kernel the window's sizes
/// @param strides how far it moves
/// @param pads how many places the argument is thought to grow at each start, then at each end
/// @param dilations the distance of neighbours inside the window
public record Window(List<Expr> kernel, List<Long> strides, List<Long> pads, List<Long> dilations) {

  /// Fills in what attributes left empty, and checks the rest.
  public static Window of(
      Arguments args,
      List<Expr> kernel,
      List<Long> strides,
      List<Long> pads,
      List<Long> dilations) {
    int n = kernel.size();
    var window =
        new Window(kernel, orAll(strides, n, 1), orAll(pads, 2 * n, 0), orAll(dilations, n, 1));
    args.require(
            window.strides.size() == n && window.strides.stream().allMatch(s -> s > 0),
            "needs " + n + " positive strides, not " + strides)
        .require(
            window.pads.size() == 2 * n && window.pads.stream().allMatch(p -> p >= 0),
            "needs " + 2 * n + " pads of at least 0, not " + pads)
        .require(
            window.dilations.size() == n && window.dilations.stream().allMatch(d -> d > 0),
            "needs " + n + " positive dilations, not " + dilations);
    return window;
  }

  /// How many places the window takes along a dimension of this size: `⌊(size + pads - extent) /
  /// stride⌋ + 1`.
  public Expr steps(Arguments args, int dimension, Expr size) {
    var extent =
        Sizes.add(
            Sizes.multiply(Sizes.add(kernel.get(dimension), -1), dilations.get(dimension)), 1);
    var padded = Sizes.add(size, pads.get(dimension) + pads.get(kernel.size() + dimension));
    var room = Sizes.subtract(padded, extent);
    args.require(
        Sizes.known(room).orElse(0L) >= 0,
        "the window is larger than dimension " + (dimension + 2));
    return Sizes.add(Sizes.floorDiv(room, strides.get(dimension)), 1);
  }

  /// The place that the window covers: `at · stride + inside · dilation - pad`.
  public Expr place(int dimension, Index at, Index inside) {
    var start = Sizes.add(Sizes.multiply(at, strides.get(dimension)), -pads.get(dimension));
    boolean isPoint = Sizes.is(kernel.get(dimension), 1);
    return isPoint ? start : Sizes.add(start, Sizes.multiply(inside, dilations.get(dimension)));
  }

  /// The indices of the window's own dimensions.
  public List<Axis> axes() {
    var axes = new ArrayList<Axis>();
    for (int d = 0; d < kernel.size(); d++) {
      axes.add(Axis.of("k" + d, kernel.get(d)));
    }
    return axes;
  }

  /// The condition that every place lies inside the argument's dimensions.
  public Guard guard(List<Expr> places, List<Expr> sizes) {
    var guard = new Guard();
    int n = kernel.size();
    for (int d = 0; d < n; d++) {
      guard.inside(places.get(d), sizes.get(d), pads.get(d) > 0, pads.get(n + d) > 0);
    }
    return guard;
  }

  private static List<Long> orAll(List<Long> given, int count, long each) {
    return given.isEmpty() ? Collections.nCopies(count, each) : given;
  }

  /// Conditions under which an element may be read.
  public static final class Guard {
    private final List<Expr> conditions = new ArrayList<>();

    /// `0 <= place < size`, as far as it has to be asked.
    public void inside(Expr place, Expr size, boolean askStart, boolean askEnd) {
      if (askStart) {
        conditions.add(Expr.of(0).le(place));
      }
      if (askEnd) {
        conditions.add(place.lt(size));
      }
    }

    /// The value where all conditions hold, else the other one; the value is not computed
    /// elsewhere.
    public Expr select(Expr value, Expr otherwise) {
      return conditions.stream()
          .reduce(Expr::and)
          .map(c -> c.select(value, otherwise))
          .orElse(value);
    }
  }
}
