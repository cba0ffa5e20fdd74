package org.ashlar.train.data;

import java.util.List;
import org.ashlar.ir.TensorData;

/// Data to learn a classification from: samples to train on, others to test with, and the numbers
/// that bring the samples to a mean of 0 and a deviation of 1.
///
/// @param classes how the classes are called, by label
/// @param shift the mean of the training samples, of sizes that broadcast to a sample's
/// @param scale one through their deviation
/// @param source where it comes from
public record Task(
    Dataset train,
    Dataset test,
    List<String> classes,
    TensorData shift,
    TensorData scale,
    String source) {
  public Task {
    classes = List.copyOf(classes);
  }

  /// The sizes of one sample.
  public long[] sample() {
    var sizes = train.samples().sizes();
    return java.util.Arrays.copyOfRange(sizes, 1, sizes.length);
  }

  /// Whether a sample is a picture: channels, rows, columns.
  public boolean pictures() {
    var sample = sample();
    return sample.length == 3 && (sample[0] == 1 || sample[0] == 3);
  }
}
