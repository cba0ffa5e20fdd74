package org.ashlar.operators.order;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The places of the elements that are not zero, in row-major order: `y[d, k]` (`i64[rank, count]`)
/// is where the `k`-th of them lies along dimension `d`.
///
/// Takes numbers and truths. How many there are is known once it has run. NaN is not zero. Has no
/// gradient. (ONNX operator NonZero.)
///
/// @param count the name of the size of the result
public record NonZero(String count) implements Operator {
  public NonZero() {
    this("count");
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(a.dtype(0) == DType.BOOL || isNumber(a), "takes numbers and truths");
    var most = Sizes.product(a.get(0).shape().sizes());
    return List.of(
        new TensorType(
            DType.I64, new Shape(List.of(Expr.of(a.rank(0)), Counted.upTo(a, count, most)))));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return new Meaning.Opaque(
        "the places of the elements that are not zero, a column each, in row-major order",
        data -> List.of(places(data.getFirst())));
  }

  private static boolean isNumber(Arguments a) {
    return a.dtype(0).isFloat() || a.dtype(0).isInteger();
  }

  private static TensorData places(TensorData data) {
    // not equal to zero, so NaN is found and -0 is not
    int count = 0;
    for (long i = 0; i < data.elements(); i++) {
      count += data.get(i) != 0 ? 1 : 0;
    }
    long[] sizes = data.sizes();
    var places = TensorData.zeros(DType.I64, sizes.length, count);
    int found = 0;
    for (long i = 0; found < count; i++) {
      if (data.get(i) != 0) {
        long rest = i;
        for (int d = sizes.length - 1; d >= 0; d--) {
          places.set((long) d * count + found, rest % sizes[d]);
          rest /= sizes[d];
        }
        found++;
      }
    }
    return places;
  }
}
