package org.ashlar.reference;

import org.ashlar.ir.TensorData;

/// The numbers of a value with what rounding may have done to them.
///
/// @param magnitude of each element, in units of {@link Tracked#UNIT}; empty where all are exact.
///   Truths have one too: positive where they may come out otherwise
/// @param terms the most terms that one element was summed from, along the longest chain
record Numbers(TensorData data, double[] magnitude, long terms) {
  static Numbers exact(TensorData data) {
    return new Numbers(data, new double[0], 1);
  }

  double magnitude(long element) {
    return magnitude.length == 0 ? 0 : magnitude[(int) element];
  }
}
