package org.ashlar.operators.attention;

/// How far the scores of attention have come.
public enum Stage {
  /// Products of queries and keys, scaled.
  RAW,
  /// After the soft cap.
  CAPPED,
  /// After the mask.
  MASKED,
  /// After the softmax along the keys.
  SHARES
}
