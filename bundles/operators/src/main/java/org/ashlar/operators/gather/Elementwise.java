package org.ashlar.operators.gather;

import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// What gathers and scatters with a place for each element share.
final class Elementwise {
  private Elementwise() {}

  /// Refuses places that are no integers or reach over the argument's other dimensions.
  static void check(Arguments a, long axis, int places) {
    int rank = a.rank(0);
    int along = a.axis(axis, rank);
    a.require(a.dtype(places).isInteger(), "places must be integers")
        .require(a.rank(places) == rank, "ranks differ");
    for (int d = 0; d < rank; d++) {
      var size = a.get(0).size(d);
      var count = a.get(places).size(d);
      boolean fits =
          count.equals(size)
              || Sizes.known(size).flatMap(n -> Sizes.known(count).map(m -> m <= n)).orElse(false);
      a.require(d == along || fits, "places reach over dimension " + d);
    }
  }
}
