package org.ashlar.onnx.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

class LossesTest {
  private static final TensorData SCORES =
      TensorData.of(DType.F32, new double[] {-1, -2, -3, -4}, 2, 2);

  private static OneNode likelihood(long... labels) {
    return OneNode.of("NegativeLogLikelihoodLoss", 13).input(SCORES).input(labels);
  }

  private static void gives(double expected, OneNode node) {
    assertEquals(expected, node.run().get(0), 1e-6);
  }

  @Test
  void theMeanIsOfWeights() {
    gives(2.5, likelihood(0, 1));
    gives(5, likelihood(0, 1).with("reduction", "sum"));
    var weights = TensorData.of(DType.F32, new double[] {3, 1}, 2);
    gives((3 + 4) / 4.0, likelihood(0, 1).input(weights));
    assertArrayEquals(
        new double[] {3, 4},
        likelihood(0, 1).input(weights).with("reduction", "none").run().toDoubles());
  }

  @Test
  void anIgnoredLabelCountsForNothing() {
    gives(1, likelihood(0, -1).with("ignore_index", -1));
    gives(4, likelihood(7, 1).with("ignore_index", 7));
  }

  @Test
  void theLogarithmsOfTheSharesAreASecondResult() {
    var results = OneNode.of("SoftmaxCrossEntropyLoss", 12).input(SCORES).input(0, 0).run(2);
    double log = Math.log(1 + Math.exp(-1));
    assertEquals(log, ((Term.Known) results.get(0)).data().get(0), 1e-6);
    assertArrayEquals(
        new double[] {-log, -1 - log, -log, -1 - log},
        ((Term.Known) results.get(1)).data().toDoubles(),
        1e-6);
  }

  @Test
  void anUnknownReductionIsRefused() {
    assertEquals(
        "y0 (NegativeLogLikelihoodLoss, ai.onnx 13): reduction must be none, mean or sum, not"
            + " \"max\"",
        assertThrows(IllegalArgumentException.class, likelihood(0, 1).with("reduction", "max")::run)
            .getMessage());
  }
}
