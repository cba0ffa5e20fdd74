package org.ashlar.models.data;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;

/// How far an output in fewer bits is from the same output in f32.
///
/// @param largest difference of two numbers
/// @param mean difference
/// @param scale the largest number of the f32 output
/// @param rows along the last dimension, of two numbers or more; 0: it has none
/// @param same rows whose largest number stands at the same place: the class of a classifier
public record Loss(double largest, double mean, double scale, long rows, long same) {
  /// One loss for each output that is a tensor of numbers, by name.
  public static Map<String, Loss> of(Map<String, Datum> narrow, Map<String, Datum> f32) {
    var all = new LinkedHashMap<String, Loss>();
    f32.forEach((name, datum) -> {
      if (datum instanceof TensorData x
          && narrow.get(name) instanceof TensorData y
          && x.type().equals(y.type())
          && !x.dtype().toString().startsWith("c")) {
        all.put(name, of(y, x));
      }
    });
    return all;
  }

  private static Loss of(TensorData narrow, TensorData f32) {
    var given = narrow.toDoubles();
    var expected = f32.toDoubles();
    double largest = 0;
    double sum = 0;
    double scale = 0;
    for (int i = 0; i < expected.length; i++) {
      double apart = given[i] == expected[i] ? 0 : Math.abs(given[i] - expected[i]);
      apart = Double.isNaN(given[i]) && Double.isNaN(expected[i]) ? 0 : apart;
      largest = Double.isNaN(apart) ? apart : Math.max(largest, apart);
      sum += apart;
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    var sizes = f32.sizes();
    int width = sizes.length == 0 ? 1 : Math.toIntExact(sizes[sizes.length - 1]);
    int rows = width < 2 ? 0 : expected.length / width;
    int same = 0;
    for (int row = 0; row < rows; row++) {
      same += highest(given, row * width, width) == highest(expected, row * width, width) ? 1 : 0;
    }
    double mean = expected.length == 0 ? 0 : sum / expected.length;
    return new Loss(largest, mean, scale, rows, same);
  }

  private static int highest(double[] numbers, int from, int count) {
    int highest = 0;
    for (int i = 1; i < count; i++) {
      highest = numbers[from + i] > numbers[from + highest] ? i : highest;
    }
    return highest;
  }

  /// For programs.
  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    if (Double.isFinite(largest)) {
      json.put("max_abs_diff", largest);
      json.put("mean_abs_diff", mean);
    }
    json.put("max_abs", scale);
    if (rows > 0) {
      json.put("rows", rows);
      json.put("same_class", same);
    }
    return json;
  }

  /// `largest 0.0123 (0.12 % of the largest number), mean 0.001, same class in 12 of 12`
  @Override
  public String toString() {
    var share =
        scale == 0
            ? ""
            : String.format(Locale.ROOT, " (%.2g %% of the largest number)", 100 * largest / scale);
    return String.format(Locale.ROOT, "largest %.3g", largest)
        + share
        + String.format(Locale.ROOT, ", mean %.3g", mean)
        + (rows == 0 ? "" : ", same class in " + same + " of " + rows);
  }
}
