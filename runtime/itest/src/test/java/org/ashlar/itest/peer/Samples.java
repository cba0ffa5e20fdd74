package org.ashlar.itest.peer;

import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Numbers for nodes, the same in every run.
final class Samples {
  private static final long SEED = 7;

  private final Random random = new Random(SEED);

  /// `f32` numbers from -1 to 1.
  TensorData real(long... sizes) {
    return between(-1, 1, sizes);
  }

  TensorData between(double low, double high, long... sizes) {
    var numbers = new double[count(sizes)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = low + (high - low) * random.nextDouble();
    }
    return TensorData.of(DType.F32, numbers, sizes);
  }

  /// Whole numbers from the lowest to the highest, both included.
  TensorData whole(DType dtype, int low, int high, long... sizes) {
    var numbers = new double[count(sizes)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = low + random.nextInt(high - low + 1);
    }
    return TensorData.of(dtype, numbers, sizes);
  }

  /// Any number that 8 bits hold.
  TensorData bytes(DType dtype, long... sizes) {
    return dtype == DType.U8 ? whole(dtype, 0, 255, sizes) : whole(dtype, -128, 127, sizes);
  }

  static TensorData one(DType dtype, double number) {
    return TensorData.of(dtype, new double[] {number});
  }

  static TensorData list(DType dtype, double... numbers) {
    return TensorData.of(dtype, numbers, numbers.length);
  }

  private static int count(long... sizes) {
    long count = 1;
    for (long size : sizes) {
      count *= size;
    }
    return Math.toIntExact(count);
  }
}
