package org.ashlar.operators.pointwise;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The first argument's numbers in the dtype of the second (ONNX `CastLike`), as {@link Cast} makes
/// them; the second's numbers and shape do not matter.
public record CastLike(boolean saturate, Cast.Rounding rounding) implements Operator {
  public CastLike() {
    this(false, Cast.Rounding.UP);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    a.require(Cast.isCastable(a.dtype(0)) && Cast.isCastable(a.dtype(1)), "takes numbers or bool");
    return List.of(new TensorType(a.dtype(1), a.get(0).shape()));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 2);
    var at = Sizes.indices("i", a.rank(0));
    var cast = new Cast(a.dtype(1), saturate, rounding);
    return Meaning.Indexed.of(at, cast.body(a.read(0, at)));
  }
}
