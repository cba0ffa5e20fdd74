package org.ashlar.train.data;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.ashlar.ir.TensorData;

/// Samples with their labels: the first dimension of both counts samples.
///
/// @param samples f32[n, …]
/// @param labels i64[n]
public record Dataset(TensorData samples, TensorData labels) {
  public Dataset {
    if (samples.sizes().length == 0
        || labels.sizes().length == 0
        || samples.sizes()[0] != labels.sizes()[0]) {
      throw new IllegalArgumentException(
          "dataset: samples and labels differ in number: " + samples + ", " + labels);
    }
  }

  public int size() {
    return Math.toIntExact(labels.sizes()[0]);
  }

  /// The samples at some places, in this order.
  public Dataset take(int... places) {
    return new Dataset(rows(samples, places), rows(labels, places));
  }

  /// The samples from one place to before another.
  public Dataset range(int from, int to) {
    return take(IntStream.range(from, to).toArray());
  }

  /// A short text that tells datasets apart: their sizes and a checksum of their numbers.
  public String fingerprint() {
    var crc = new CRC32C();
    for (var tensor : new TensorData[] {samples, labels}) {
      long bytes = tensor.elements() * tensor.dtype().bytes();
      for (long at = 0; at < bytes; at += 1 << 20) {
        crc.update(tensor.data().asSlice(at, Math.min(1 << 20, bytes - at)).asByteBuffer());
      }
    }
    return samples + "-" + Long.toHexString(crc.getValue());
  }

  private static TensorData rows(TensorData all, int... places) {
    var sizes = all.sizes();
    long row = Arrays.stream(sizes).skip(1).reduce(1, Math::multiplyExact) * all.dtype().bytes();
    sizes[0] = places.length;
    var taken = TensorData.zeros(all.dtype(), sizes);
    for (int i = 0; i < places.length; i++) {
      MemorySegment.copy(all.data(), places[i] * row, taken.data(), i * row, row);
    }
    return taken;
  }
}
