package org.ashlar.operators;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which dimensions a reduction combines.
public final class Reductions {
  private Reductions() {}

  public static Set<Integer> axes(Arguments args, List<Long> axes) {
    int rank = args.rank(0);
    if (axes.isEmpty()) {
      return IntStream.range(0, rank).boxed().collect(Collectors.toSet());
    }
    var positions = axes.stream().map(axis -> args.axis(axis, rank)).collect(Collectors.toSet());
    args.require(positions.size() == axes.size(), "an axis is named twice in " + axes);
    return positions;
  }
}
