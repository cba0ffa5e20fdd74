package org.ashlar.itest.operators;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// Files of numbers that were computed elsewhere.
final class Resources {
  private Resources() {}

  static String text(String name) throws IOException {
    try (var in = Resources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("resource: is not there: " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// `x0: f32[2, 3] 0.5 1 …`
  static TensorData data(String line) {
    var text = line.substring(line.indexOf(':') + 1);
    int end = text.indexOf(']') + 1;
    var type = (TensorType) Parse.type(text.substring(0, end).strip());
    var words = text.substring(end).strip();
    var values =
        words.isEmpty()
            ? new double[0]
            : Arrays.stream(words.split(" ")).mapToDouble(Resources::number).toArray();
    return TensorData.of(type.dtype(), values, type.shape().constants());
  }

  static double number(String word) {
    return switch (word) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(word);
    };
  }
}
