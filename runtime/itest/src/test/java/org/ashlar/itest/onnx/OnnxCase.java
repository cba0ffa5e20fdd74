package org.ashlar.itest.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// A folder of the ONNX node tests with one node: what it does, to which numbers, and what must
/// come out.
///
/// @param attributes as the format has them: `Long`, `Double`, `String` and lists of these
/// @param inputs one an input of the node, empty where it is left out
record OnnxCase(
    String name,
    String operator,
    Map<String, Object> attributes,
    List<Optional<TensorData>> inputs,
    List<Optional<TensorData>> outputs) {

  /// Empty where the model has more nodes than one, or other types than tensors of numbers.
  static Optional<OnnxCase> read(Path folder) {
    var graph = Message.of(bytes(folder.resolve("model.onnx"))).messages(7).getFirst();
    var nodes = graph.messages(1);
    if (nodes.size() != 1) {
      return Optional.empty();
    }
    var node = nodes.getFirst();
    var known = new HashMap<String, TensorData>();
    for (var initial : graph.messages(5)) {
      known.put(initial.text(8), OnnxTensor.read(initial));
    }
    if (!read(folder, "input_", graph.messages(11), known)
        || !read(folder, "output_", graph.messages(12), known)) {
      return Optional.empty();
    }
    var attributes = new HashMap<String, Object>();
    node.messages(5).forEach(a -> attributes.put(a.text(1), attribute(a)));
    return Optional.of(
        new OnnxCase(
            folder.getFileName().toString(),
            node.text(4),
            attributes,
            node.texts(1).stream().map(n -> Optional.ofNullable(known.get(n))).toList(),
            node.texts(2).stream().map(n -> Optional.ofNullable(known.get(n))).toList()));
  }

  private static boolean read(
      Path folder, String prefix, List<Message> declared, Map<String, TensorData> known) {
    for (int i = 0; i < declared.size(); i++) {
      var file = folder.resolve("test_data_set_0").resolve(prefix + i + ".pb");
      if (!Files.exists(file)) {
        continue;
      }
      var type = declared.get(i).messages(2).getFirst();
      if (!type.has(1)) {
        return false;
      }
      var tensor = Message.of(bytes(file));
      if (OnnxTensor.dtype(tensor.whole(2)).isEmpty()) {
        return false;
      }
      known.put(declared.get(i).text(1), OnnxTensor.read(tensor));
    }
    return true;
  }

  private static Object attribute(Message a) {
    return switch ((int) a.whole(20)) {
      case 1 -> (double) Float.intBitsToFloat((int) a.whole(2));
      case 2 -> a.whole(3);
      case 3 -> a.text(4);
      case 6 ->
          a.bits(7, 4).stream().map(b -> (double) Float.intBitsToFloat(b.intValue())).toList();
      case 7 -> a.wholes(8);
      default -> a;
    };
  }

  long whole(String attribute, long otherwise) {
    return (Long) attributes.getOrDefault(attribute, otherwise);
  }

  double real(String attribute, double otherwise) {
    return (Double) attributes.getOrDefault(attribute, otherwise);
  }

  String text(String attribute, String otherwise) {
    return (String) attributes.getOrDefault(attribute, otherwise);
  }

  boolean flag(String attribute) {
    return whole(attribute, 0) != 0;
  }

  /// Whole numbers; none where the attribute is left out.
  List<Long> wholes(String attribute) {
    var numbers = new ArrayList<Long>();
    for (var number : (List<?>) attributes.getOrDefault(attribute, List.of())) {
      numbers.add((Long) Objects.requireNonNull(number));
    }
    return numbers;
  }

  boolean has(int input) {
    return input < inputs.size() && inputs.get(input).isPresent();
  }

  TensorData input(int input) {
    return inputs.get(input).orElseThrow();
  }

  /// The numbers of an input that the operator takes as an attribute.
  List<Long> wholesOf(int input) {
    return realsOf(input).stream().map(Double::longValue).toList();
  }

  /// The numbers of an input that the operator takes as an attribute; none where it is left out.
  List<Double> realsOf(int input) {
    var numbers = new ArrayList<Double>();
    if (has(input)) {
      for (long i = 0; i < input(input).elements(); i++) {
        numbers.add(input(input).get(i));
      }
    }
    return numbers;
  }

  /// The dtype that an attribute names by its number in the format.
  DType dtype(String attribute, DType otherwise) {
    return OnnxTensor.dtype(whole(attribute, 0)).orElse(otherwise);
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
