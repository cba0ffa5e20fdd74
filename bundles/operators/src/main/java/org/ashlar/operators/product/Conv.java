package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The convolution of the field (a correlation), over one to three dimensions: `y[n, m, o…] = Σ
/// x[n, c, o·stride + k·dilation - pad, …] · w[m, c, k…]`.
///
/// The argument is `x[n, c, size…]`, the weight `w[m, c / groups, kernel…]`; channel group `g` of
/// the result sees only group `g` of the argument. Outside the argument stands 0. (ONNX operator
/// Conv, without bias.)
///
/// @param strides one a dimension; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
public record Conv(List<Long> strides, List<Long> pads, List<Long> dilations, long groups)
    implements Operator {
  public Conv {
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public Conv() {
    this(List.of(), List.of(), List.of(), 1);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var dtype = Products.result(a);
    int rank = a.rank(0);
    a.require(rank >= 3 && rank <= 5, "takes one to three dimensions after batch and channels")
        .require(a.rank(1) == rank, "ranks differ")
        .require(
            groups > 0 && divides(a.get(0).size(1)) && divides(a.get(1).size(0)),
            "channels do not divide into " + groups + " groups")
        .require(
            a.get(0).size(1).equals(Sizes.multiply(a.get(1).size(1), groups)), "channels differ");
    var window = window(a);
    var sizes = new ArrayList<Expr>(List.of(a.get(0).size(0), a.get(1).size(0)));
    for (int d = 2; d < rank; d++) {
      sizes.add(window.steps(a, d - 2, a.get(0).size(d)));
    }
    return List.of(new TensorType(dtype, new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var dtype = Products.result(a);
    var window = window(a);
    var result = Sizes.indices("i", a.rank(0));
    var channel = Axis.of("c", a.get(1).size(1));
    var over = new ArrayList<Axis>(List.of(channel));
    over.addAll(window.axes());
    var places = new ArrayList<Expr>();
    for (int d = 0; d < a.rank(0) - 2; d++) {
      places.add(window.place(d, result.get(d + 2), over.get(d + 1).index()));
    }
    var left =
        new ArrayList<Expr>(List.of(result.get(0), channelOf(a, result.get(1), channel.index())));
    left.addAll(places);
    var right = new ArrayList<Expr>(List.of(result.get(1)));
    over.forEach(axis -> right.add(axis.index()));
    var sizes = a.get(0).shape().sizes();
    var term =
        window
            .guard(places, sizes.subList(2, sizes.size()))
            .select(
                Products.term(dtype, a.read(0, left), a.read(1, right)),
                Expr.of(dtype.accumulator(), 0));
    return new Meaning.Indexed(result, over, Reducer.sum(dtype), List.of(term));
  }

  /// The argument's channel: inside the group of the result's channel.
  private Expr channelOf(Arguments a, Expr resultChannel, Expr channel) {
    if (groups == 1) {
      return channel;
    }
    var perGroup = Sizes.floorDiv(a.get(1).size(0), groups);
    var group = Sizes.floorDiv(resultChannel, perGroup);
    var base = Sizes.multiply(group, a.get(1).size(1));
    return Sizes.is(a.get(1).size(1), 1) ? base : Sizes.add(base, channel);
  }

  private Window window(Arguments a) {
    var sizes = a.get(1).shape().sizes();
    return Window.of(a, sizes.subList(2, sizes.size()), strides, pads, dilations);
  }

  private boolean divides(Expr channels) {
    return Sizes.known(channels).map(n -> n % groups == 0).orElse(groups == 1);
  }
}
