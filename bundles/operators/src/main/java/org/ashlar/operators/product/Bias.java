package org.ashlar.operators.product;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Compose;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.pointwise.Add;

/// A third argument of convolutions: one number a channel, added to the result.
final class Bias {
  private Bias() {}

  static void check(Arguments a, DType result, Expr channels) {
    if (a.count() > 2) {
      a.require(
          a.dtype(2) == result && a.get(2).shape().sizes().equals(List.of(channels)),
          "the bias needs one " + result + " for each of the result's channels");
    }
  }

  /// The operator of two arguments, and the third added to what it gives.
  static Meaning.Composed meaning(Operator op, List<Type> args) {
    int rank = ((TensorType) args.getFirst()).rank();
    return Compose.of(
        op.name(),
        args,
        v -> {
          var graph = v.getFirst().graph();
          var sizes = new ArrayList<Expr>(List.of(v.get(2).tensor().size(0)));
          for (int d = 2; d < rank; d++) {
            sizes.add(Expr.of(1));
          }
          var bias = graph.apply(new Reshape(new Shape(sizes)), v.get(2));
          return graph.apply(new Add(), graph.apply(op, v.subList(0, 2)), bias);
        });
  }
}
