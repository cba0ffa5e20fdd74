package org.ashlar.ir.stage;

import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Type;

/// What an output of a model is made of, once its program has run.
public sealed interface Part {
  /// An output of the function, by its number.
  record Computed(int result) implements Part {}

  /// Known when the model was bound.
  record Known(Datum datum) implements Part {}

  /// A sequence of parts.
  record Items(Type of, List<Part> items) implements Part {
    public Items {
      items = List.copyOf(items);
    }
  }

  /// An optional.
  record Perhaps(Type of, Optional<Part> item) implements Part {}

  /// A map: a part for each key.
  record Entries(DType key, Type of, List<Object> keys, List<Part> values) implements Part {
    public Entries {
      keys = List.copyOf(keys);
      values = List.copyOf(values);
    }
  }

  /// The value, from the results of the function.
  default Datum datum(List<TensorData> results) {
    return switch (this) {
      case Computed(int result) -> results.get(result);
      case Known(var datum) -> datum;
      case Items(var of, var items) ->
          new Datum.Sequence(of, items.stream().map(part -> part.datum(results)).toList());
      case Perhaps(var of, var item) -> new Datum.Maybe(of, item.map(part -> part.datum(results)));
      case Entries(var key, var of, var keys, var values) ->
          new Datum.Table(key, of, keys, values.stream().map(part -> part.datum(results)).toList());
    };
  }
}
