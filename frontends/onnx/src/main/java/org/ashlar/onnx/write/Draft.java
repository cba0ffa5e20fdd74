package org.ashlar.onnx.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.NodeProto;

/// A graph that is being written. Results of nodes are known by names; what was written once is not
/// written again.
final class Draft {
  /// A dimension of a value: where a size can be asked for.
  private record Dimension(String value, int number) {}

  private final Edition edition;
  private final Optional<Draft> outer;
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final Map<NodeProto, List<String>> written = new HashMap<>();
  private final Map<String, Dimension> sizes = new HashMap<>();
  private final Map<String, String> renamed = new HashMap<>();

  private Draft(Edition edition, Optional<Draft> outer, String name) {
    this.edition = edition;
    this.outer = outer;
    graph.setName(name);
  }

  /// The graph of a model.
  static Draft of(Edition edition, String name) {
    return new Draft(edition, Optional.empty(), name);
  }

  /// A body inside this graph: it sees the names of this one.
  Draft inside(String name) {
    return new Draft(edition, Optional.of(this), name);
  }

  Edition edition() {
    return edition;
  }

  /// The only result of a node.
  String node(String type, List<String> inputs, AttributeProto... attributes) {
    return nodes(type, 1, inputs, attributes).getFirst();
  }

  /// The results of a node. An argument that is left out is an empty name.
  List<String> nodes(String type, int results, List<String> inputs, AttributeProto... attributes) {
    var node =
        NodeProto.newBuilder()
            .setOpType(type)
            .addAllInput(inputs)
            .addAllAttribute(Arrays.asList(attributes))
            .build();
    var known = find(node);
    if (known.isPresent() && known.get().size() >= results) {
      return known.get();
    }
    var names =
        IntStream.range(0, results)
            .mapToObj(_ -> edition.fresh(type.toLowerCase(java.util.Locale.ROOT)))
            .toList();
    graph.addNode(node.toBuilder().addAllOutput(names).setName(names.getFirst()));
    written.put(node, names);
    return names;
  }

  private Optional<List<String>> find(NodeProto node) {
    var here = Optional.ofNullable(written.get(node));
    return here.isPresent() ? here : outer.flatMap(o -> o.find(node));
  }

  // ── numbers ──

  String constant(TensorData data) {
    return edition.constant(data);
  }

  /// A scalar, by its bits.
  String scalar(DType dtype, long bits) {
    var data = TensorData.zeros(dtype);
    data.set(0, bits);
    return constant(data);
  }

  String number(DType dtype, double value) {
    return scalar(dtype, Codec.encode(dtype, value));
  }

  /// A list of whole numbers.
  String wholes(List<Long> numbers) {
    var data = TensorData.zeros(DType.I64, numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      data.set(i, numbers.get(i));
    }
    return constant(data);
  }

  String wholes(long... numbers) {
    return wholes(Arrays.stream(numbers).boxed().toList());
  }

  // ── inputs, outputs, sizes ──

  void input(String name, Type type) {
    graph.addInput(Declare.value(name, type));
  }

  /// An input of a body, of any shape.
  void input(String name, DType dtype) {
    graph.addInput(Declare.value(name, dtype));
  }

  /// An output of a body, of any shape.
  void output(String name, String value, DType dtype) {
    identity(name, value);
    graph.addOutput(Declare.value(name, dtype));
  }

  /// Makes a value an output of this name, which nothing else may have.
  void output(String name, String value, Type type) {
    identity(name, value);
    graph.addOutput(Declare.value(name, type));
  }

  /// What the last node gave is named anew, for nobody has used it yet; anything else is passed on.
  private void identity(String name, String value) {
    int last = graph.getNodeCount() - 1;
    int result = last < 0 ? -1 : graph.getNode(last).getOutputList().indexOf(value);
    if (result < 0) {
      var given = renamed.getOrDefault(value, value);
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Identity")
              .addInput(given)
              .addOutput(name)
              .setName(name));
      return;
    }
    graph.setNode(last, graph.getNode(last).toBuilder().setOutput(result, name));
    renamed.put(value, name);
  }

  /// Notes of which sizes a value can be asked.
  void knows(String value, Type type) {
    if (type instanceof TensorType t) {
      for (int d = 0; d < t.rank(); d++) {
        if (t.size(d) instanceof Expr.Size(var name, _, _)) {
          sizes.putIfAbsent(name, new Dimension(value, d));
        }
      }
    }
  }

  /// A size as a scalar.
  Optional<String> size(String name) {
    var dimension = sizes.get(name);
    if (dimension == null) {
      return outer.flatMap(o -> o.size(name));
    }
    int d = dimension.number();
    var list =
        node(
            "Shape",
            List.of(dimension.value()),
            Attribute.of("start", d),
            Attribute.of("end", d + 1));
    return Optional.of(node("Squeeze", List.of(list, wholes(0))));
  }

  GraphProto.Builder graph() {
    return graph;
  }

  List<String> fresh(String hint, int count) {
    var names = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      names.add(edition.fresh(hint));
    }
    return names;
  }
}
