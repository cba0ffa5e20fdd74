package org.ashlar.operators.attention;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Slice;

/// Pairs of numbers turned by an angle that depends on their position (ONNX `RotaryEmbedding`; Su
/// et al. 2021, arXiv:2104.09864): `(x₁ cos - x₂ sin, x₁ sin + x₂ cos)`.
///
/// Arguments: `x[b, heads, places, d]`, cosines and sines, and optionally integer positions `[b,
/// places]`. Without positions cosines and sines are `[b, places, r/2]` or `[places, r/2]`; with
/// them, tables `[positions, r/2]`. Floats of one dtype.
///
/// @param interleaved whether neighbours are pairs; else a number and the one half a vector later
/// @param dimensions how many numbers `r` of each vector are turned, the rest stays; 0 for all
public record RotaryEmbedding(boolean interleaved, long dimensions) implements Operator {
  public RotaryEmbedding() {
    this(false, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.between(this, args, 3, 4);
    var x = a.get(0);
    a.require(x.rank() == 4, "x has 4 dimensions: batch, heads, places, numbers")
        .require(
            x.dtype().isFloat() && a.dtype(1) == x.dtype() && a.dtype(2) == x.dtype(),
            "takes floats of one dtype")
        .require(a.get(1).equals(a.get(2)), "cosines and sines differ in shape");
    long width = Sizes.known(x.size(3)).orElse(-1L);
    long turned = dimensions == 0 ? width : dimensions;
    a.require(
        turned > 0 && turned % 2 == 0 && turned <= width,
        "an even number of numbers is turned, at most all: not " + turned);
    a.require(
        a.rank(1) >= 2 && Sizes.is(a.get(1).size(-1), turned / 2),
        "needs " + turned / 2 + " angles a place");
    if (a.count() == 4) {
      a.require(a.rank(1) == 2, "with positions, cosines and sines are tables")
          .require(
              a.dtype(3).isInteger()
                  && a.get(3).shape().sizes().equals(List.of(x.size(0), x.size(2))),
              "positions are integers for each batch and place");
    } else {
      var leading = a.get(1).shape().sizes().subList(0, a.rank(1) - 1);
      a.require(
          leading.equals(List.of(x.size(0), x.size(2))) || leading.equals(List.of(x.size(2))),
          "needs angles for each place");
    }
    return List.of(x);
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var x = Arguments.between(this, args, 3, 4).get(0);
    long width = Sizes.known(x.size(3)).orElseThrow();
    long turned = dimensions == 0 ? width : dimensions;
    return Compose.of(
        name(),
        args,
        a -> {
          var cos = angles(a, 1);
          var sin = angles(a, 2);
          var step = interleaved ? 2 : 1;
          var first = part(a.get(0), 0, turned / 2, step);
          var second = part(a.get(0), interleaved ? 1 : turned / 2, turned / 2, step);
          var left = Build.sub(Build.mul(first, cos), Build.mul(second, sin));
          var right = Build.add(Build.mul(first, sin), Build.mul(second, cos));
          var whole = together(left, right, turned);
          return turned == width
              ? whole
              : Build.concat(-1, List.of(whole, part(a.get(0), turned, width - turned, 1)));
        });
  }

  /// Cosines or sines, chosen by position, with a dimension for the heads.
  private static Value angles(List<Value> args, int which) {
    var table = args.get(which);
    var chosen = args.size() == 4 ? Build.gather(table, args.get(3), 0) : table;
    return chosen.tensor().rank() == 3 ? Build.unsqueeze(chosen, 1) : chosen;
  }

  /// The numbers of each vector from a start, so many, each so far from the next.
  private static Value part(Value x, long start, long count, long step) {
    var sizes = new ArrayList<>(x.tensor().shape().sizes());
    sizes.set(3, Expr.of(count));
    return Build.apply(
        new Slice(List.of(0L, 0L, 0L, start), new Shape(sizes), List.of(1L, 1L, 1L, step)), x);
  }

  private Value together(Value left, Value right, long turned) {
    if (!interleaved) {
      return Build.concat(-1, List.of(left, right));
    }
    var pairs = Build.concat(-1, List.of(Build.unsqueeze(left, 4), Build.unsqueeze(right, 4)));
    var sizes = new ArrayList<>(left.tensor().shape().sizes());
    sizes.set(3, Expr.of(turned));
    return Build.reshape(pairs, new Shape(sizes));
  }
}
