package org.ashlar.operators.attention;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.create.Iota;
import org.ashlar.operators.pointwise.LessOrEqual;

/// The shapes of attention: heads of queries, and the groups of them that share keys and values.
///
/// @param each heads a group
record Heads(Shape scores, Expr groups, Expr each, TensorType result) {

  /// @param mask the position of the mask, after queries, keys and perhaps values
  static Heads of(Arguments a, int mask) {
    for (int i = 0; i < mask; i++) {
      a.require(a.rank(i) == 4, "queries, keys and values have 4 dimensions");
      a.require(a.dtype(i).isFloat() && a.dtype(i) == a.dtype(0), "takes floats of one dtype");
    }
    var q = a.get(0);
    var k = a.get(1);
    var v = a.get(mask - 1);
    a.require(
            q.size(0).equals(k.size(0)) && q.size(0).equals(v.size(0)), "sizes of the batch differ")
        .require(
            k.size(1).equals(v.size(1)) && k.size(2).equals(v.size(2)),
            "keys and values need equally many heads and places")
        .require(q.size(3).equals(k.size(3)), "queries and keys need vectors of one size");
    var each = Sizes.floorDiv(q.size(1), k.size(1));
    a.require(
        Sizes.multiply(each, k.size(1)).equals(q.size(1)),
        "the heads of keys do not divide those of queries");
    var scores = new Shape(List.of(q.size(0), q.size(1), q.size(2), k.size(2)));
    if (a.count() > mask) {
      var fits = Sizes.broadcast(List.of(scores, a.get(mask).shape())).filter(scores::equals);
      a.require(fits.isPresent(), "the mask does not broadcast to " + scores)
          .require(
              a.dtype(mask) == DType.BOOL || a.dtype(mask).isFloat(),
              "the mask must be bool or floats");
    }
    var sizes = List.of(q.size(0), q.size(1), q.size(2), v.size(3));
    return new Heads(scores, k.size(1), each, new TensorType(q.dtype(), new Shape(sizes)));
  }

  /// Whether every head has keys of its own: then groups are no dimension.
  private boolean isPlain() {
    return Sizes.is(each, 1);
  }

  /// Keys or values as what all heads of a group meet.
  Value shared(Value x) {
    return isPlain() ? x : Build.unsqueeze(x, 2);
  }

  /// The shape with the heads of a group in a dimension of their own, where they share keys.
  Shape grouped(TensorType type) {
    if (isPlain()) {
      return type.shape();
    }
    var sizes = type.shape().sizes();
    return new Shape(List.of(sizes.get(0), groups, each, sizes.get(2), sizes.get(3)));
  }

  /// A mask shaped to meet grouped scores.
  Value regrouped(Value mask) {
    var sizes = new ArrayList<>(mask.tensor().shape().sizes());
    if (sizes.size() < 3 || isPlain()) {
      return mask;
    }
    int heads = sizes.size() - 3;
    boolean isOne = Sizes.is(sizes.get(heads), 1);
    sizes.set(heads, isOne ? Expr.of(1) : groups);
    sizes.add(heads + 1, isOne ? Expr.of(1) : each);
    return Build.reshape(mask, new Shape(sizes));
  }

  /// Whether a query may see a key: none behind it.
  Value past(Graph graph) {
    var rows = new Shape(List.of(scores.size(2), Expr.of(1)));
    var columns = new Shape(List.of(scores.size(3)));
    var query = graph.apply(new Iota(DType.I64, rows, 0));
    var key = graph.apply(new Iota(DType.I64, columns, 0));
    return Build.apply(new LessOrEqual(), key, query);
  }

  static Value wide(Value x) {
    return Build.cast(x, x.tensor().dtype().accumulator());
  }
}
