package org.ashlar.operators.recurrent;

/// Which way a recurrent layer walks along its sequence.
public enum Direction {
  FORWARD,
  /// From the last element to the first; results stand at the elements that they belong to.
  REVERSE,
  /// Both, with weights of their own, the forward ones first.
  BIDIRECTIONAL;

  int count() {
    return this == BIDIRECTIONAL ? 2 : 1;
  }

  /// Whether the direction of this number, from 0, walks backwards.
  boolean isReverse(int number) {
    return this == REVERSE || number == 1;
  }
}
