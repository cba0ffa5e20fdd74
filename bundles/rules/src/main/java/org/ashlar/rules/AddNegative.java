package org.ashlar.rules;

import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.pointwise.Add;
import org.ashlar.operators.pointwise.Neg;
import org.ashlar.operators.pointwise.Sub;

/// `x + (-y) = x - y`, `(-y) + x = x - y`, `x - (-y) = x + y`.
public final class AddNegative implements Rule {
  @Override
  public Value apply(Value value) {
    return switch (value.op()) {
      case Add() when value.arg(1).op() instanceof Neg ->
          Build.sub(value.arg(0), value.arg(1).arg(0));
      case Add() when value.arg(0).op() instanceof Neg ->
          Build.sub(value.arg(1), value.arg(0).arg(0));
      case Sub() when value.arg(1).op() instanceof Neg ->
          Build.add(value.arg(0), value.arg(1).arg(0));
      default -> value;
    };
  }
}
