package org.ashlar.rules;

import java.util.List;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.move.Transpose;

/// A transposition that keeps every dimension where it is.
public final class DropTranspose implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Transpose t when inOrder(t.order(value.tensor().rank())) -> value.arg(0);
      default -> value;
    };
  }

  private static boolean inOrder(List<Integer> order) {
    return order.stream().sorted().toList().equals(order);
  }
}
