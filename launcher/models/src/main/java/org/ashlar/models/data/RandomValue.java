package org.ashlar.models.data;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;

/// Values made up for an input: floats from 0 to 1, whole numbers 0 or 1 (they may be indices),
/// truths all true (they may be masks), sequences of one item. The same for every run.
final class RandomValue {
  private RandomValue() {}

  /// @param name of the input: each has numbers of its own
  /// @param type with constant sizes
  static Datum of(String name, Type type) {
    var random = new SplittableRandom(name.hashCode());
    return switch (type) {
      case TensorType t -> tensor(t, random);
      case Type.SequenceType(var of) -> new Datum.Sequence(of, List.of(of(name, of)));
      case Type.OptionalType(var of) -> new Datum.Maybe(of, Optional.of(of(name, of)));
      case Type.MapType m ->
          throw new IllegalArgumentException(
              "input " + name + ": a map is not made up: give it as JSON");
    };
  }

  private static Datum tensor(TensorType type, SplittableRandom random) {
    var sizes = type.shape().constants();
    if (type.dtype() == DType.STRING) {
      long n = 1;
      for (long size : sizes) {
        n *= size;
      }
      return new Datum.Strings(sizes, Collections.nCopies(Math.toIntExact(n), "ashlar"));
    }
    var tensor = TensorData.zeros(type.dtype(), sizes);
    for (long i = 0; i < tensor.elements(); i++) {
      tensor.set(
          i,
          switch (type.dtype().kind()) {
            case FLOAT -> Codec.encode(type.dtype(), random.nextDouble());
            case BOOL -> 1;
            default -> Codec.encode(type.dtype(), random.nextInt(2));
          });
    }
    return tensor;
  }
}
