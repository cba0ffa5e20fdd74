package org.ashlar.rules;

import java.util.ArrayList;
import java.util.stream.IntStream;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.gather.Gather;
import org.ashlar.operators.move.Flatten;
import org.ashlar.operators.move.Flip;
import org.ashlar.operators.move.Reshape;
import org.ashlar.operators.move.Slice;
import org.ashlar.operators.move.Squeeze;
import org.ashlar.operators.move.Transpose;
import org.ashlar.operators.move.Unsqueeze;
import org.ashlar.operators.pool.MaxPool;
import org.ashlar.operators.quantise.DequantizeLinear;

/// What only moves numbers moves the few bits that stand for them, which then meet what uses or
/// quantises them: `move((x - z) · s) = (move(x) - z) · s`, bit by bit.
///
/// So does the largest under a window where the scale is above 0, since dequantising keeps the
/// order.
public final class DelayDequantise implements Rule {
  @Override
  public Value apply(Value value) {
    boolean moves =
        switch (value.op()) {
          case Reshape _, Flatten _, Squeeze _, Unsqueeze _ -> true;
          case Transpose _, Flip _, Slice _, Gather _ -> true;
          case MaxPool pool -> alwaysFinds(pool) && isPositive(value.arg(0));
          default -> false;
        };
    return moves ? Dequantised.of(value.arg(0)).map(d -> delayed(value, d)).orElse(value) : value;
  }

  private static Value delayed(Value value, Dequantised d) {
    if (d.isUniform()) {
      var args = new ArrayList<>(value.args());
      args.set(0, d.x());
      var moved = value.graph().apply(value.op(), args);
      return Build.apply(new DequantizeLinear(), moved, d.scale(), d.zero());
    }
    if (value.op() instanceof Transpose t) {
      var moved = Build.apply(t, d.x());
      int axis = t.order(d.x().tensor().rank()).indexOf(d.axis());
      var zeros = Build.broadcast(d.zero(), d.scale().tensor().shape());
      return Build.apply(new DequantizeLinear(axis, 0), moved, d.scale(), zeros);
    }
    return value;
  }

  private static boolean isPositive(Value value) {
    return value.op() instanceof DequantizeLinear
        && Dequantised.isOne(value.arg(1))
        && Match.isOrdinary(Match.scalar(value.arg(1)));
  }

  /// Whether every window holds an element: what stands in an empty one differs.
  private static boolean alwaysFinds(MaxPool pool) {
    return !pool.ceil()
        && pool.dilations().stream().allMatch(d -> d == 1)
        && IntStream.range(0, pool.pads().size())
            .allMatch(i -> pool.pads().get(i) < pool.kernel().get(i % pool.kernel().size()));
  }
}
