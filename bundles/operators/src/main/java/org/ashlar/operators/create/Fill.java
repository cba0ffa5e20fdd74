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

/// A tensor of one number everywhere: the constant of programs.
///
/// Takes nothing. The shape may have sizes that are known at launch only.
///
/// @param value rounded to the dtype
public record Fill(DType dtype, double value, Shape shape) implements Operator {
  public Fill() {
    this(DType.F32, 0, Shape.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    Arguments.of(this, args, 0);
    return List.of(new TensorType(dtype, shape));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    return Meaning.Indexed.of(Sizes.indices("i", shape.rank()), Expr.of(dtype, value));
  }
}
