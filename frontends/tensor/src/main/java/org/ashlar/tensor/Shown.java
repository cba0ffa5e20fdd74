package org.ashlar.tensor;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.ashlar.ir.TensorData;

/// Numbers for people who look at them in a debugger: the first few.
final class Shown {
  private static final int MOST = 8;

  private Shown() {}

  /// `[1.0, 2.0, …]`
  static String numbers(TensorData data) {
    var first =
        LongStream.range(0, Math.min(MOST, data.elements()))
            .mapToObj(i -> data.dtype().isInteger() ? "" + data.bits(i) : "" + (float) data.get(i))
            .collect(Collectors.joining(", "));
    return "[" + first + (data.elements() > MOST ? ", …" : "") + "]";
  }
}
