package org.ashlar.rules;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.move.Broadcast;
import org.ashlar.operators.move.Concat;
import org.ashlar.operators.move.Pad;
import org.ashlar.operators.move.Slice;

/// A broadcast, slice, padding or concatenation that moves nothing.
public final class DropMovement implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Broadcast _, Slice _ when isWhole(value) -> value.arg(0);
      case Pad(var pads, _, _) when pads.stream().allMatch(p -> p == 0) -> value.arg(0);
      case Concat _ when value.args().size() == 1 -> value.arg(0);
      default -> value;
    };
  }

  private static boolean isWhole(Value value) {
    boolean forward =
        !(value.op() instanceof Slice s) || s.steps().stream().allMatch(step -> step > 0);
    return forward && value.type().equals(value.arg(0).type());
  }
}
