package org.ashlar.operators.pointwise;

import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;

/// Which floats have infinities: the narrowest do without.
final class Infinity {
  private Infinity() {}

  static boolean isIn(DType dtype) {
    long bits = Codec.encode(dtype, Double.POSITIVE_INFINITY);
    return Double.isInfinite(Codec.decode(dtype, bits));
  }
}
