package org.ashlar.models.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// How long repeated runs took, in milliseconds.
record Times(double[] sorted) {
  static Times of(double[] milliseconds) {
    var sorted = milliseconds.clone();
    Arrays.sort(sorted);
    return new Times(sorted);
  }

  /// The time that a part of the runs stayed within; between two runs in proportion.
  double quantile(double part) {
    double place = part * (sorted.length - 1);
    int below = (int) Math.floor(place);
    int above = Math.min(sorted.length - 1, below + 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  Map<String, Number> json() {
    var json = new LinkedHashMap<String, Number>();
    json.put("repeats", sorted.length);
    json.put("median", rounded(quantile(0.5)));
    json.put("p10", rounded(quantile(0.1)));
    json.put("p90", rounded(quantile(0.9)));
    return json;
  }

  private static double rounded(double ms) {
    return Math.round(ms * 1000) / 1000.0;
  }

  /// `1.25 ms (median of 10; p10 1.2, p90 1.4)`
  @Override
  public String toString() {
    return sorted.length == 1
        ? String.format(Locale.ROOT, "%.3g ms", sorted[0])
        : String.format(
            Locale.ROOT,
            "%.3g ms (median of %d; p10 %.3g, p90 %.3g)",
            quantile(0.5),
            sorted.length,
            quantile(0.1),
            quantile(0.9));
  }
}
