package org.ashlar.shell.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A curve drawn with characters: time to the right, values up, on a logarithmic scale.
public final class Chart {
  private static final String BLOCKS = " ▁▂▃▄▅▆▇█";
  private static final String ASCII = " .:-=+*#@";

  private Chart() {}

  /// The lines of a chart of positive values.
  ///
  /// @param width columns of the curve; neighbours are averaged
  /// @param height lines
  public static List<String> of(List<Double> values, int width, int height, boolean blocks) {
    var columns = columns(values, width);
    double low = columns.stream().mapToDouble(Math::log).min().orElse(0);
    double high = columns.stream().mapToDouble(Math::log).max().orElse(1);
    var signs = blocks ? BLOCKS : ASCII;
    int levels = signs.length() - 1;
    var lines = new ArrayList<String>();
    for (int row = height - 1; row >= 0; row--) {
      double edge = low + (high - low) * row / height;
      double label = row == height - 1 ? Math.exp(high) : Math.exp(edge);
      var line = new StringBuilder(String.format(Locale.ROOT, "  %8.4f |", label));
      for (double column : columns) {
        double part = high > low ? (Math.log(column) - low) / (high - low) * height - row : 0;
        line.append(signs.charAt((int) Math.clamp(Math.ceil(part * levels), 0, levels)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static List<Double> columns(List<Double> values, int width) {
    var columns = new ArrayList<Double>();
    int n = Math.min(width, values.size());
    for (int c = 0; c < n; c++) {
      int from = c * values.size() / n;
      int to = Math.max(from + 1, (c + 1) * values.size() / n);
      double mean =
          values.subList(from, to).stream().mapToDouble(Double::doubleValue).average().orElse(1);
      columns.add(Math.max(mean, 1e-9));
    }
    return columns;
  }
}
