package org.ashlar.onnx.translate;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Type;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.load.Tensors;
import org.ashlar.onnx.load.Types;
import org.ashlar.onnx.load.Weights;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.AttributeProto.AttributeType;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.NodeProto;

/// The attributes of a node, where a function's body may refer to those of its call.
final class NodeAttributes {
  private final Weights weights;
  private final Map<String, AttributeProto> known = new LinkedHashMap<>();

  /// @param outer the attributes of the function that the node stands in
  NodeAttributes(NodeProto node, Map<String, AttributeProto> outer, Weights weights) {
    this.weights = weights;
    for (var attribute : node.getAttributeList()) {
      if (attribute.getRefAttrName().isEmpty()) {
        known.put(attribute.getName(), attribute);
      } else if (outer.containsKey(attribute.getRefAttrName())) {
        known.put(
            attribute.getName(), Objects.requireNonNull(outer.get(attribute.getRefAttrName())));
      }
    }
  }

  Map<String, AttributeProto> all() {
    return known;
  }

  boolean has(String name) {
    return known.containsKey(name);
  }

  private Optional<AttributeProto> find(String name, AttributeType type) {
    var attribute = known.get(name);
    if (attribute == null) {
      return Optional.empty();
    }
    // files of the first versions leave the type out
    if (attribute.getType() != type && attribute.getType() != AttributeType.UNDEFINED) {
      throw new IllegalArgumentException(
          "attribute " + name + ": must be " + type + ", not " + attribute.getType());
    }
    return Optional.of(attribute);
  }

  private AttributeProto get(String name, AttributeType type) {
    return find(name, type)
        .orElseThrow(() -> new IllegalArgumentException("attribute " + name + ": is needed"));
  }

  long whole(String name, long otherwise) {
    return find(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
  }

  double real(String name, double otherwise) {
    return find(name, AttributeType.FLOAT).map(a -> (double) a.getF()).orElse(otherwise);
  }

  String text(String name, String otherwise) {
    return find(name, AttributeType.STRING).map(a -> a.getS().toStringUtf8()).orElse(otherwise);
  }

  List<Long> wholes(String name) {
    return find(name, AttributeType.INTS).map(AttributeProto::getIntsList).orElse(List.of());
  }

  List<Double> reals(String name) {
    return find(name, AttributeType.FLOATS)
        .map(a -> a.getFloatsList().stream().map(Float::doubleValue).toList())
        .orElse(List.of());
  }

  List<String> texts(String name) {
    return find(name, AttributeType.STRINGS)
        .map(a -> a.getStringsList().stream().map(ByteString::toStringUtf8).toList())
        .orElse(List.of());
  }

  TensorData tensor(String name) {
    return weights.of(get(name, AttributeType.TENSOR).getT());
  }

  /// A tensor, of strings too, or a sparse one.
  Term constant(String name) {
    var attribute = known.get(name);
    if (attribute != null && attribute.hasSparseTensor()) {
      return new Term.Known(weights.of(attribute.getSparseTensor()));
    }
    var tensor = get(name, AttributeType.TENSOR).getT();
    return Kinds.of(tensor.getDataType()) == DType.STRING
        ? new Term.Strings(Tensors.sizes(tensor), Tensors.texts(tensor))
        : new Term.Known(weights.of(tensor));
  }

  DType dtype(String name, DType otherwise) {
    return find(name, AttributeType.INT).map(a -> Kinds.of((int) a.getI())).orElse(otherwise);
  }

  Optional<Type> type(String name, UnaryOperator<String> fresh) {
    return find(name, AttributeType.TYPE_PROTO).flatMap(a -> Types.of(a.getTp(), fresh));
  }

  GraphProto graph(String name) {
    return get(name, AttributeType.GRAPH).getG();
  }

  /// The value as the attributes of records are: a number, a text, or a list of these.
  Object plain(String name) {
    var a = Objects.requireNonNull(known.get(name));
    return switch (a.getType()) {
      case FLOAT -> (double) a.getF();
      case INT -> a.getI();
      case STRING -> a.getS().toStringUtf8();
      case FLOATS -> reals(name);
      case INTS -> wholes(name);
      case STRINGS -> texts(name);
      default ->
          throw new IllegalArgumentException(
              "attribute " + name + ": a " + a.getType() + " fits no operator's record");
    };
  }

  /// The value in words.
  String text(String name) {
    var a = Objects.requireNonNull(known.get(name));
    return switch (a.getType()) {
      case FLOAT, INT, FLOATS, INTS -> plain(name).toString();
      case STRING -> '"' + text(name, "") + '"';
      default -> '"' + a.getType().toString().toLowerCase(java.util.Locale.ROOT) + '"';
    };
  }

  /// All in words, for a node that stays as it was written.
  String text() {
    return known.keySet().stream()
        .map(name -> name + '=' + text(name))
        .collect(Collectors.joining(", "));
  }

  /// Those that a record has components for, as its components take them.
  Map<String, Object> components(Operator specimen) {
    var values = new LinkedHashMap<String, Object>();
    var kinds = Attributes.of(specimen);
    known.forEach((name, a) -> {
      var own = kinds.get(name);
      if (own != null) {
        values.put(name, own instanceof Boolean ? (Object) (a.getI() != 0) : plain(name));
      }
    });
    return values;
  }
}
