package org.ashlar.ir;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A value on the host, as {@link Type} is a type: a tensor of numbers or of strings, a sequence,
/// an optional, or a map.
public sealed interface Datum
    permits TensorData, Datum.Strings, Datum.Sequence, Datum.Maybe, Datum.Table {
  Type type();

  /// A tensor of strings, in row-major order.
  record Strings(long[] sizes, List<String> elements) implements Datum {
    public Strings {
      sizes = sizes.clone();
      elements = List.copyOf(elements);
      long need = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
      if (need != elements.size()) {
        throw new IllegalArgumentException(
            "tensor: string"
                + Arrays.toString(sizes)
                + " has "
                + need
                + " elements, not "
                + elements.size());
      }
    }

    public static Strings of(String... elements) {
      return new Strings(new long[] {elements.length}, List.of(elements));
    }

    @Override
    public long[] sizes() {
      return sizes.clone();
    }

    @Override
    public TensorType type() {
      return TensorType.of(DType.STRING, sizes);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Strings that
          && Arrays.equals(sizes, that.sizes)
          && elements.equals(that.elements);
    }

    @Override
    public int hashCode() {
      return 31 * elements.hashCode() + Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
      return "string" + Arrays.toString(sizes);
    }
  }

  /// Items of one kind, any number of them.
  ///
  /// @param of what every item is; tensors of one sequence may differ in their sizes
  record Sequence(Type of, List<Datum> items) implements Datum {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public Type type() {
      return new Type.SequenceType(of);
    }
  }

  /// An item or none.
  ///
  /// @param of what the item is, or would be
  record Maybe(Type of, Optional<Datum> item) implements Datum {
    public static Maybe of(Datum item) {
      return new Maybe(item.type(), Optional.of(item));
    }

    public static Maybe none(Type of) {
      return new Maybe(of, Optional.empty());
    }

    @Override
    public Type type() {
      return new Type.OptionalType(of);
    }
  }

  /// A value for each of some keys, in their order.
  ///
  /// @param key the kind of the keys: whole numbers or strings
  /// @param keys `Long` or `String`, each once
  /// @param values as many
  record Table(DType key, Type of, List<Object> keys, List<Datum> values) implements Datum {
    public Table {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
      if (keys.size() != values.size()) {
        throw new IllegalArgumentException(
            "map: " + keys.size() + " keys, " + values.size() + " values: as many are needed");
      }
    }

    @Override
    public Type type() {
      return new Type.MapType(key, of);
    }
  }
}
