package org.ashlar.operators.gather;

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
import org.ashlar.operators.Sizes;

/// For each whole number a row of zeros with a 1 at that place; a number outside `0 … size - 1`
/// gives zeros only.
///
/// The numbers are those of `dtype`: `true` and `false` for bool.
public record OneHot(long size, DType dtype) implements Operator {
  public OneHot {
    if (size < 0) {
      throw new IllegalArgumentException("onehot: size must not be negative: " + size);
    }
  }

  public OneHot() {
    this(10, DType.F32);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(a.dtype(0).isInteger(), "takes integers");
    var sizes = new ArrayList<>(a.get(0).shape().sizes());
    sizes.add(Expr.of(size));
    return List.of(new TensorType(dtype, new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", a.rank(0) + 1);
    var label = a.read(0, result.subList(0, a.rank(0))).cast(DType.I64);
    return Meaning.Indexed.of(
        result, label.eq(result.getLast()).select(Expr.of(dtype, 1), Expr.of(dtype, 0)));
  }
}
