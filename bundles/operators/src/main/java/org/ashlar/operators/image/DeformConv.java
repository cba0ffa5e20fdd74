package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;
import org.ashlar.operators.build.Build;

/// The deformable convolution: `y[n, m, o…] = Σ x(n, c, o·stride + k·dilation - pad + offset[n, k,
/// o…]) · mask[n, k, o…] · w[m, c, k…]`, where `x` at a place between elements is interpolated
/// between its neighbours, and 0 stands outside (Dai and others 2017, arXiv:1703.06211; Zhu and
/// others 2018, arXiv:1811.11168).
///
/// Arguments: `x[n, c, size…]` with one to three dimensions after the channels, the weight `w[m, c
/// / groups, kernel…]`, the offsets `[n, offsetGroups · kernel… · dimensions, o…]`, and, if wanted,
/// the mask `[n, offsetGroups · kernel…, o…]`. Floats of one dtype. Each group of neighbouring
/// channels has offsets of its own. (ONNX operator DeformConv, whose bias is added to this.)
///
/// @param strides one a dimension; empty for 1
/// @param pads places added at each start, then at each end; empty for none
/// @param dilations the distance of neighbours in the window; empty for 1
public record DeformConv(
    List<Long> strides, List<Long> pads, List<Long> dilations, long groups, long offsetGroups)
    implements Operator {
  private static final int OFFSET = 2;
  private static final int MASK = 3;

  public DeformConv {
    strides = List.copyOf(strides);
    pads = List.copyOf(pads);
    dilations = List.copyOf(dilations);
  }

  public DeformConv() {
    this(List.of(), List.of(), List.of(), 1, 1);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 3, 4).sameDtypes().floats();
    int rank = a.rank(0);
    a.require(rank >= 3 && rank <= 5, "takes one to three dimensions after batch and channels")
        .require(a.rank(1) == rank && a.rank(OFFSET) == rank, "ranks differ")
        .require(
            divides(groups, a.get(0).size(1)) && divides(groups, a.get(1).size(0)),
            "channels do not divide into " + groups + " groups")
        .require(
            divides(offsetGroups, a.get(0).size(1)),
            "channels do not divide into " + offsetGroups + " groups of offsets")
        .require(
            a.get(0).size(1).equals(Sizes.multiply(a.get(1).size(1), groups)), "channels differ");
    var steps = steps(a);
    var places = Sizes.multiply(Sizes.product(kernel(a)), offsetGroups);
    a.require(
        a.get(OFFSET).shape().equals(perPlace(a, Sizes.multiply(places, rank - 2), steps)),
        "offsets need a number for each dimension and place of the window");
    a.require(
        a.count() <= MASK || a.get(MASK).shape().equals(perPlace(a, places, steps)),
        "the mask needs a number for each place of the window");
    return List.of(new TensorType(a.dtype(0), result(a)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.between(this, args, 3, 4);
    var columns = new Derived("deformed", columns(a), new TensorType(a.dtype(0), columnShape(a)));
    return Compose.of(
        name(),
        args,
        v -> {
          var x = v.getFirst().graph().apply(columns, without(v, 1));
          var count = Sizes.product(steps(a));
          var inside = Sizes.multiply(Sizes.product(kernel(a)), a.get(1).size(1));
          var many = Sizes.floorDiv(a.get(1).size(0), groups);
          var group = Expr.of(groups);
          var flat = Build.reshape(x, shape(a.get(0).size(0), group, inside, count));
          var weight = Build.reshape(v.get(1), shape(group, many, inside));
          return Build.reshape(Build.matmul(weight, flat), result(a));
        });
  }

  /// `[n, c, k…, o…]`: what the window covers, interpolated.
  private Meaning columns(Arguments a) {
    int n = a.rank(0) - 2;
    var wide = a.dtype(0).accumulator();
    var result = Sizes.indices("i", 2 + 2 * n);
    var inside = result.subList(2, 2 + n);
    var steps = result.subList(2 + n, 2 + 2 * n);
    var row = row(a, result.get(1), inside);
    var window = window(a);
    var places = new ArrayList<Local>();
    for (int d = 0; d < n; d++) {
      places.add(new Local("p" + d, wide));
    }
    var around = Neighbours.of(Interpolation.LINEAR, 0, places);
    var at = new ArrayList<Expr>(result.subList(0, 2));
    at.addAll(around.elements());
    var guard = new Window.Guard();
    for (int d = 0; d < n; d++) {
      guard.inside(at.get(d + 2), a.get(0).size(d + 2), true, true);
    }
    var counts = around.weight();
    int mask = MASK - 1;
    var read = without(a);
    if (a.count() > MASK) {
      counts = counts.times(read.read(mask, beside(result, row, steps)).cast(wide));
    }
    var term = guard.select(read.read(0, at).cast(wide).times(counts), Expr.of(wide, 0));
    for (int d = n - 1; d >= 0; d--) {
      var offset =
          read.read(OFFSET - 1, beside(result, Sizes.add(Sizes.multiply(row, n), d), steps));
      var place = window.place(d, steps.get(d), inside.get(d)).cast(wide).plus(offset.cast(wide));
      term = new Expr.Let(places.get(d), place, term);
    }
    return new Meaning.Indexed(result, around.over(), Reducer.sum(a.dtype(0)), List.of(term));
  }

  /// The place of the window counted over all groups of offsets.
  private Expr row(Arguments a, Index channel, List<Index> inside) {
    var each = Sizes.floorDiv(a.get(0).size(1), offsetGroups);
    Expr row = offsetGroups == 1 ? Expr.of(0) : Sizes.floorDiv(channel, each);
    for (int d = 0; d < inside.size(); d++) {
      row = Sizes.add(Sizes.multiply(row, kernel(a).get(d)), inside.get(d));
    }
    return row;
  }

  private static List<Expr> beside(List<Index> result, Expr row, List<Index> steps) {
    var at = new ArrayList<Expr>(List.of(result.getFirst(), row));
    at.addAll(steps);
    return at;
  }

  /// The arguments that the columns are made of: all but the weight.
  private static Arguments without(Arguments a) {
    var types = new ArrayList<>(a.types());
    types.remove(1);
    return new Arguments(a.operator(), types);
  }

  private static List<Value> without(List<Value> values, int argument) {
    var rest = new ArrayList<>(values);
    rest.remove(argument);
    return rest;
  }

  private Window window(Arguments a) {
    return Window.of(a, kernel(a), strides, pads, dilations);
  }

  private static List<Expr> kernel(Arguments a) {
    return a.get(1).shape().sizes().subList(2, a.rank(1));
  }

  private List<Expr> steps(Arguments a) {
    return window(a).steps(a, a.get(0).shape().sizes().subList(2, a.rank(0)));
  }

  private Shape result(Arguments a) {
    return perPlace(a, a.get(1).size(0), steps(a));
  }

  private static Shape perPlace(Arguments a, Expr many, List<Expr> steps) {
    var sizes = new ArrayList<Expr>(List.of(a.get(0).size(0), many));
    sizes.addAll(steps);
    return new Shape(sizes);
  }

  private Shape columnShape(Arguments a) {
    var sizes = new ArrayList<Expr>(List.of(a.get(0).size(0), a.get(0).size(1)));
    sizes.addAll(kernel(a));
    sizes.addAll(steps(a));
    return new Shape(sizes);
  }

  private static Shape shape(Expr... sizes) {
    return new Shape(List.of(sizes));
  }

  private static boolean divides(long groups, Expr channels) {
    return groups > 0 && Sizes.known(channels).map(n -> n % groups == 0).orElse(groups == 1);
  }
}
