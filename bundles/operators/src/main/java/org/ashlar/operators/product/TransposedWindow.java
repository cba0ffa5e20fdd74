package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Derive;
import org.ashlar.operators.Padding;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The geometry of a transposed convolution of `x[n, c, size…]` by `w[c, m / groups, kernel…]`.
///
/// @param window with the pads that follow
/// @param sizes of the result after batch and channels
record TransposedWindow(Arguments a, Window window, List<Expr> sizes, long groups) {
  /// Refuses what does not fit.
  static TransposedWindow of(ConvTranspose op, Arguments a) {
    int rank = a.rank(0);
    a.require(rank >= 3 && rank <= 5, "takes one to three dimensions after batch and channels")
        .require(a.rank(1) == rank, "ranks differ")
        .require(
            op.groups() > 0 && Correlation.divides(op.groups(), a.get(0).size(1)),
            "channels do not divide into " + op.groups() + " groups")
        .require(a.get(0).size(1).equals(a.get(1).size(0)), "channels differ");
    int n = rank - 2;
    a.require(
            op.outputPadding().isEmpty() || op.outputPadding().size() == n,
            "needs " + n + " output paddings, not " + op.outputPadding())
        .require(
            op.outputShape().isEmpty() || op.outputShape().size() == n,
            "needs " + n + " sizes of the result, not " + op.outputShape());
    var window = Window.of(a, Correlation.spatial(a, 1), op.strides(), op.pads(), op.dilations());
    var full = new ArrayList<Expr>();
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < n; d++) {
      var size = a.get(0).size(d + 2);
      long more = op.outputPadding().isEmpty() ? 0 : op.outputPadding().get(d);
      var spread = Sizes.multiply(Sizes.add(size, -1), window.strides().get(d));
      full.add(Sizes.add(Sizes.add(spread, window.extent(d)), more));
      if (!op.outputShape().isEmpty()) {
        sizes.add(Expr.of(op.outputShape().get(d)));
      } else if (op.padding() == Padding.SAME_UPPER || op.padding() == Padding.SAME_LOWER) {
        sizes.add(Sizes.multiply(size, window.strides().get(d)));
      }
    }
    if (sizes.isEmpty()) {
      var given = op.padding() == Padding.VALID ? window.padded(a, op.padding(), full) : window;
      for (int d = 0; d < n; d++) {
        long pads = given.pads().get(d) + given.pads().get(n + d);
        sizes.add(Sizes.add(full.get(d), -pads));
        a.require(
            Sizes.known(sizes.get(d)).orElse(0L) >= 0,
            "the pads take more than dimension " + (d + 2) + " of the result");
      }
      return new TransposedWindow(a, given, sizes, op.groups());
    }
    var pads = pads(a, full, sizes, op.padding() == Padding.SAME_UPPER);
    return new TransposedWindow(a, window.withPads(pads), sizes, op.groups());
  }

  /// What has to go for the result to have these sizes: half of it at each side.
  private static List<Long> pads(
      Arguments a, List<Expr> full, List<Expr> sizes, boolean smallerFirst) {
    var starts = new ArrayList<Long>();
    var ends = new ArrayList<Long>();
    for (int d = 0; d < full.size(); d++) {
      var difference = Sizes.known(Sizes.subtract(full.get(d), sizes.get(d)));
      a.require(difference.isPresent(), "dimension " + (d + 2) + " must be known to pad it");
      long all = Math.max(0, difference.orElseThrow());
      starts.add(smallerFirst ? all / 2 : all - all / 2);
      ends.add(all - starts.get(d));
    }
    starts.addAll(ends);
    return starts;
  }

  Expr channels() {
    return Sizes.multiply(a.get(1).size(1), groups);
  }

  Shape shape() {
    var all = new ArrayList<Expr>(List.of(a.get(0).size(0), channels()));
    all.addAll(sizes);
    return new Shape(all);
  }

  /// The channel of the argument: inside the group of the result's channel.
  Expr channelOf(Expr resultChannel, Expr channel) {
    if (groups == 1) {
      return channel;
    }
    var group = Sizes.floorDiv(resultChannel, a.get(1).size(1));
    var many = Sizes.floorDiv(a.get(0).size(1), groups);
    return Sizes.add(Sizes.multiply(group, many), channel);
  }

  /// Empty where a convolution of the result has not as many steps as the argument has places: the
  /// gradient that follows from the meaning serves then.
  Optional<List<Value>> gradient(Value call, Value dy) {
    for (int d = 0; d < window.rank(); d++) {
      long pads = window.pads().get(d) + window.pads().get(window.rank() + d);
      var room = Sizes.subtract(Sizes.add(sizes.get(d), pads), window.extent(d));
      var steps = Sizes.add(Sizes.floorDiv(room, window.strides().get(d)), 1);
      if (!steps.equals(a.get(0).size(d + 2))) {
        return Optional.empty();
      }
    }
    var conv = new Conv(window.strides(), window.pads(), window.dilations(), groups);
    var dx = call.graph().apply(conv, dy, call.arg(1));
    return Optional.of(List.of(dx, byWeight(call, dy)));
  }

  /// `d_w[c, m, k] = Σ x[n, c, j] · d_y[n, group of c + m, j · stride + k · dilation - pad]`
  private Value byWeight(Value call, Value dy) {
    var dtype = dy.tensor().dtype();
    var both = new Arguments("d_convtranspose", List.of(a.get(0), dy.tensor()));
    var at = Sizes.indices("i", a.rank(1));
    var over = new ArrayList<Axis>(List.of(Axis.of("n", a.get(0).size(0))));
    for (int d = 0; d < window.rank(); d++) {
      over.add(Axis.of("j" + d, a.get(0).size(d + 2)));
    }
    var places = new ArrayList<Expr>();
    for (int d = 0; d < window.rank(); d++) {
      places.add(window.place(d, over.get(d + 1).index(), at.get(d + 2)));
    }
    var left = new ArrayList<Expr>(List.of(over.getFirst().index(), at.getFirst()));
    over.subList(1, over.size()).forEach(axis -> left.add(axis.index()));
    var many = Sizes.floorDiv(a.get(0).size(1), groups);
    var group =
        groups == 1
            ? Expr.of(0)
            : Sizes.multiply(Sizes.floorDiv(at.getFirst(), many), a.get(1).size(1));
    var right = new ArrayList<Expr>(List.of(over.getFirst().index(), Sizes.add(group, at.get(1))));
    right.addAll(places);
    var term =
        window
            .guard(places, sizes)
            .select(
                Products.term(dtype, both.read(0, left), both.read(1, right)),
                Expr.of(dtype.accumulator(), 0));
    return Derive.apply(
        call.graph(),
        both.operator(),
        new Meaning.Indexed(at, over, Reducer.sum(dtype), List.of(term)),
        a.get(1),
        List.of(call.arg(0), dy));
  }
}
