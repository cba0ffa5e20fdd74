package org.ashlar.rules;

import java.util.ArrayList;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.move.Flatten;
import org.ashlar.operators.move.Flip;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Squeeze;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.move.Unsqueeze;
import org.ashlar.operators.quantise.DynamicQuantizeLinear;
import org.ashlar.operators.quantise.QuantizeLinear;

/// What is moved and then quantised is quantised where it is made, and its few bits are moved:
/// `quantise(move(x)) = move(quantise(x))`, bit by bit, for one scale and movements that keep every
/// element. The scale that fits is the same wherever the numbers lie.
public final class HastenQuantise implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case DynamicQuantizeLinear _ when moves(value.arg(0)) -> hastened(value);
      case QuantizeLinear _ when moves(value.arg(0)) && Dequantised.isOne(value.arg(1)) ->
          hastened(value);
      default -> value;
    };
  }

  private static boolean moves(Value value) {
    return switch (value.op()) {
      case Reshape _, Flatten _, Squeeze _, Unsqueeze _, Transpose _, Flip _ -> true;
      default -> false;
    };
  }

  private static Value hastened(Value value) {
    var move = value.arg(0);
    var args = new ArrayList<>(value.args());
    args.set(0, move.arg(0));
    var made = value.graph().applyAll(value.op(), args).get(value.result());
    return value.result() == 0 ? value.graph().apply(move.op(), made) : made;
  }
}
