package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Reductions;
import org.ashlar.operators.Sizes;

/// The elements in opposite order along some dimensions: `y[i] = x[size - 1 - i]`.
///
/// @param axes negative from the last; empty for all
public record Flip(List<Long> axes) implements Operator {
  public Flip {
    axes = List.copyOf(axes);
  }

  public Flip() {
    this(List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    Reductions.axes(a, axes);
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var turned = Reductions.axes(a, axes);
    var result = Sizes.indices("i", a.rank(0));
    var at = new ArrayList<Expr>(result);
    for (int d : turned) {
      at.set(d, Sizes.subtract(Sizes.add(a.get(0).size(d), -1), result.get(d)));
    }
    return Meaning.Indexed.of(result, a.read(0, at));
  }
}
