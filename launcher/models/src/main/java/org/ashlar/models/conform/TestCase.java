package org.ashlar.models.conform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.Port;
import org.ashlar.models.exec.Readers;

/// A conformance test as it lies on the disk.
///
/// @param name the path below the folder that was given
/// @param model a file, or where a package has one
/// @param sets the data sets, in their order
record TestCase(String name, String model, Tolerance tolerance, List<Sets> sets) {
  /// Inputs with the outputs that came out elsewhere.
  sealed interface Sets {
    /// A folder with `input_0.pb`, `output_0.pb`, and so on.
    record Folder(Path path) implements Sets {}

    /// The rule of the light models: the input counts from 0 to 1, and the output lies beside the
    /// model.
    record Counted(Path output) implements Sets {}
  }

  /// @param outputs expected, in the order of the model's
  record Values(Map<String, Datum> inputs, List<Datum> outputs) {}

  /// Reads a data set for a model with these inputs and outputs.
  static Values read(Sets set, List<Port> inputs, List<Port> outputs, Readers readers) {
    return switch (set) {
      case Sets.Folder(var folder) -> {
        var given = new LinkedHashMap<String, Datum>();
        files(folder, "input_")
            .forEach((i, file) -> {
              var port = port(inputs, i, file);
              given.put(port.name(), readers.datum(file, port.type()));
            });
        var expected = new ArrayList<Datum>();
        files(folder, "output_")
            .forEach((i, file) -> expected.add(readers.datum(file, port(outputs, i, file).type())));
        if (expected.isEmpty()) {
          throw new IllegalArgumentException(folder + ": has no output_0.pb: nothing to compare");
        }
        yield new Values(given, expected);
      }
      case Sets.Counted(var output) -> {
        var given = new LinkedHashMap<String, Datum>();
        inputs.stream()
            .filter(port -> !port.optional())
            .forEach(port -> given.put(port.name(), counted(port)));
        yield new Values(given, List.of(readers.datum(output, port(outputs, 0, output).type())));
      }
    };
  }

  private static Port port(List<Port> ports, int at, Path file) {
    if (at >= ports.size()) {
      throw new IllegalArgumentException(
          file + ": the model has only " + ports.size() + " of these: " + ports);
    }
    return ports.get(at);
  }

  /// `arange(n) / n` in the shape of the input.
  private static TensorData counted(Port port) {
    Type type = port.type();
    if (!(type instanceof TensorType t) || !t.shape().isConstant()) {
      throw new IllegalArgumentException(
          "input " + port.name() + ": constant sizes are needed to count, not " + type);
    }
    var tensor = TensorData.zeros(t.dtype(), t.shape().constants());
    long n = tensor.elements();
    LongStream.range(0, n)
        .forEach(i -> tensor.set(i, Codec.encode(t.dtype(), (float) i / (float) n)));
    return tensor;
  }

  /// Files with a number in their names, by it.
  private static Map<Integer, Path> files(Path folder, String begin) {
    var found = new HashMap<Integer, Path>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        var name = String.valueOf(file.getFileName());
        if (name.startsWith(begin) && name.endsWith(".pb")) {
          var number = name.substring(begin.length(), name.length() - 3);
          if (number.matches("\\d{1,6}")) {
            found.put(Integer.parseInt(number), file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(folder + ": " + e.getMessage(), e);
    }
    var sorted = new LinkedHashMap<Integer, Path>();
    found.entrySet().stream()
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .forEach(e -> sorted.put(e.getKey(), e.getValue()));
    return sorted;
  }
}
