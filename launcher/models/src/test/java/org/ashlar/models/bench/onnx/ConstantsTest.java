package org.ashlar.models.bench.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.TensorData;
import org.ashlar.models.bench.worker.Ours;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConstantsTest {
  @TempDir Path folder;

  @Test
  void constantsBecomeRandomWeights() throws IOException {
    var filled = Constants.filled(light(), folder);

    assertNotEquals(folder.resolve("source").resolve("light.onnx"), filled);
    var graph = Fields.of(Files.readAllBytes(filled)).of(7).getFirst().fields();
    assertEquals(
        List.of("BatchNormalization"),
        graph.of(1).stream().map(node -> node.fields().text(4)).toList());
    assertEquals(List.of("x"), graph.of(11).stream().map(input -> input.fields().text(1)).toList());
    var variance = floats(graph, "var");
    for (float number : variance) {
      assertTrue(number >= 0.8f && number <= 1.2f, "a variance of " + number);
    }
    assertTrue(variance[0] != variance[1], "all numbers alike fold away");
  }

  @Test
  void aFilledModelRunsAndIsTheSameEveryTime() throws IOException {
    var x = TensorData.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 6);
    var first = run(Constants.filled(light(), folder), x);
    var again = run(Constants.filled(light(), Files.createDirectories(folder.resolve("b"))), x);

    assertArrayEquals(first.toFloats(), again.toFloats());
    var run = Fields.of(Files.readAllBytes(folder.resolve("light.onnx")));
    var graph = run.of(7).getFirst().fields();
    double expected =
        (2 - floats(graph, "mean")[1])
                / Math.sqrt(floats(graph, "var")[1] + 1e-5)
                * floats(graph, "scale")[1]
            + floats(graph, "bias")[1];
    assertEquals(expected, first.get(1), 1e-5);
  }

  @Test
  void aModelWithWeightsOfItsOwnStaysAsItIs() {
    var file = folder.resolve("own.onnx");
    new OnnxModel()
        .input("x", 2)
        .weight("w", 0, 1, 2)
        .node("Add", "x w -> y")
        .output("y", 2)
        .write(file, 20);

    assertEquals(file, Constants.filled(file, folder.resolve("copies")));
  }

  private static TensorData run(Path model, TensorData x) {
    try (var loaded = new Ours("reference").load(model, Map.of("x", x), 1)) {
      return (TensorData) loaded.outputs().get("y");
    }
  }

  /// A batch normalisation whose four weights are constants of a shape, as the light models have
  /// them, with the shapes as inputs, as old files have them.
  private Path light() throws IOException {
    var graph = new Message().text(2, "light");
    for (var name : List.of("scale", "bias", "mean", "var")) {
      var shape = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(6).array();
      graph.message(
          5, new Message().number(1, 1).number(2, 7).text(8, name + "_shape").bytes(9, shape));
      graph.message(11, value(name + "_shape", 7, 1));
      graph.message(
          1, new Message().text(1, name + "_shape").text(2, name).text(4, "ConstantOfShape"));
    }
    graph
        .message(
            1,
            new Message()
                .text(1, "x")
                .text(1, "scale")
                .text(1, "bias")
                .text(1, "mean")
                .text(1, "var")
                .text(2, "y")
                .text(4, "BatchNormalization"))
        .message(11, value("x", 1, 1, 6))
        .message(12, value("y", 1, 1, 6));
    var model =
        new Message()
            .number(1, 3)
            .message(7, graph)
            .message(8, new Message().text(1, "").number(2, 9));
    var file = Files.createDirectories(folder.resolve("source")).resolve("light.onnx");
    Files.write(file, model.toBytes());
    return file;
  }

  private static Message value(String name, int type, long... sizes) {
    var shape = new Message();
    for (long size : sizes) {
      shape.message(1, new Message().number(1, size));
    }
    return new Message()
        .text(1, name)
        .message(2, new Message().message(1, new Message().number(1, type).message(2, shape)));
  }

  private static float[] floats(Fields graph, String name) {
    var tensor =
        graph.of(5).stream()
            .map(Fields.Field::fields)
            .filter(t -> t.text(8).equals(name))
            .findFirst()
            .orElseThrow();
    var buffer =
        ByteBuffer.wrap(tensor.of(9).getFirst().bytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    var numbers = new float[buffer.remaining()];
    buffer.get(numbers);
    return numbers;
  }
}
