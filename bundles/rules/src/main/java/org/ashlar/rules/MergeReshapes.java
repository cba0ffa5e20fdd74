package org.ashlar.rules;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.move.Reshape;

/// Of two reshapes the last counts; one to the shape that is there is none.
public final class MergeReshapes implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Reshape(var shape) when shape.equals(value.arg(0).tensor().shape()) -> value.arg(0);
      case Reshape(var shape) when value.arg(0).op() instanceof Reshape ->
          Build.reshape(value.arg(0).arg(0), shape);
      default -> value;
    };
  }
}
