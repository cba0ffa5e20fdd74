package org.ashlar.operators.create;

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

/// A matrix with 1 on a diagonal and 0 elsewhere.
///
/// Takes nothing. (NumPy `eye`, ONNX operator EyeLike.)
///
/// @param diagonal how far it lies above the main diagonal
public record Eye(DType dtype, long rows, long columns, long diagonal) implements Operator {
  public Eye {
    if (rows < 0 || columns < 0) {
      throw new IllegalArgumentException(
          "eye: sizes must not be negative: " + rows + " rows, " + columns + " columns");
    }
  }

  public Eye() {
    this(DType.F32, 1, 1, 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    Arguments.of(this, args, 0);
    return List.of(new TensorType(dtype, Shape.of(rows, columns)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var at = Sizes.indices("i", 2);
    var on = Sizes.add(at.getFirst(), diagonal).eq(at.getLast());
    return Meaning.Indexed.of(at, on.select(Expr.of(dtype, 1), Expr.of(dtype, 0)));
  }
}
