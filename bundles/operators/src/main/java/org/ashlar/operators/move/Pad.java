package org.ashlar.operators.move;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;
import org.ashlar.operators.Window;

/// The argument with a border of one number.
///
/// Places outside the argument are never read. The gradient is the part inside.
///
/// @param pads how many places each dimension grows at its start, then how many each grows at its
///   end
public record Pad(List<Long> pads, double value) implements Operator {
  public Pad {
    pads = List.copyOf(pads);
  }

  public Pad() {
    this(List.of(), 0);
  }

  @Override
  public List<Type> infer(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    int rank = a.rank(0);
    a.require(pads.size() == 2 * rank, "needs " + 2 * rank + " pads, not " + pads)
        .require(pads.stream().allMatch(p -> p >= 0), "pads must not be negative: " + pads);
    var sizes = new ArrayList<Expr>();
    for (int d = 0; d < rank; d++) {
      sizes.add(Sizes.add(a.get(0).size(d), pads.get(d) + pads.get(rank + d)));
    }
    return List.of(new TensorType(a.dtype(0), new Shape(sizes)));
  }

  @Override
  public Meaning meaning(List<Type> args) {
    var a = Arguments.of(this, args, 1);
    var result = Sizes.indices("i", a.rank(0));
    var at = new ArrayList<Expr>();
    for (int d = 0; d < a.rank(0); d++) {
      at.add(Sizes.add(result.get(d), -pads.get(d)));
    }
    var guard = new Window.Guard();
    for (int d = 0; d < a.rank(0); d++) {
      guard.inside(at.get(d), a.get(0).size(d), pads.get(d) > 0, pads.get(a.rank(0) + d) > 0);
    }
    return Meaning.Indexed.of(result, guard.select(a.read(0, at), Expr.of(a.dtype(0), value)));
  }
}
