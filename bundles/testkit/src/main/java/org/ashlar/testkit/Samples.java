package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;

/// Random numbers from a seed that is told: `-Dashlar.seed=N` draws the same ones again.
final class Samples {
  private final long seed;
  private final SplittableRandom random;

  Samples(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /// The seed that was asked for, else a new one.
  static long newSeed() {
    long asked = Long.getLong("ashlar.seed", 0);
    return asked != 0 ? asked : System.nanoTime() & 0xffffffL;
  }

  long seed() {
    return seed;
  }

  /// Numbers for a case's arguments.
  List<TensorData> of(Case given) {
    var data = new ArrayList<TensorData>();
    for (int i = 0; i < given.types().size(); i++) {
      data.add(of((TensorType) given.types().get(i), given.range(i)));
    }
    return data;
  }

  /// Numbers for a function's inputs.
  List<TensorData> of(Function function) {
    return function.inputs().stream().map(v -> of(v.tensor(), Case.Range.STANDARD)).toList();
  }

  /// Numbers for one tensor of constant sizes.
  TensorData of(TensorType type, Case.Range range) {
    var data = TensorData.zeros(type.dtype(), type.shape().constants());
    for (long i = 0; i < data.elements(); i++) {
      data.set(i, bits(type.dtype(), range));
    }
    return data;
  }

  private long bits(DType dtype, Case.Range range) {
    return switch (dtype.kind()) {
      case BOOL -> random.nextInt(2);
      case FLOAT -> Codec.encode(dtype, between(range));
      case SIGNED, UNSIGNED -> {
        boolean standard = range.equals(Case.Range.STANDARD);
        long low = standard ? 0 : (long) range.low();
        long high = standard ? 3 : (long) range.high();
        yield Codec.wrap(dtype, random.nextLong(low, high + 1));
      }
      case COMPLEX, STRING ->
          throw new IllegalArgumentException("samples: no numbers of " + dtype + " are drawn");
    };
  }

  private double between(Case.Range range) {
    return range.low() == range.high() ? range.low() : random.nextDouble(range.low(), range.high());
  }
}
