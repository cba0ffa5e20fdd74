package org.ashlar.onnx.translate;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.TensorProto;

/// Attributes in words, short.
final class AttributeWords {
  private static final int MOST = 16;
  private static final int LONG = 200;

  private AttributeWords() {}

  static String of(AttributeProto a) {
    if (!a.getRefAttrName().isEmpty()) {
      return "@" + a.getRefAttrName();
    }
    return switch (a.getType()) {
      case FLOAT -> Float.toString(a.getF());
      case INT -> Long.toString(a.getI());
      case STRING -> cut(a.getS().toStringUtf8());
      case TENSOR -> tensor(a.getT());
      case GRAPH -> "graph " + a.getG().getName();
      case FLOATS -> list(a.getFloatsList());
      case INTS -> list(a.getIntsList());
      case STRINGS -> list(a.getStringsList().stream().map(s -> cut(s.toStringUtf8())).toList());
      case SPARSE_TENSOR -> "sparse " + tensor(a.getSparseTensor().getValues());
      default -> a.getType().toString().toLowerCase(Locale.ROOT);
    };
  }

  private static String tensor(TensorProto t) {
    return Kinds.find(t.getDataType()).map(Object::toString).orElse("tensor") + t.getDimsList();
  }

  private static String list(List<?> items) {
    var words =
        items.stream().limit(MOST).map(String::valueOf).collect(Collectors.joining(", ", "[", ""));
    return words + (items.size() > MOST ? ", … " + items.size() + "]" : "]");
  }

  private static String cut(String text) {
    return text.length() > LONG ? text.substring(0, LONG) + "…" : text;
  }
}
