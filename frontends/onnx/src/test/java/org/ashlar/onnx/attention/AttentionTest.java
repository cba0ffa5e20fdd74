package org.ashlar.onnx.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// Which keys queries see. All keys score equally, so that a query gets the mean of the values that
/// it sees.
final class AttentionTest {
  private static final double CLOSE = 1e-6;

  private static TensorData f32(double[] numbers, long... sizes) {
    return TensorData.of(DType.F32, numbers, sizes);
  }

  private static TensorData zeros(long... sizes) {
    return TensorData.zeros(DType.F32, sizes);
  }

  private static TensorData truths(double... numbers) {
    return TensorData.of(DType.BOOL, numbers, numbers.length);
  }

  /// Two queries, four keys with the values 1, 2, 4 and 8.
  private static OneNode attention(long opset) {
    return OneNode.of("Attention", opset)
        .input(zeros(1, 1, 2, 1))
        .input(zeros(1, 1, 4, 1))
        .input(f32(new double[] {1, 2, 4, 8}, 1, 1, 4, 1));
  }

  private static double[] numbers(List<Term> results, int output) {
    return ((Term.Known) results.get(output)).data().toDoubles();
  }

  private static void gives(OneNode node, double... numbers) {
    assertArrayEquals(numbers, numbers(node.run(1), 0), CLOSE);
  }

  @Test
  void allKeysAreSeenWithoutAMask() {
    gives(attention(23), 3.75, 3.75);
  }

  @Test
  void queriesSeeKeysUpToTheirOwnPlace() {
    gives(attention(23).with("is_causal", 1), 1, 1.5);
  }

  @Test
  void thePastStandsBeforeTheFirstQuery() {
    var results =
        attention(23)
            .with("is_causal", 1)
            .missing()
            .input(zeros(1, 1, 1, 1))
            .input(f32(new double[] {16}, 1, 1, 1, 1))
            .run(3);
    assertArrayEquals(new double[] {8.5, 19.0 / 3}, numbers(results, 0), CLOSE);
    assertArrayEquals(new double[] {16, 1, 2, 4, 8}, numbers(results, 2));
  }

  @Test
  void aMaskThatEndsBeforeTheKeysHidesTheRest() {
    gives(attention(24).input(truths(0, 1)), 2, 2);
    gives(attention(24).input(TensorData.of(DType.F32, new double[] {0, 0}, 2)), 1.5, 1.5);
  }

  @Test
  void theLastQueryStandsAtTheLastValidKey() {
    var valid = attention(24).missing().missing().missing().input(3);
    gives(valid, 7.0 / 3, 7.0 / 3);
    var causal = attention(24).missing().missing().missing().input(3).with("is_causal", 1);
    gives(causal, 1.5, 7.0 / 3);
  }

  @Test
  void aQueryThatSeesNothingGivesNothing() {
    gives(attention(23).input(truths(0, 0, 0, 0)), 0, 0);
  }

  @Test
  void scoresAreToldAsFarAsTheModeSays() {
    double[][] wanted = {{2, 2}, {Math.tanh(2), Math.tanh(2)}, {Math.tanh(2), Math.tanh(2) + 1}};
    for (int mode = 0; mode < 3; mode++) {
      var results =
          OneNode.of("Attention", 23)
              .input(f32(new double[] {2}, 1, 1, 1, 1))
              .input(f32(new double[] {1, 1}, 1, 1, 2, 1))
              .input(zeros(1, 1, 2, 1))
              .input(TensorData.of(DType.F32, new double[] {0, 1}, 2))
              .with("softcap", 1f)
              .with("qk_matmul_output_mode", mode)
              .run(4);
      assertArrayEquals(wanted[mode], numbers(results, 3), 1e-5);
    }
  }

  @Test
  void headsThatStandSideBySideMustBeCounted() {
    var node =
        OneNode.of("Attention", 23)
            .input(zeros(1, 2, 4))
            .input(zeros(1, 2, 4))
            .input(zeros(1, 2, 4));
    var e = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals(
        "y0 (Attention, ai.onnx 23): the number of heads must be told to open f32[1, 2, 4]: it is"
            + " 0",
        e.getMessage());
  }

  @Test
  void aLinearRuleKeepsEverythingAndADeltaRuleReplaces() {
    for (var rule : List.of("linear", "delta")) {
      var node =
          OneNode.of("LinearAttention", 27)
              .input(f32(new double[] {1, 1}, 1, 2, 1))
              .input(f32(new double[] {1, 1}, 1, 2, 1))
              .input(f32(new double[] {5, 7}, 1, 2, 1))
              .missing()
              .missing()
              .input(f32(new double[] {1, 1}, 1, 2, 1))
              .with("q_num_heads", 1)
              .with("kv_num_heads", 1)
              .with("update_rule", rule);
      var wanted = rule.equals("linear") ? new double[] {5, 12} : new double[] {5, 7};
      assertArrayEquals(wanted, numbers(node.run(2), 0), CLOSE);
    }
  }

  @Test
  void headsFollowFromTheAngles() {
    var node =
        OneNode.of("RotaryEmbedding", 23)
            .input(f32(new double[] {1, 2, 3, 4}, 1, 1, 4))
            .constant(zeros(1, 1, 1))
            .constant(f32(new double[] {1}, 1, 1, 1));
    // a quarter turn of each pair
    gives(node, -2, 1, -4, 3);
  }
}
