package org.ashlar.rules;

import org.ashlar.ir.Derived;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;

/// What is added to affine places is gathered from them instead: `y[f(i)] += x[i]` becomes `y[j] =
/// Σ x[f⁻¹(j)]`.
///
/// The derived gradients of products, convolutions, poolings and movements are then plain loops
/// without conflicts.
public final class InvertIndex implements Rule {
  @Override
  public Value apply(Value value) {
    return value.op() instanceof Derived(var label, Meaning.Scattered scattered, var type)
        ? Inversion.of(value, label, scattered, type).orElse(value)
        : value;
  }
}
