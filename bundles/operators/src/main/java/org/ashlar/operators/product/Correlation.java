package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Padding;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The geometry of a convolution of `x[n, c, size…]` by `w[m, c / groups, kernel…]`.
///
/// @param a the arguments, `x` and `w` the first two
record Correlation(Arguments a, Window window, long groups) {
  /// A product of the element of `x` and that of `w`, for a channel of the result.
  @FunctionalInterface
  interface Term {
    Expr of(Expr x, Expr weight, Index channel);
  }

  /// Refuses what does not fit.
  static Correlation of(
      Arguments a,
      List<Long> strides,
      List<Long> pads,
      List<Long> dilations,
      Padding padding,
      long groups) {
    int rank = a.rank(0);
    a.require(rank >= 3 && rank <= 5, "takes one to three dimensions after batch and channels")
        .require(a.rank(1) == rank, "ranks differ")
        .require(
            groups > 0 && divides(groups, a.get(0).size(1)) && divides(groups, a.get(1).size(0)),
            "channels do not divide into " + groups + " groups")
        .require(
            a.get(0).size(1).equals(Sizes.multiply(a.get(1).size(1), groups)), "channels differ");
    var window =
        Window.of(a, spatial(a, 1), strides, pads, dilations).padded(a, padding, spatial(a, 0));
    return new Correlation(a, window, groups);
  }

  /// The sizes after batch and channels.
  static List<Expr> spatial(Arguments a, int argument) {
    return a.get(argument).shape().sizes().subList(2, a.rank(argument));
  }

  static boolean divides(long groups, Expr channels) {
    return Sizes.known(channels).map(n -> n % groups == 0).orElse(groups == 1);
  }

  Shape shape() {
    var sizes = new ArrayList<Expr>(List.of(a.get(0).size(0), a.get(1).size(0)));
    sizes.addAll(window.steps(a, spatial(a, 0)));
    return new Shape(sizes);
  }

  /// `Σ term`, where outside the argument every term is 0.
  Meaning.Indexed meaning(DType dtype, Term term) {
    var result = Sizes.indices("i", a.rank(0));
    var channel = Axis.of("c", a.get(1).size(1));
    var inside = window.axes();
    var over = new ArrayList<Axis>(List.of(channel));
    over.addAll(inside);
    var places = window.places(result.subList(2, result.size()), inside);
    var left =
        new ArrayList<Expr>(List.of(result.get(0), channelOf(result.get(1), channel.index())));
    left.addAll(places);
    var right = new ArrayList<Expr>(List.of(result.get(1)));
    over.forEach(axis -> right.add(axis.index()));
    var product = term.of(a.read(0, left), a.read(1, right), result.get(1));
    var guarded = window.guard(places, spatial(a, 0)).select(product, Expr.of(product.dtype(), 0));
    return new Meaning.Indexed(result, over, Reducer.sum(dtype), List.of(guarded));
  }

  /// The argument's channel: inside the group of the result's channel.
  private Expr channelOf(Expr resultChannel, Expr channel) {
    if (groups == 1) {
      return channel;
    }
    var perGroup = Sizes.floorDiv(a.get(1).size(0), groups);
    var group = Sizes.floorDiv(resultChannel, perGroup);
    var base = Sizes.multiply(group, a.get(1).size(1));
    return Sizes.is(a.get(1).size(1), 1) ? base : Sizes.add(base, channel);
  }
}
