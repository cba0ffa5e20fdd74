package org.ashlar.models.bench.measure;

import java.util.Arrays;
import java.util.List;

/// Numbers in their order.
public record Quantiles(double[] sorted) {
  public static Quantiles of(List<Double> values) {
    var sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return new Quantiles(sorted);
  }

  /// The number that a part of them stays within; between two in proportion.
  public double at(double part) {
    double place = part * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  public double median() {
    return at(0.5);
  }
}
