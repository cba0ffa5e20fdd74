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
/// @param ceil whether a last window may hang over the end, as long as it starts before it
public record Window(
    List<Expr> kernel, List<Long> strides, List<Long> pads, List<Long> dilations, boolean ceil) {

  /// Fills in what attributes left empty, and checks the rest.
  public static Window of(
      Arguments args,
      List<Expr> kernel,
      List<Long> strides,
      List<Long> pads,
      List<Long> dilations) {
    int n = kernel.size();
    var window =
        new Window(
            kernel, orAll(strides, n, 1), orAll(pads, 2 * n, 0), orAll(dilations, n, 1), false);
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

  /// The window with the pads that another rule than the attribute gives.
  ///
  /// @param sizes of the dimensions that it slides over
  public Window padded(Arguments args, Padding padding, List<Expr> sizes) {
    return padding == Padding.GIVEN ? this : withPads(padding.pads(args, this, sizes));
  }

  public Window withPads(List<Long> others) {
    return new Window(kernel, strides, others, dilations, ceil);
  }

  public Window withCeil(boolean other) {
    return new Window(kernel, strides, pads, dilations, other);
  }

  /// How many dimensions it has.
  public int rank() {
    return kernel.size();
  }

  /// The places from its first to its last, both counted: `(kernel - 1) · dilation + 1`.
  public Expr extent(int dimension) {
    return Sizes.add(
        Sizes.multiply(Sizes.add(kernel.get(dimension), -1), dilations.get(dimension)), 1);
  }

  /// How many places the window takes along a dimension of this size: `⌊(size + pads - extent) /
  /// stride⌋ + 1`.
  public Expr steps(Arguments args, int dimension, Expr size) {
    var padded = Sizes.add(size, pads.get(dimension) + pads.get(rank() + dimension));
    var room = Sizes.subtract(padded, extent(dimension));
    args.require(
        Sizes.known(room).orElse(0L) >= 0,
        "the window is larger than dimension " + (dimension + 2));
    long stride = strides.get(dimension);
    if (!ceil || stride == 1) {
      return Sizes.add(Sizes.floorDiv(room, stride), 1);
    }
    var over = Sizes.floorDiv(Sizes.add(room, stride - 1), stride);
    var lastStart = Sizes.floorDiv(Sizes.add(size, pads.get(dimension) - 1), stride);
    return Sizes.add(Sizes.min(over, lastStart), 1);
  }

  /// How many places it takes along each dimension.
  public List<Expr> steps(Arguments args, List<Expr> sizes) {
    var steps = new ArrayList<Expr>();
    for (int d = 0; d < rank(); d++) {
      steps.add(steps(args, d, sizes.get(d)));
    }
    return steps;
  }

  /// Where the window starts: `at · stride - pad`.
  public Expr start(int dimension, Expr at) {
    return Sizes.add(Sizes.multiply(at, strides.get(dimension)), -pads.get(dimension));
  }

  /// The place that the window covers: `at · stride + inside · dilation - pad`.
  public Expr place(int dimension, Expr at, Index inside) {
    var start = start(dimension, at);
    boolean isPoint = Sizes.is(kernel.get(dimension), 1);
    return isPoint ? start : Sizes.add(start, Sizes.multiply(inside, dilations.get(dimension)));
  }

  /// The places that the window covers, one a dimension.
  public List<Expr> places(List<? extends Expr> at, List<Axis> inside) {
    var places = new ArrayList<Expr>();
    for (int d = 0; d < rank(); d++) {
      places.add(place(d, at.get(d), inside.get(d).index()));
    }
    return places;
  }

  /// The indices of the window's own dimensions.
  public List<Axis> axes() {
    var axes = new ArrayList<Axis>();
    for (int d = 0; d < rank(); d++) {
      axes.add(Axis.of("k" + d, kernel.get(d)));
    }
    return axes;
  }

  /// The condition that every place lies inside the argument's dimensions.
  public Guard guard(List<Expr> places, List<Expr> sizes) {
    var guard = new Guard();
    int n = rank();
    for (int d = 0; d < n; d++) {
      guard.inside(places.get(d), sizes.get(d), pads.get(d) > 0, pads.get(n + d) > 0 || ceil);
    }
    return guard;
  }

  private static List<Long> orAll(List<Long> given, int count, long each) {
    return given.isEmpty() ? Collections.nCopies(count, each) : given;
  }

  /// Conditions under which an element may be read.
  public static final class Guard {
    private final List<Expr> conditions = new ArrayList<>();

    public void require(Expr condition) {
      conditions.add(condition);
    }

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
