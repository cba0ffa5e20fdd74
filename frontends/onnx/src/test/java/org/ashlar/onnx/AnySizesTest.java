package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.ashlar.onnx.load.Limits;
import org.ashlar.onnx.load.ModelFile;
import org.ashlar.onnx.schema.GraphProto;
import org.ashlar.onnx.schema.ModelProto;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.ashlar.onnx.schema.TensorProto;
import org.ashlar.onnx.schema.TensorShapeProto;
import org.ashlar.onnx.schema.TypeProto;
import org.ashlar.onnx.schema.ValueInfoProto;
import org.ashlar.onnx.translate.Program;
import org.junit.jupiter.api.Test;

/// Programs for any sizes that a file declares, made without anything that computes.
final class AnySizesTest {
  @Test
  void aTableLimitsTheSizeThatReadsIt() {
    // as language models add places to words: the first rows of a table, as many as there are words
    var graph =
        words()
            .addInitializer(table(6, 4))
            .addInitializer(whole("zero"))
            .addNode(node("Shape", "shape", "words"))
            .addNode(node("Slice", "count", "shape", "zero", "one"))
            .addInitializer(whole("one", 1))
            .addNode(node("Slice", "places", "table", "zero", "count"))
            .addNode(node("Add", "y", "words", "places"));
    assertEquals("f32[n:0..6, 4]", outcome(graph));
  }

  @Test
  void aPartOfASizeStaysOne() {
    var graph =
        words()
            .addInitializer(whole("from", -3))
            .addInitializer(whole("to", Long.MAX_VALUE))
            .addNode(node("Slice", "y", "words", "from", "to"));
    assertEquals("f32[n:0..2147483647 - max(n - 3, 0), 4]", outcome(graph));
  }

  @Test
  void padsAreTurnedRoundAsExportersWriteThem() {
    // pairs from the last dimension on, as PyTorch has them, become starts and ends
    var graph =
        words()
            .addInitializer(whole("pairs", 1, 2, 3, 4))
            .addInitializer(whole("two", -1, 2))
            .addInitializer(whole("all", -1))
            .addInitializer(whole("first", Long.MIN_VALUE))
            .addInitializer(whole("zero"))
            .addNode(node("Reshape", "rows", "pairs", "two"))
            .addNode(node("Slice", "back", "rows", "all", "first", "zero", "all"))
            .addNode(node("Transpose", "columns", "back"))
            .addNode(node("Reshape", "pads", "columns", "all"))
            .addNode(node("Pad", "y", "words", "pads"));
    assertEquals("f32[n:0..2147483647 + 7, 7]", outcome(graph));
  }

  @Test
  void sizesAreRegroupedAsTheyAre() {
    var graph =
        words()
            .addInitializer(whole("way", 2, -1, 2))
            .addNode(node("Reshape", "y", "words", "way"));
    assertEquals("f32[2, n:0..2147483647, 2]", outcome(graph));
  }

  private static String outcome(GraphProto.Builder graph) {
    var model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph.addOutput(ValueInfoProto.newBuilder().setName("y")));
    var file = ModelFile.of(model.build().toByteArray(), Limits.DEFAULT);
    var program = Program.symbolic(file, NodeTests.vocabulary(), Library.all(), Optional.empty());
    return program.function().outputs().getFirst().type().toString();
  }

  private static GraphProto.Builder words() {
    var shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("n"))
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(4));
    var type =
        TypeProto.newBuilder()
            .setTensorType(TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape));
    return GraphProto.newBuilder()
        .setName("g")
        .addInput(ValueInfoProto.newBuilder().setName("words").setType(type));
  }

  private static TensorProto table(long rows, long columns) {
    var numbers = TensorProto.newBuilder().setName("table").setDataType(1).addDims(rows);
    for (int i = 0; i < rows * columns; i++) {
      numbers.addFloatData(i);
    }
    return numbers.addDims(columns).build();
  }

  private static TensorProto whole(String name, long... numbers) {
    var of = numbers.length == 0 ? new long[] {0} : numbers;
    var tensor = TensorProto.newBuilder().setName(name).setDataType(7).addDims(of.length);
    for (long number : of) {
      tensor.addInt64Data(number);
    }
    return tensor.build();
  }

  private static NodeProto node(String operator, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }
}
