package org.ashlar.onnx;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.AttributeProto.AttributeType;
import org.ashlar.onnx.schema.FunctionProto;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.TensorShapeProto;
import org.ashlar.onnx.schema.TypeProto;
import org.ashlar.onnx.schema.ValueInfoProto;

/// Models for tests, a line a thing:
///
/// ```
/// opset 21                 or: opset com.acme 3; ir 3
/// in x f32[2, n]           also seq(f32[2]), opt(f32[2]), f32 without a shape
/// init w f32[2] 1 2
/// graph then               … end; also: function acme.twice(x) -> y … end
/// y, z = Split<axis=0, name="s", parts=[1, 2], body=@then>(x, w)
/// info y f32[2]
/// out y
/// ```
public final class Written {
  private static final Pattern NODE =
      Pattern.compile("([\\w, ]+?) = ([\\w.]+?)(?:<(.*)>)?\\((.*)\\)");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("(\\w+)=(\"[^\"]*\"|\\[[^]]*]|@\\w+|[^,]+)(?:, )?");

  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(10);
  private final Map<String, GraphProto> graphs = new HashMap<>();

  private Written() {}

  static ModelProto.Builder proto(String text) {
    var written = new Written();
    var lines = Arrays.stream(text.split("\n")).map(String::strip).filter(l -> !l.isEmpty());
    written.model.setGraph(written.graph("main", lines.iterator()));
    if (written.model.getOpsetImportList().stream().noneMatch(o -> o.getDomain().isEmpty())) {
      written.model.addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(21));
    }
    return written.model;
  }

  public static OnnxBlueprint blueprint(String text) {
    return new OnnxBlueprint(
        ModelFile.of(proto(text).build().toByteArray(), Limits.DEFAULT),
        Library.all(),
        NodeTests.vocabulary(),
        Optional.of(NodeTests.EVALUATOR));
  }

  /// The outputs for these inputs, by name.
  public static Map<String, Datum> run(String text, Object... namesAndData) {
    var given = new LinkedHashMap<String, Datum>();
    for (int i = 0; i < namesAndData.length; i += 2) {
      given.put((String) namesAndData[i], (Datum) namesAndData[i + 1]);
    }
    return run(blueprint(text), given);
  }

  static Map<String, Datum> run(OnnxBlueprint blueprint, Map<String, Datum> given) {
    var bound = blueprint.bind(given, NodeTests::evaluate);
    var function = bound.model().function();
    var rest = bound.arguments(given).iterator();
    var arguments =
        function.inputNames().stream()
            .map(n ->
                bound.model().variables().containsKey(n)
                    ? bound.model().variables().get(n)
                    : rest.next())
            .toList();
    return bound.outputs(
        function.outputs().isEmpty() ? List.of() : NodeTests.evaluate(function, arguments));
  }

  private GraphProto graph(String name, Iterator<String> lines) {
    var graph = GraphProto.newBuilder().setName(name);
    while (lines.hasNext()) {
      var line = lines.next();
      var words = line.split(" ", 3);
      switch (words[0]) {
        case "end" -> {
          return graph.build();
        }
        case "ir" -> model.setIrVersion(Long.parseLong(words[1]));
        case "opset" ->
            model.addOpsetImport(
                OperatorSetIdProto.newBuilder()
                    .setDomain(words.length > 2 ? words[1] : "")
                    .setVersion(Long.parseLong(words[words.length - 1])));
        case "graph" -> graphs.put(words[1], graph(words[1], lines));
        case "function" -> model.addFunctions(function(line, lines));
        case "in" -> graph.addInput(info(words));
        case "out" -> graph.addOutput(info(words));
        case "info" -> graph.addValueInfo(info(words));
        case "init" -> graph.addInitializer(tensor(words[1], words[2]));
        default -> graph.addNode(node(line));
      }
    }
    return graph.build();
  }

  /// `function domain.name[:overload](a, b) -> y opset N`.
  private FunctionProto function(String line, Iterator<String> lines) {
    var m =
        matched("function (\\w+)\\.(\\w+)(?::(\\w+))?\\((.*)\\) -> (.*?)(?: opset (\\d+))?", line);
    var body = graph("f", lines);
    return FunctionProto.newBuilder()
        .setDomain(m.group(1))
        .setName(m.group(2))
        .setOverload(m.group(3) == null ? "" : m.group(3))
        .addAllInput(names(m.group(4)))
        .addAllOutput(names(m.group(5)))
        .addAllNode(body.getNodeList())
        .addOpsetImport(
            OperatorSetIdProto.newBuilder()
                .setVersion(m.group(6) == null ? 21 : Long.parseLong(m.group(6))))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(m.group(1)).setVersion(1))
        .build();
  }

  private static List<String> names(String list) {
    return list.isEmpty()
        ? List.of()
        : Arrays.stream(list.split(",", -1)).map(String::strip).toList();
  }

  private NodeProto node(String line) {
    var m = matched(NODE.pattern(), line);
    int dot = m.group(2).lastIndexOf('.');
    var node =
        NodeProto.newBuilder()
            .setDomain(dot < 0 ? "" : m.group(2).substring(0, dot))
            .setOpType(m.group(2).substring(dot + 1))
            .addAllOutput(names(m.group(1)))
            .addAllInput(names(m.group(4)));
    var attributes = ATTRIBUTE.matcher(m.group(3) == null ? "" : m.group(3));
    while (attributes.find()) {
      var name = attributes.group(1);
      switch (name) {
        case "node_name" -> node.setName(attributes.group(2));
        case "overload" -> node.setOverload(attributes.group(2));
        default -> node.addAttribute(attribute(name, attributes.group(2)));
      }
    }
    return node.build();
  }

  private AttributeProto.Builder attribute(String name, String value) {
    var a = AttributeProto.newBuilder().setName(name);
    switch (value.charAt(0)) {
      case '"' ->
          a.setType(AttributeType.STRING)
              .setS(ByteString.copyFromUtf8(value.substring(1, value.length() - 1)));
      case '@' -> a.setType(AttributeType.GRAPH).setG(graphs.get(value.substring(1)));
      case '$' -> a.setType(AttributeType.INT).setRefAttrName(value.substring(1));
      case '[' -> {
        a.setType(AttributeType.INTS);
        names(value.substring(1, value.length() - 1)).forEach(n -> a.addInts(Long.parseLong(n)));
      }
      default -> {
        if (value.contains(".")) {
          a.setType(AttributeType.FLOAT).setF(Float.parseFloat(value));
        } else {
          a.setType(AttributeType.INT).setI(Long.parseLong(value));
        }
      }
    }
    return a;
  }

  private static Matcher matched(String pattern, String line) {
    var m = Pattern.compile(pattern).matcher(line);
    if (!m.matches()) {
      throw new IllegalArgumentException("test model: " + line);
    }
    return m;
  }

  private static ValueInfoProto.Builder info(String[] words) {
    var info = ValueInfoProto.newBuilder().setName(words[1]);
    return words.length < 3 ? info : info.setType(type(words[2]));
  }

  private static TypeProto.Builder type(String text) {
    var type = TypeProto.newBuilder();
    if (text.startsWith("seq(")) {
      var of = type(text.substring(4, text.length() - 1));
      return type.setSequenceType(TypeProto.Sequence.newBuilder().setElemType(of));
    }
    if (text.startsWith("opt(")) {
      var of = type(text.substring(4, text.length() - 1));
      return type.setOptionalType(TypeProto.Optional.newBuilder().setElemType(of));
    }
    var m = matched("(\\w+)(?:\\[(.*)])?", text);
    var tensor = TypeProto.Tensor.newBuilder().setElemType(number(m.group(1)));
    if (m.group(2) != null) {
      var shape = TensorShapeProto.newBuilder();
      for (var size : names(m.group(2))) {
        var dimension = TensorShapeProto.Dimension.newBuilder();
        shape.addDim(
            size.equals("?")
                ? dimension
                : size.matches("\\d+")
                    ? dimension.setDimValue(Long.parseLong(size))
                    : dimension.setDimParam(size));
      }
      tensor.setShape(shape);
    }
    return type.setTensorType(tensor);
  }

  private static int number(String dtype) {
    return Kinds.number(DType.of(dtype)).orElseThrow();
  }

  private static TensorProto.Builder tensor(String name, String rest) {
    var m = matched("(\\w+)\\[(.*)] ?(.*)", rest);
    var tensor = TensorProto.newBuilder().setName(name).setDataType(number(m.group(1)));
    names(m.group(2)).forEach(n -> tensor.addDims(Long.parseLong(n)));
    Deque<String> numbers = new ArrayDeque<>(Arrays.asList(m.group(3).split(" ")));
    numbers.removeIf(String::isEmpty);
    for (var number : numbers) {
      switch (m.group(1)) {
        case "f32" -> tensor.addFloatData(Float.parseFloat(number));
        case "i64" -> tensor.addInt64Data(Long.parseLong(number));
        default -> tensor.addInt32Data(Integer.parseInt(number));
      }
    }
    return tensor;
  }
}
