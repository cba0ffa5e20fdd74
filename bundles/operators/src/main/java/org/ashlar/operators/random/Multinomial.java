package org.ashlar.operators.random;

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
import org.ashlar.operators.Sizes;
import org.ashlar.operators.activation.Softmax;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.LessOrEqual;
import org.ashlar.operators.reduce.CountNonZero;

/// Classes drawn with the probabilities that logits say, `softmax x`, as often as told (ONNX
/// `Multinomial`).
///
/// Arguments: logits `x[…, classes]`, floats; the seed, an `i64` scalar. Result: classes of shape
/// `[…, samples]`: how many of the running sums of probabilities a uniform number has passed. Where
/// it meets a sum but for rounding, devices may choose neighbours.
///
/// @param dtype an integer
/// @param stream tells apart the uses of one seed
public record Multinomial(long samples, DType dtype, long stream) implements Operator {
  public Multinomial() {
    this(1, DType.I32, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Draws.seeded(Arguments.of(this, args, 2), 1);
    a.require(a.dtype(0).isFloat() && a.rank(0) >= 1, "logits must be floats of some classes")
        .require(dtype.isInteger(), "gives integers, not " + dtype)
        .require(samples >= 0, "samples must not be negative: " + samples);
    return List.of(new TensorType(dtype, shape(a)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    int rank = a.rank(0);
    return Compose.of(
        name(),
        args,
        v -> {
          var shares = Build.apply(new Softmax(), Build.cast(v.get(0), DType.F32));
          var sums = Build.unsqueeze(Build.cumsum(shares, -1), rank - 1);
          var draws = Draws.uniform(v.get(1), DType.F32, shape(a), stream);
          var passed = Build.apply(new LessOrEqual(), sums, Build.unsqueeze(draws, rank));
          var count = Build.apply(new CountNonZero(List.of(-1L), false), passed);
          // rounding may leave the last sum below 1
          var last = Build.size(v.get(0).graph(), DType.I64, Sizes.add(a.get(0).size(-1), -1));
          return Build.cast(Build.min(count, last), dtype);
        });
  }

  private Shape shape(Arguments a) {
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    sizes.set(sizes.size() - 1, Expr.of(samples));
    return new Shape(sizes);
  }
}
