package org.ashlar.onnx.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.Random;
import org.ashlar.onnx.schema.NodeProto;
import org.ashlar.onnx.schema.OperatorSetIdProto;
import org.junit.jupiter.api.Test;

/// What is proved of a model before anything is made of it.
final class ModelCheckTest {
  private static String refused(NodeProto... nodes) {
    return Models.refused(Models.model(Models.graph(nodes)), Limits.DEFAULT);
  }

  @Test
  void nodesAreBroughtInOrder() {
    var model =
        Models.model(
            Models.graph(
                Models.node("Neg", "y", "b"),
                Models.node("Abs", "b", "a"),
                Models.node("Relu", "a", "x")));
    var nodes =
        ModelFile.of(model.build().toByteArray(), Limits.DEFAULT).model().getGraph().getNodeList();
    assertEquals(
        Arrays.asList("Relu", "Abs", "Neg"), nodes.stream().map(NodeProto::getOpType).toList());
  }

  @Test
  void noCycles() {
    assertEquals(
        "graph g: Add_y (Add): is needed to compute itself",
        refused(Models.node("Add", "y", "x", "a"), Models.node("Relu", "a", "y")));
    assertEquals(
        "graph g: Relu_y (Relu): is needed to compute itself",
        refused(Models.node("Relu", "y", "y")));
  }

  @Test
  void nothingIsComputedTwice() {
    assertEquals(
        "graph g: Abs_y (Abs): y is computed twice",
        refused(Models.node("Relu", "y", "x"), Models.node("Abs", "y", "x")));
    assertEquals(
        "graph g: Relu_x (Relu): x is computed twice", refused(Models.node("Relu", "x", "x")));
  }

  @Test
  void everyInputComesFromSomewhere() {
    assertEquals(
        "graph g: Relu_y (Relu): input z is computed by no node",
        refused(Models.node("Relu", "y", "z")));
    assertEquals(
        "graph g: output y is computed by no node", refused(Models.node("Relu", "z", "x")));
  }

  /// Also what a graph inside a node reads from around it.
  @Test
  void capturedNamesComeFromSomewhere() {
    var body = Models.graph(Models.node("Relu", "y", "far")).clearInput();
    var node = Models.choice(body);
    assertEquals("graph g: If_y (If): input far is computed by no node", refused(node.build()));
  }

  @Test
  void namesStandOnce() {
    var graph = Models.graph(Models.node("Relu", "y", "x"));
    assertEquals(
        "graph g: input x stands twice",
        Models.refused(Models.model(graph.clone().addInput(graph.getInput(0))), Limits.DEFAULT));
    assertEquals(
        "graph g: initialiser w stands twice",
        Models.refused(
            Models.model(
                graph
                    .clone()
                    .addInitializer(Models.tensor("w", 0))
                    .addInitializer(Models.tensor("w", 0))),
            Limits.DEFAULT));
    assertEquals(
        "the operators of ai.onnx are imported twice",
        Models.refused(
            Models.model(graph).addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(13)),
            Limits.DEFAULT));
  }

  @Test
  void elementsAreOfAKnownKind() {
    assertEquals(
        "element kind 99: unknown; known are 1 to 26",
        Models.refused(
            Models.model(
                Models.graph(Models.node("Relu", "y", "x"))
                    .addInitializer(Models.tensor("w", 1).setDataType(99))),
            Limits.DEFAULT));
  }

  @Test
  void aFileThatIsSomethingElse() {
    assertEquals(
        "is no ONNX model: it has no graph",
        Models.refused(() -> ModelFile.of(new byte[0], Limits.DEFAULT)));
    assertTrue(
        Models.refused(() -> ModelFile.of("PK\3\4 a zip".getBytes(), Limits.DEFAULT))
            .startsWith("is no ONNX model"));
  }

  /// Cut off anywhere, or with bytes changed: refused in words or read, nothing else.
  @Test
  void damagedFiles() {
    var bytes =
        Models.model(
                Models.graph(Models.node("Add", "y", "x", "w"))
                    .addInitializer(Models.tensor("w", 2).addFloatData(1).addFloatData(2)))
            .build()
            .toByteArray();
    for (int length = 0; length < bytes.length; length++) {
      tried(Arrays.copyOf(bytes, length), "cut at " + length);
    }
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      var changed = bytes.clone();
      for (int i = 0; i <= round % 4; i++) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      }
      tried(changed, "seed " + seed + ", round " + round);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> ModelFile.of(Arrays.copyOf(bytes, 10), Limits.DEFAULT));
  }

  /// Weights that the parser does not see are those that it would have seen.
  @Test
  void weightsLeftWhereTheyLie() {
    var raw = new byte[8192];
    new Random(1).nextBytes(raw);
    var tensor = Models.tensor("w", 2048).setRawData(ByteString.copyFrom(raw));
    var bytes =
        Models.model(
                Models.graph(Models.node("Add", "y", "x", "w"))
                    .addInitializer(Models.tensor("v", 1).addFloatData(3))
                    .addInitializer(tensor))
            .build()
            .toByteArray();
    var opened = ModelFile.of(bytes, Limits.DEFAULT);
    var initial = opened.model().getGraph().getInitializerList();
    assertEquals(false, initial.getLast().hasRawData());
    assertEquals(Tensors.read(tensor.build()), opened.weights().of(initial.getLast()));
    assertEquals(3, opened.weights().of(initial.getFirst()).get(0));
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      var changed = bytes.clone();
      changed[random.nextInt(150)] = (byte) random.nextInt();
      tried(changed, "seed " + seed + ", round " + round);
    }
    for (int length = bytes.length - 100; length < bytes.length; length++) {
      tried(Arrays.copyOf(bytes, length), "cut at " + length);
    }
    // a message may stand in two parts, which are one: every name is then computed twice
    var twice = Arrays.copyOf(bytes, 2 * bytes.length);
    System.arraycopy(bytes, 0, twice, bytes.length, bytes.length);
    assertEquals(
        "the operators of ai.onnx are imported twice",
        Models.refused(() -> ModelFile.of(twice, Limits.DEFAULT)));
  }

  private static void tried(byte[] bytes, String where) {
    try {
      var opened = ModelFile.of(bytes, Limits.DEFAULT);
      opened.model().getGraph().getInitializerList().forEach(opened.weights()::of);
    } catch (IllegalArgumentException e) {
      // refused
    } catch (RuntimeException e) {
      throw new AssertionError(where + ": " + e, e);
    }
  }
}
