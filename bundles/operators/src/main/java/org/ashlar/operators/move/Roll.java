package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// The elements moved along some dimensions; what leaves at one end comes in at the other: `y[i] =
/// x[(i - shift) mod size]`.
///
/// @param shifts how far each axis moves, also negative
/// @param axes as many as shifts, negative from the last
public record Roll(List<Long> shifts, List<Long> axes) implements Operator {
  public Roll {
    shifts = List.copyOf(shifts);
    axes = List.copyOf(axes);
  }

  public Roll() {
    this(List.of(), List.of());
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    a.require(shifts.size() == axes.size(), "needs a shift an axis: " + shifts + " for " + axes);
    axes.forEach(axis -> a.axis(axis, a.rank(0)));
    return List.of(a.get(0));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", a.rank(0));
    var at = new ArrayList<Expr>(result);
    for (int i = 0; i < axes.size(); i++) {
      int d = a.axis(axes.get(i), a.rank(0));
      at.set(d, Sizes.floorMod(Sizes.add(at.get(d), -shifts.get(i)), a.get(0).size(d)));
    }
    return Meaning.Indexed.of(result, a.read(0, at));
  }
}
