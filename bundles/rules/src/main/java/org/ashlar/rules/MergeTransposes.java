package org.ashlar.rules;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Transpose;

/// Two transpositions are one.
public final class MergeTransposes implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Transpose outer when value.arg(0).op() instanceof Transpose inner ->
          merged(value, outer, inner);
      default -> value;
    };
  }

  private static Value merged(Value value, Transpose outer, Transpose inner) {
    int rank = value.tensor().rank();
    var first = inner.order(rank);
    var both = outer.order(rank).stream().map(d -> (long) first.get(d)).toList();
    return Build.apply(new Transpose(both), value.arg(0).arg(0));
  }
}
