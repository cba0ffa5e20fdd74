package org.ashlar.train.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Real handwritten digits, 1,797 images of 8×8 pixels, embedded.
///
/// Source: E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine
/// Learning Repository, CC BY 4.0 (the test part).
///
/// @param train four fifths
/// @param test the held-out fifth: every fifth image, always the same
public record Digits(Dataset train, Dataset test) {
  /// Samples f32[n, 1, 8, 8] with pixels in 0 … 1, labels i64[n].
  public static Digits load() {
    var train = new ArrayList<String>();
    var test = new ArrayList<String>();
    try (var in =
            Objects.requireNonNull(
                Digits.class.getResourceAsStream("digits.csv.gz"), "digits.csv.gz is missing");
        var lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII))) {
      int row = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        (row++ % 5 == 4 ? test : train).add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("digits: the embedded file cannot be read", e);
    }
    return new Digits(parse(train), parse(test));
  }

  private static Dataset parse(ArrayList<String> lines) {
    var pixels = new float[lines.size() * 64];
    var labels = TensorData.zeros(DType.I64, lines.size());
    for (int i = 0; i < lines.size(); i++) {
      var numbers = lines.get(i).split(",", -1);
      for (int p = 0; p < 64; p++) {
        pixels[64 * i + p] = Float.parseFloat(numbers[p]) / 16;
      }
      labels.set(i, (long) Double.parseDouble(numbers[64]));
    }
    return new Dataset(TensorData.of(pixels, lines.size(), 1, 8, 8), labels);
  }
}
