package org.ashlar.operators.image;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Axis;
import org.ashlar.ir.DType;
import org.ashlar.ir.Derived;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Identity;
import org.ashlar.operators.reduce.ReduceSum;

/// Resizes by weighted neighbours, one dimension after the other.
record Interpolating(Resize op, List<Scale> scales) {
  Meaning meaning(List<Type> args) {
    return Compose.of(
        op.name(),
        args,
        v -> {
          var image = v.getFirst();
          for (var scale : scales) {
            image = along(scale, image);
          }
          return scales.isEmpty() ? Build.apply(new Identity(), image) : image;
        });
  }

  private Value along(Scale scale, Value image) {
    var type = image.tensor();
    var weights = weights(scale, image.graph(), type.dtype().accumulator());
    var a = new Arguments(op.name(), List.of(type, weights.tensor()));
    var result = Sizes.indices("i", type.rank());
    var i = result.get(scale.dimension());
    var k = Axis.of("k", scale.taps());
    var place = Sizes.add(Sizes.add(scale.line().floor(i), scale.first()), k.index());
    var at = new ArrayList<Expr>(result);
    at.set(scale.dimension(), scale.inside(place, i, k.index()));
    var wide = weights.tensor().dtype();
    var term = a.read(0, at).cast(wide).times(a.read(1, i, k.index()));
    if (op.coordinates() == Coordinates.TF_CROP_AND_RESIZE) {
      var other =
          k.index().eq(Expr.of(0)).select(Expr.of(wide, op.extrapolation()), Expr.of(wide, 0));
      term = scale.isOutside(i).select(other, term);
    }
    var sizes = new ArrayList<>(type.shape().sizes());
    sizes.set(scale.dimension(), scale.out());
    var sum = new Meaning.Indexed(result, List.of(k), Reducer.sum(type.dtype()), List.of(term));
    return Build.apply(
        new Derived("resize", sum, new TensorType(type.dtype(), new Shape(sizes))), image, weights);
  }

  /// What each neighbour counts for each place of the result; they depend on sizes only.
  private static Value weights(Scale scale, Graph graph, DType dtype) {
    var at = Sizes.indices("i", 2);
    var shape = new Shape(List.of(scale.out(), scale.taps()));
    var weights =
        graph.apply(
            new Derived(
                "weights",
                Meaning.Indexed.of(at, scale.weight(at.get(0), at.get(1), dtype)),
                new TensorType(dtype, shape)));
    return scale.needsNorm()
        ? Build.div(weights, Build.apply(new ReduceSum(List.of(1L), true), weights))
        : weights;
  }
}
