package org.ashlar.operators.reduce;

import java.util.List;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The sum of all elements up to each place along an axis.
///
/// Takes numbers; narrow floats are summed in `f32`. The gradient is a running sum in the other
/// direction.
///
/// @param exclusive without the element at the place itself
/// @param reverse from the end
public record CumSum(long axis, boolean exclusive, boolean reverse) implements Operator {
  public CumSum() {
    this(-1, false, false);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1).numbers();
    a.axis(axis, a.rank(0));
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", a.rank(0));
    var along = result.get(a.axis(axis, a.rank(0)));
    var element = a.read(0, result).cast(a.dtype(0).accumulator());
    return new Meaning.Scanned(
        result, along, Reducer.sum(a.dtype(0)), List.of(element), exclusive, reverse);
  }
}
