package org.ashlar.rules;

import java.util.ArrayList;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.move.Broadcast;

/// A pointwise operator broadcasts by itself: `f(broadcast x, y) = f(x, y)` where y has the whole
/// shape.
public final class SkipBroadcast implements Rule {
  @Override
  public Value apply(Value value) {
    for (int i = 0; i < value.args().size(); i++) {
      if (value.arg(i).op() instanceof Broadcast && isPointwise(value)) {
        var args = new ArrayList<>(value.args());
        args.set(i, value.arg(i).arg(0));
        var shorter = value.graph().applyAll(value.op(), args);
        if (shorter.getFirst().type().equals(value.type())) {
          return shorter.getFirst();
        }
      }
    }
    return value;
  }

  private static boolean isPointwise(Value value) {
    return value.op().meaning(value.args().stream().map(Value::type).toList())
        instanceof Meaning.Pointwise;
  }
}
