package org.ashlar.cpu.low;

/// How two whole numbers compare.
public enum Condition {
  EQ,
  NE,
  LT,
  LE,
  GT,
  GE,
  /// As numbers without a sign.
  BELOW
}
