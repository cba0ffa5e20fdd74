package org.ashlar.ir;

import org.ashlar.ir.Expr.Index;

/// An index with the number of values it takes, from 0.
public record Axis(Index index, Expr extent) {
  public Axis {
    if (extent.dtype() != DType.I64) {
      throw new IllegalArgumentException(
          "axis " + index.name() + ": the extent must be i64: " + extent.dtype());
    }
  }

  public static Axis of(String name, Expr extent) {
    return new Axis(new Index(name), extent);
  }

  public static Axis of(String name, long extent) {
    return of(name, Expr.of(extent));
  }
}
