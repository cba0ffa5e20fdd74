package org.ashlar.onnx.random;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

class DrawsTest {
  private static final TensorData ONES = TensorData.of(DType.F32, filled(400, 1), 400);

  private static double[] filled(int count, double number) {
    var all = new double[count];
    Arrays.fill(all, number);
    return all;
  }

  private static TensorData data(Term term) {
    return ((Term.Known) term).data();
  }

  private static double mean(TensorData data) {
    return Arrays.stream(data.toDoubles()).average().orElseThrow();
  }

  @Test
  void uniformNumbersLieBetweenTheBounds() {
    var node =
        OneNode.of("RandomUniform", 1)
            .with("shape", new long[] {20, 20})
            .with("low", -3f)
            .with("high", 5f)
            .with("dtype", 11);
    var drawn = node.run();
    assertEquals("f64[20, 20]", drawn.type().toString());
    assertTrue(Arrays.stream(drawn.toDoubles()).allMatch(x -> x >= -3 && x < 5));
    assertEquals(1, mean(drawn), 0.5);
  }

  @Test
  void normalNumbersHaveTheMomentsSaid() {
    var drawn =
        OneNode.of("RandomNormalLike", 22).input(ONES).with("mean", 10f).with("scale", 2f).run();
    assertEquals(10, mean(drawn), 0.5);
    double spread =
        Arrays.stream(drawn.toDoubles()).map(x -> (x - 10) * (x - 10)).average().orElseThrow();
    assertEquals(4, spread, 1);
  }

  @Test
  void aSeedSaysTheNumbers() {
    var first = uniform(1).run();
    assertEquals(first, uniform(1).run());
    assertNotEquals(first, uniform(2).run());
  }

  private static OneNode uniform(float seed) {
    return OneNode.of("RandomUniform", 22).with("shape", new long[] {9}).with("seed", seed);
  }

  @Test
  void certaintyIsNoChance() {
    var x = TensorData.of(DType.F32, new double[] {0, 1, 0, 1}, 4);
    var drawn = OneNode.of("Bernoulli", 15).input(x).with("dtype", 9).run();
    assertEquals(DType.BOOL, drawn.dtype());
    assertArrayEquals(new double[] {0, 1, 0, 1}, drawn.toDoubles());
    var logits = TensorData.of(DType.F32, new double[] {-99, 99, -99, 99, -99, -99}, 2, 3);
    var classes = OneNode.of("Multinomial", 7).input(logits).with("sample_size", 3).run();
    assertEquals("i32[2, 3]", classes.type().toString());
    assertArrayEquals(new double[] {1, 1, 1, 0, 0, 0}, classes.toDoubles());
  }

  @Test
  void dropoutIsForLearningAloneAndSaysWhatStays() {
    var test = OneNode.of("Dropout", 6).input(ONES).with("is_test", 1).run(2);
    assertEquals(ONES, data(test.get(0)));
    assertEquals(DType.F32, data(test.get(1)).dtype());
    var later = OneNode.of("Dropout", 10).input(ONES).with("ratio", 0.9f).run(2);
    assertEquals(ONES, data(later.get(0)));
    assertEquals(DType.BOOL, data(later.get(1)).dtype());
    learns(OneNode.of("Dropout", 1).input(ONES).with("ratio", 0.25f), 0.25);
    var ratio = TensorData.scalar(DType.F32, 0.75);
    var truth = TensorData.scalar(DType.BOOL, 1);
    learns(OneNode.of("Dropout", 13).input(ONES).input(ratio).input(truth), 0.75);
    learns(OneNode.of("Dropout", 22).input(ONES).missing().input(truth), 0.5);
    var lie = TensorData.scalar(DType.BOOL, 0);
    var not = OneNode.of("Dropout", 12).input(ONES).input(ratio).input(lie).run(1);
    assertEquals(ONES, data(not.getFirst()));
  }

  private static void learns(OneNode node, double ratio) {
    var results = node.run(2);
    var y = data(results.get(0));
    var stays = data(results.get(1));
    for (int i = 0; i < y.elements(); i++) {
      assertEquals(stays.get(i) / (1 - ratio), y.get(i), 1e-6);
    }
    assertEquals(1 - ratio, mean(stays), 0.12);
  }
}
