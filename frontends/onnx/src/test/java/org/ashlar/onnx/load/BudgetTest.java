package org.ashlar.onnx.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ashlar.onnx.schema.AttributeProto;
import org.ashlar.onnx.schema.SparseTensorProto;
import org.ashlar.onnx.schema.TensorProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a file may ask for: each limit is checked before memory is taken.
final class BudgetTest {
  private static final Limits SMALL = new Limits(4096, 20, 8, 2, 2, 16, 100, 64);

  private static org.ashlar.onnx.schema.ModelProto.Builder with(TensorProto.Builder tensor) {
    return Models.model(Models.graph(Models.node("Relu", "y", "x")).addInitializer(tensor));
  }

  private static String numbers(TensorProto.Builder tensor, Limits limits) {
    var opened = ModelFile.of(with(tensor).build().toByteArray(), limits);
    return Models.refused(() -> opened.weights().of(opened.model().getGraph().getInitializer(0)));
  }

  @Test
  void fileBytes(@TempDir Path folder) throws IOException {
    var file = Files.write(folder.resolve("m.onnx"), new byte[5000]);
    assertEquals(
        file + ": is too long: 5000 bytes, at most 4096 are read",
        Models.refused(() -> ModelFile.open(file, SMALL)));
  }

  @Test
  void elements() {
    assertEquals(
        "tensor w: has 101 elements, at most 100 are allowed",
        Models.refused(with(Models.tensor("w", 101)), SMALL));
    assertEquals(
        "tensor w: sizes must be whole numbers from 0 and their product at most 2^56:"
            + " [4294967296, 4294967296]",
        Models.refused(with(Models.tensor("w", 1L << 32, 1L << 32)), Limits.DEFAULT));
    assertEquals(
        "tensor w: sizes must be whole numbers from 0 and their product at most 2^56: [-1]",
        Models.refused(with(Models.tensor("w", -1)), Limits.DEFAULT));
  }

  /// A tensor that says to be large and has no bytes takes no memory.
  @Test
  void claimsWithoutBytes() {
    assertEquals(
        "tensor w: has 0 numbers for 68719476736 elements of f32",
        numbers(Models.tensor("w", 1L << 36), Limits.DEFAULT));
    assertEquals(
        "tensor w: f32[68719476736] needs 274877906944 bytes, not 4",
        numbers(
            Models.tensor("w", 1L << 36).setRawData(ByteString.copyFrom(new byte[4])),
            Limits.DEFAULT));
  }

  @Test
  void allNumbersTogether() {
    assertEquals(
        "tensor w: the model's numbers take more than 64 bytes",
        numbers(Models.tensor("w", 17).setRawData(ByteString.copyFrom(new byte[68])), SMALL));
  }

  /// One number, and a place for very many.
  @Test
  void sparseTensors() {
    var sparse =
        SparseTensorProto.newBuilder()
            .setValues(Models.tensor("s", 1).addFloatData(1))
            .setIndices(Models.tensor("i", 1).setDataType(7).addInt64Data(0))
            .addDims(1L << 40);
    var opened =
        ModelFile.of(
            Models.model(Models.graph(Models.node("Relu", "y", "x")).addSparseInitializer(sparse))
                .build()
                .toByteArray(),
            Limits.DEFAULT);
    assertEquals(
        "tensor s: the model's numbers take more than 274877906944 bytes",
        Models.refused(
            () -> opened.weights().of(opened.model().getGraph().getSparseInitializer(0))));
  }

  @Test
  void nodes() {
    var graph = Models.graph();
    for (int i = 0; i < 8; i++) {
      graph.addNode(Models.node("Relu", "v" + i, "x"));
    }
    assertEquals(
        "graph g: the model has more than 8 nodes",
        Models.refused(Models.model(graph.addNode(Models.node("Relu", "y", "x"))), SMALL));
  }

  @Test
  void attributes() {
    var node = Models.node("Relu", "y", "x").toBuilder();
    for (int i = 0; i < 3; i++) {
      node.addAttribute(AttributeProto.newBuilder().setName("a" + i));
    }
    assertEquals(
        "graph g: Relu_y (Relu): has more than 2 attributes",
        Models.refused(Models.model(Models.graph(node.build())), SMALL));
  }

  @Test
  void names() {
    assertEquals(
        "graph g: a name has more than 16 characters",
        Models.refused(
            Models.model(Models.graph(Models.node("Relu", "y".repeat(17), "x"))), SMALL));
  }

  @Test
  void graphsInsideGraphs() {
    var inner = Models.graph(Models.node("Relu", "y", "x"));
    for (int depth = 0; depth < 3; depth++) {
      var node = Models.choice(inner).build();
      inner = Models.graph(node);
    }
    assertEquals(
        "graph g: graphs stand deeper than 2 inside one another",
        Models.refused(Models.model(inner), new Limits(4096, 100, 8, 2, 2, 16, 100, 64)));
  }

  /// Messages inside messages five thousand deep overflow no stack.
  @Test
  void messagesInsideMessages() throws IOException {
    byte[] inside = {};
    for (int depth = 0; depth < 5_000; depth++) {
      var out = new ByteArrayOutputStream();
      var coded = CodedOutputStream.newInstance(out);
      // graph, node, attribute, graph, node, …
      coded.writeByteArray(depth % 3 == 1 ? 1 : depth % 3 == 0 ? 5 : 6, inside);
      coded.flush();
      inside = out.toByteArray();
    }
    var out = new ByteArrayOutputStream();
    var coded = CodedOutputStream.newInstance(out);
    coded.writeByteArray(7, inside);
    coded.flush();
    var said = Models.refused(() -> ModelFile.of(out.toByteArray(), Limits.DEFAULT));
    assertTrue(said.startsWith("is no ONNX model, or damaged: "), said);
  }
}
