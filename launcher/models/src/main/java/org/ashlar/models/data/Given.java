package org.ashlar.models.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.Port;
import org.ashlar.models.exec.Readers;

/// The values that a user gives a model: from files of any kind, or made up.
public final class Given {
  private final Readers readers;
  private final Map<String, Long> sizes;
  private final long otherwise;

  /// @param sizes numbers for symbolic sizes by name
  public Given(Readers readers, Map<String, Long> sizes) {
    this(readers, sizes, 1);
  }

  /// @param otherwise what a size is where neither the model nor the user says
  public Given(Readers readers, Map<String, Long> sizes, long otherwise) {
    this.readers = readers;
    this.sizes = Map.copyOf(sizes);
    this.otherwise = otherwise;
  }

  /// A type for people: sizes that are left open by their names alone.
  public static String text(Type type) {
    return type.toString().replace(":0.." + Integer.MAX_VALUE, "");
  }

  /// One value for each input; those that the user leaves out are made up, unless the model has a
  /// value of its own.
  ///
  /// @param said file names by input, or `random`
  public Map<String, Datum> of(List<Port> inputs, Map<String, String> said) {
    for (var name : said.keySet()) {
      if (inputs.stream().noneMatch(port -> port.name().equals(name))) {
        throw new IllegalArgumentException(
            "input "
                + name
                + ": the model has none of this name: its inputs are "
                + inputs.stream().map(port -> port.name() + ": " + text(port.type())).toList());
      }
    }
    var given = new LinkedHashMap<String, Datum>();
    for (var port : inputs) {
      var source = said.getOrDefault(port.name(), port.optional() ? "" : "random");
      if (!source.isEmpty()) {
        given.put(port.name(), value(port, source));
      }
    }
    return given;
  }

  private Datum value(Port port, String source) {
    if (source.equals("random")) {
      return RandomValue.of(port.name(), sized(port.type()));
    }
    var file = Path.of(source);
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "input " + port.name() + ": " + source + ": there is no such file, and it is not random");
    }
    var name = source.toLowerCase(Locale.ROOT);
    var suffix = name.substring(name.lastIndexOf('.') + 1);
    return switch (suffix) {
      case "npy" -> NpyFile.read(file);
      case "npz" -> NpzFile.read(file, port.name());
      case "json" -> JsonValue.read(file, port.type());
      case "png", "jpg", "jpeg", "gif", "bmp" -> {
        if (!(port.type() instanceof TensorType(var dtype, var shape))) {
          throw new IllegalArgumentException(
              "input " + port.name() + ": a picture is no " + port.type());
        }
        yield ImageFile.read(file, dtype, shape.sizes().stream().mapToLong(this::size).toArray());
      }
      default -> readers.datum(file, port.type());
    };
  }

  /// The type with a number for each size.
  private Type sized(Type type) {
    return switch (type) {
      case TensorType(var dtype, var shape) ->
          TensorType.of(
              dtype,
              shape.sizes().stream()
                  .mapToLong(this::size)
                  .map(n -> n < 0 ? otherwise : n)
                  .toArray());
      case Type.SequenceType(var of) -> new Type.SequenceType(sized(of));
      case Type.OptionalType(var of) -> new Type.OptionalType(sized(of));
      case Type.MapType(var key, var of) -> new Type.MapType(key, sized(of));
    };
  }

  /// A size's number; below 0 where nobody says it.
  private long size(Expr size) {
    return switch (size) {
      case Expr.Const number -> number.bits();
      case Expr.Size symbol -> sizes.getOrDefault(symbol.name(), -1L);
      default -> -1;
    };
  }
}
