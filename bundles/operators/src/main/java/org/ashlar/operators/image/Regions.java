package org.ashlar.operators.image;

import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// What operators on regions of images take.
final class Regions {
  private Regions() {}

  /// An image of four dimensions, and regions of so many numbers.
  static void check(Arguments a, int numbers) {
    a.require(a.dtype(0).isFloat() && a.dtype(0) == a.dtype(1), "takes floats of one dtype")
        .require(a.rank(0) == 4, "takes batch, channels, height and width")
        .require(
            a.rank(1) == 2 && Sizes.is(a.get(1).size(1), numbers),
            "a region needs " + numbers + " numbers");
  }
}
