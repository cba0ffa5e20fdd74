package org.ashlar.train.report;

import java.util.Locale;
import org.ashlar.train.data.Dataset;

/// A sample in a page: as a picture where it is one, else its first numbers.
final class Samples {
  private static final int NUMBERS = 12;

  private Samples() {}

  static String html(Dataset data, int place, String words) {
    var sizes = data.samples().sizes();
    if (sizes.length == 4 && (sizes[1] == 1 || sizes[1] == 3)) {
      int channels = (int) sizes[1];
      int rows = (int) sizes[2];
      int columns = (int) sizes[3];
      return String.format(
          Locale.ROOT,
          "<img src=\"%s\" width=\"%d\" height=\"%d\" alt=\"%s\">",
          Png.uri(columns, rows, channels, pixels(data, place, channels, rows * columns)),
          columns,
          rows,
          words);
    }
    var text = new StringBuilder();
    long count = data.samples().elements() / data.size();
    for (long i = 0; i < Math.min(count, NUMBERS); i++) {
      text.append(Html.number(data.samples().get(place * count + i))).append(' ');
    }
    return "<code>" + text.toString().strip() + (count > NUMBERS ? " …" : "") + "</code>";
  }

  /// Stretched such that the least number is black and the largest white.
  private static byte[] pixels(Dataset data, int place, int channels, int area) {
    long start = (long) place * channels * area;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < channels * area; i++) {
      least = Math.min(least, data.samples().get(start + i));
      most = Math.max(most, data.samples().get(start + i));
    }
    var pixels = new byte[channels * area];
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < area; i++) {
        double value = data.samples().get(start + (long) c * area + i);
        double part = most > least ? (value - least) / (most - least) : 0;
        pixels[i * channels + c] = (byte) Math.round(255 * part);
      }
    }
    return pixels;
  }
}
