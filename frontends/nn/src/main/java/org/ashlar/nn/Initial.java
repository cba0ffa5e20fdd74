package org.ashlar.nn;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// First numbers of parameters, the same for the same seed.
public final class Initial {
  private final RandomGenerator random;

  public Initial(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// Uniform in ±sqrt(6 / fan-in), which keeps the variance of activations through ReLU layers.
  ///
  /// Source: He, Zhang, Ren, Sun, *Delving Deep into Rectifiers* (2015), section 2.2, uniform form.
  public TensorData heUniform(long fanIn, long... sizes) {
    double limit = Math.sqrt(6.0 / fanIn);
    var data = TensorData.zeros(DType.F32, sizes);
    for (long i = 0; i < data.elements(); i++) {
      data.set(
          i,
          Integer.toUnsignedLong(
              Float.floatToRawIntBits((float) random.nextDouble(-limit, limit))));
    }
    return data;
  }

  public TensorData zeros(long... sizes) {
    return TensorData.zeros(DType.F32, sizes);
  }
}
