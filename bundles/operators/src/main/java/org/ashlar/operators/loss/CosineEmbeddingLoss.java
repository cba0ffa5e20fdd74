package org.ashlar.operators.loss;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;

/// Pairs of vectors by their angle: `1 - cos` where `y` is 1 (alike), `max(0, cos - margin)` where
/// it is -1; the mean unless told otherwise.
///
/// Arguments: two tensors of vectors along the last dimension, of one shape, and `y` of their sizes
/// without the last; floats of one dtype. See {@link CosineSimilarity}.
public record CosineEmbeddingLoss(double margin, Reduction reduction) implements Operator {
  public CosineEmbeddingLoss() {
    this(0, Reduction.MEAN);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 3).sameDtypes().floats();
    a.require(a.get(0).equals(a.get(1)), "shapes differ")
        .require(a.rank(0) >= 1, "takes vectors")
        .require(
            a.get(2).shape().sizes().equals(a.get(0).shape().sizes().subList(0, a.rank(0) - 1)),
            "y needs the sizes without the last");
    return List.of(reduction.type(a.dtype(0), a.get(2).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Compose.of(
        name(),
        args,
        a -> {
          var cosine = Build.apply(new CosineSimilarity(), a.get(0), a.get(1));
          var alike = Build.greater(a.get(2), Build.scalar(a.get(2), 0));
          var apart = Build.apply(new Relu(), Build.sub(cosine, margin));
          return reduction.of(Build.where(alike, Build.sub(1, cosine), apart));
        });
  }
}
