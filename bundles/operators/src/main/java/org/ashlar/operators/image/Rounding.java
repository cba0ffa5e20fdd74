package org.ashlar.operators.image;

/// Which element is the nearest to a place between two.
public enum Rounding {
  /// The nearer one; of two the lower.
  ROUND_PREFER_FLOOR,
  /// The nearer one; of two the upper.
  ROUND_PREFER_CEIL,
  FLOOR,
  CEIL
}
