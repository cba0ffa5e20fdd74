package org.ashlar.models.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Values in JSON: a tensor as nested arrays, a sequence as an array of values, an optional as a
/// value or null, a map as an object.
final class JsonValue {
  private final Path file;

  private JsonValue(Path file) {
    this.file = file;
  }

  static Datum read(Path file, Type type) {
    try {
      var value = JsonMapper.builder().build().readValue(file.toFile(), Object.class);
      return new JsonValue(file).datum(Optional.ofNullable(value), type);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(file + ": no JSON: " + e.getOriginalMessage(), e);
    }
  }

  private Datum datum(Optional<Object> value, Type type) {
    return switch (type) {
      case TensorType(var dtype, _) -> tensor(value.orElseThrow(() -> wrong("null")), dtype);
      case Type.SequenceType(var of) ->
          new Datum.Sequence(
              of, list(value).stream().map(item -> datum(Optional.ofNullable(item), of)).toList());
      case Type.OptionalType(var of) ->
          new Datum.Maybe(of, value.map(item -> datum(Optional.of(item), of)));
      case Type.MapType(var key, var of) -> table(value, key, of);
    };
  }

  private Datum table(Optional<Object> value, DType key, Type of) {
    if (!(value.orElse("null") instanceof Map<?, ?> map)) {
      throw wrong("no object for a map");
    }
    var keys = new ArrayList<Object>();
    var values = new ArrayList<Datum>();
    map.forEach((name, item) -> {
      keys.add(key == DType.STRING ? String.valueOf(name) : (Object) Long.valueOf(name.toString()));
      values.add(datum(Optional.ofNullable(item), of));
    });
    return new Datum.Table(key, of, keys, values);
  }

  private Datum tensor(Object value, DType dtype) {
    var sizes = new ArrayList<Long>();
    for (var at = value; at instanceof List<?> list; at = list.isEmpty() ? "" : list.getFirst()) {
      sizes.add((long) list.size());
    }
    var shape = sizes.stream().mapToLong(Long::longValue).toArray();
    var elements = new ArrayList<Object>();
    flatten(value, shape, 0, elements);
    if (dtype == DType.STRING) {
      return new Datum.Strings(shape, elements.stream().map(String::valueOf).toList());
    }
    var tensor = TensorData.zeros(dtype, shape);
    for (int i = 0; i < elements.size(); i++) {
      tensor.set(i, bits(dtype, elements.get(i)));
    }
    return tensor;
  }

  private void flatten(Object value, long[] shape, int depth, List<Object> into) {
    if (depth == shape.length) {
      if (value instanceof List<?>) {
        throw wrong("its arrays are of unlike depth");
      }
      into.add(value);
      return;
    }
    if (!(value instanceof List<?> list) || list.size() != shape[depth]) {
      throw wrong("its arrays are of unlike length at depth " + depth);
    }
    list.forEach(
        item -> flatten(Optional.<Object>ofNullable(item).orElse("null"), shape, depth + 1, into));
  }

  private long bits(DType dtype, Object element) {
    return switch (element) {
      case Boolean truth -> Codec.encode(dtype, truth ? 1 : 0);
      case Long whole when !dtype.isFloat() -> Codec.wrap(dtype, whole);
      case Integer whole when !dtype.isFloat() -> Codec.wrap(dtype, whole);
      case Number number -> Codec.encode(dtype, number.doubleValue());
      case String word when List.of("NaN", "Infinity", "-Infinity").contains(word) ->
          Codec.encode(dtype, Double.parseDouble(word));
      default -> throw wrong("no number: " + element);
    };
  }

  private List<?> list(Optional<Object> value) {
    if (value.orElse("null") instanceof List<?> list) {
      return list;
    }
    throw wrong("no array for a sequence");
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(file + ": " + why);
  }
}
