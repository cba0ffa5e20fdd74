package org.ashlar.onnx.gather;

import static org.ashlar.onnx.OneNode.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// Reading and writing at places that are data.
final class GatherTest {
  @Test
  void oneHotCountsNegativeNamesFromTheEndAndTakesReals() {
    var names = TensorData.of(DType.F32, new double[] {-1, 0, 5}, 3);
    assertNumbers(
        OneNode.of("OneHot", 9)
            .input(names)
            .input(TensorData.scalar(DType.F32, 3))
            .input(TensorData.of(DType.I32, new double[] {1, 9}, 2))
            .with("axis", 0),
        1,
        9,
        1,
        1,
        1,
        1,
        9,
        1,
        1);
  }

  @Test
  void compressTakesFewerTruthsThanElements() {
    var truths = TensorData.of(DType.BOOL, new double[] {0, 1}, 2);
    assertNumbers(OneNode.of("Compress", 9).input(counted(2, 3)).input(truths), 1);
    assertNumbers(
        OneNode.of("Compress", 11).input(counted(3, 2)).input(truths).with("axis", -2), 2, 3);
    assertNumbers(
        OneNode.of("Compress", 11).input(counted(3, 2)).constant(truths).with("axis", 0), 2, 3);
  }

  @Test
  void scattersCombine() {
    var places = TensorData.of(DType.I64, new double[] {1, 1, -1}, 3);
    var updates = TensorData.of(DType.F32, new double[] {5, 6, 7}, 3);
    var old = OneNode.of("Scatter", 9).input(counted(3)).input(places).input(updates);
    assertNumbers(old, 0, 6, 7);
    for (var row :
        new Object[][] {
          {"add", 12.0, 9.0}, {"mul", 30.0, 14.0}, {"min", 1.0, 2.0}, {"max", 6.0, 7.0}
        }) {
      var node =
          OneNode.of("ScatterElements", 18)
              .input(counted(3))
              .input(places)
              .input(updates)
              .with("reduction", (String) row[0]);
      assertNumbers(node, 0, (Double) row[1], (Double) row[2]);
    }
  }

  @Test
  void scatterRefusesAnUnknownReduction() {
    var node =
        OneNode.of("ScatterND", 18)
            .input(counted(3))
            .input(TensorData.zeros(DType.I64, 1, 1))
            .input(counted(1))
            .with("reduction", "mean");
    var e = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals(
        "y0 (ScatterND, ai.onnx 18): reduction must be none, add, mul, min or max: mean",
        e.getMessage());
  }

  @Test
  void tensorScatterComesInAtTheFrontWhereCircular() {
    var node =
        OneNode.of("TensorScatter", 24)
            .input(TensorData.zeros(DType.F32, 1, 4, 1))
            .input(TensorData.of(DType.F32, new double[] {1, 2}, 1, 2, 1))
            .input(3)
            .with("mode", "circular");
    assertNumbers(node, 2, 0, 0, 1);
  }

  private static void assertNumbers(OneNode node, double... numbers) {
    assertArrayEquals(numbers, node.run().toDoubles());
  }
}
