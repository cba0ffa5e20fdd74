package org.ashlar.onnx;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.load.Kinds;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.ValueInfoProto;
import org.ashlar.onnx.translate.Program;
import org.ashlar.onnx.translate.Term;

/// A model of one node, made, bound and evaluated: for tests of single translations.
public final class OneNode {
  private final NodeProto.Builder node = NodeProto.newBuilder();
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("one");
  private final ModelProto.Builder model = ModelProto.newBuilder().setIrVersion(13);
  private final Map<String, Term> given = new LinkedHashMap<>();

  private OneNode(String domain, String operator, long opset) {
    node.setOpType(operator).setDomain(domain);
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(opset));
  }

  /// A node of `ai.onnx`.
  public static OneNode of(String operator, long opset) {
    return of("", operator, opset);
  }

  public static OneNode of(String domain, String operator, long opset) {
    return new OneNode(domain, operator, opset);
  }

  /// An input of the graph.
  public OneNode input(TensorData data) {
    return input(new Term.Known(data));
  }

  /// An input of the graph: whole numbers along one dimension.
  public OneNode input(long... wholes) {
    return input(vector(wholes));
  }

  /// An input of the graph: strings along one dimension.
  public OneNode input(String... texts) {
    return input(new Term.Strings(new long[] {texts.length}, List.of(texts)));
  }

  public OneNode input(Term term) {
    var name = "x" + node.getInputCount();
    node.addInput(name);
    graph.addInput(ValueInfoProto.newBuilder().setName(name));
    given.put(name, term);
    return this;
  }

  /// An initialiser.
  public OneNode constant(TensorData data) {
    var name = "x" + node.getInputCount();
    node.addInput(name);
    graph.addInitializer(written(data).setName(name));
    return this;
  }

  private static TensorProto.Builder written(TensorData data) {
    var bytes = new byte[Math.toIntExact(data.elements() * data.dtype().bytes())];
    java.lang.foreign.MemorySegment.ofArray(bytes).copyFrom(data.data().asSlice(0, bytes.length));
    var tensor =
        TensorProto.newBuilder()
            .setDataType(Kinds.number(data.dtype()).orElseThrow())
            .setRawData(ByteString.copyFrom(bytes));
    for (long size : data.sizes()) {
      tensor.addDims(size);
    }
    return tensor;
  }

  public OneNode with(String attribute, TensorData tensor) {
    return with(attribute(attribute, AttributeProto.AttributeType.TENSOR).setT(written(tensor)));
  }

  /// An initialiser: whole numbers along one dimension.
  public OneNode constant(long... wholes) {
    return constant(vector(wholes));
  }

  /// An input that is left out.
  public OneNode missing() {
    node.addInput("");
    return this;
  }

  public OneNode with(String attribute, long whole) {
    return with(attribute(attribute, AttributeProto.AttributeType.INT).setI(whole));
  }

  public OneNode with(String attribute, float real) {
    return with(attribute(attribute, AttributeProto.AttributeType.FLOAT).setF(real));
  }

  public OneNode with(String attribute, String text) {
    return with(
        attribute(attribute, AttributeProto.AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(text)));
  }

  public OneNode with(String attribute, long[] wholes) {
    var a = attribute(attribute, AttributeProto.AttributeType.INTS);
    for (long whole : wholes) {
      a.addInts(whole);
    }
    return with(a);
  }

  public OneNode with(String attribute, float[] reals) {
    var a = attribute(attribute, AttributeProto.AttributeType.FLOATS);
    for (float real : reals) {
      a.addFloats(real);
    }
    return with(a);
  }

  public OneNode with(String attribute, String[] texts) {
    var a = attribute(attribute, AttributeProto.AttributeType.STRINGS);
    for (var text : texts) {
      a.addStrings(ByteString.copyFromUtf8(text));
    }
    return with(a);
  }

  private OneNode with(AttributeProto.Builder attribute) {
    node.addAttribute(attribute);
    return this;
  }

  private static AttributeProto.Builder attribute(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  /// The outputs, computed.
  public List<Term> run(int outputs) {
    var program = bind(outputs);
    var results = NodeTests.results(program, given);
    return program.outputs().values().stream().map(t -> Samples.filled(t, results)).toList();
  }

  /// The program, for the values given.
  public Program bind(int outputs) {
    for (int i = 0; i < outputs; i++) {
      node.addOutput("y" + i);
      graph.addOutput(ValueInfoProto.newBuilder().setName("y" + i));
    }
    var all =
        ModelFile.of(model.setGraph(graph.addNode(node)).build().toByteArray(), Limits.DEFAULT);
    return Program.of(
        all, NodeTests.vocabulary(), Library.all(), given, Optional.of(NodeTests::evaluate));
  }

  /// The only output's numbers.
  public TensorData run() {
    return run(1).getFirst() instanceof Term.Known(var data, _)
        ? data
        : org.junit.jupiter.api.Assertions.fail("the output is no tensor of numbers");
  }

  /// The only output's strings.
  public Term.Strings runTexts() {
    return run(1).getFirst() instanceof Term.Strings s
        ? s
        : org.junit.jupiter.api.Assertions.fail("the output is no tensor of strings");
  }

  /// `f32` numbers 0, 1, 2, … of these sizes.
  public static TensorData counted(long... sizes) {
    var data = TensorData.zeros(DType.F32, sizes);
    var numbers = new double[Math.toIntExact(data.elements())];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return TensorData.of(DType.F32, numbers, sizes);
  }

  private static TensorData vector(long... wholes) {
    var data = TensorData.zeros(DType.I64, wholes.length);
    for (int i = 0; i < wholes.length; i++) {
      data.set(i, wholes[i]);
    }
    return data;
  }
}
