package org.ashlar.onnx.microsoft;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// What the operators of ONNX Runtime mean, on numbers that can be reckoned by hand.
final class MicrosoftTest {
  private static final double CLOSE = 1e-5;

  private static OneNode node(String operator) {
    return OneNode.of("com.microsoft", operator, 1);
  }

  private static TensorData f32(double[] numbers, long... sizes) {
    return TensorData.of(DType.F32, numbers, sizes);
  }

  private static TensorData zeros(long... sizes) {
    return TensorData.zeros(DType.F32, sizes);
  }

  private static TensorData one(DType dtype, double number) {
    return TensorData.of(dtype, new double[] {number});
  }

  private static double[] numbers(List<Term> results, int output) {
    return ((Term.Known) results.get(output)).data().toDoubles();
  }

  @Test
  void packedElementsStandLowestBitsFirst() {
    // two columns of four rows in blocks of two: 8 stands for 0
    var packed = TensorData.of(DType.U8, new double[] {0x98, 0xA8, 0x87, 0x88}, 2, 2, 1);
    var y =
        node("MatMulNBits")
            .input(f32(new double[] {1, 10, 100, 1000}, 1, 4))
            .constant(packed)
            .constant(f32(new double[] {1, 0.5, 2, 1}, 4))
            .with("K", 4)
            .with("N", 2)
            .with("block_size", 2);
    // the first column is 0, 1, 0, 1; the second -2, 0, 0, 0
    assertArrayEquals(new double[] {1010, -2}, y.run().toDoubles(), CLOSE);
  }

  @Test
  void packedElementsHaveOneOfThreeWidths() {
    var y =
        node("MatMulNBits")
            .input(zeros(1, 4))
            .constant(TensorData.zeros(DType.U8, 1, 2, 1))
            .constant(zeros(2))
            .with("K", 4)
            .with("N", 1)
            .with("block_size", 2)
            .with("bits", 3);
    assertEquals(
        "y0 (MatMulNBits, com.microsoft 1): bits must be 2, 4 or 8: 3",
        assertThrows(IllegalArgumentException.class, y::run).getMessage());
  }

  @Test
  void batchesMayStandBehindRows() {
    var a = f32(new double[] {1, 2, 3, 4}, 2, 2, 1);
    var b = f32(new double[] {10, 100}, 2, 1, 1);
    var y = node("FusedMatMul").input(a).input(b).with("transBatchA", 1).with("alpha", 2f).run();
    assertEquals("f32[2, 2, 1]", y.type().toString());
    assertArrayEquals(new double[] {20, 60, 400, 800}, y.toDoubles(), CLOSE);
  }

  @Test
  void whatIsNormalisedIsToldToo() {
    var results =
        node("SkipLayerNormalization")
            .input(f32(new double[] {1, 2}, 1, 1, 2))
            .input(f32(new double[] {2, 3}, 1, 1, 2))
            .constant(f32(new double[] {1, 1}, 2))
            .constant(f32(new double[] {0, 5}, 2))
            .run(4);
    assertArrayEquals(new double[] {-1, 6}, numbers(results, 0), CLOSE);
    assertArrayEquals(new double[] {3, 5}, numbers(results, 3));
  }

  @Test
  void embeddingsCountWhatTheMaskCounts() {
    var results =
        node("EmbedLayerNormalization")
            .input(TensorData.of(DType.I32, new double[] {1, 0}, 1, 2))
            .missing()
            .constant(f32(new double[] {0, 0, 3, 1}, 2, 2))
            .constant(f32(new double[] {10, 20, 30, 40}, 2, 2))
            .missing()
            .constant(f32(new double[] {1, 1}, 2))
            .constant(f32(new double[] {0, 0}, 2))
            .input(TensorData.of(DType.I32, new double[] {1, 0}, 1, 2))
            .run(3);
    assertArrayEquals(new double[] {-1, 1, -1, 1}, numbers(results, 0), CLOSE);
    assertArrayEquals(new double[] {1}, numbers(results, 1));
    assertArrayEquals(new double[] {13, 21, 30, 40}, numbers(results, 2));
  }

  /// One query for each of three positions, whose keys score equally and have the values 3, 6, 12.
  private static OneNode attention() {
    var weight = f32(new double[] {0, 0, 1}, 1, 3);
    return node("Attention")
        .input(f32(new double[] {3, 6, 12}, 1, 3, 1))
        .constant(weight)
        .constant(zeros(3))
        .with("num_heads", 1);
  }

  private static TensorData i32(double... numbers) {
    return TensorData.of(DType.I32, numbers, numbers.length);
  }

  @Test
  void masksTellLengthsOrKeys() {
    assertArrayEquals(new double[] {7, 7, 7}, attention().run().toDoubles(), CLOSE);
    double[] two = {4.5, 4.5, 4.5};
    assertArrayEquals(two, attention().input(i32(2)).run().toDoubles(), CLOSE);
    assertArrayEquals(
        new double[] {9, 9, 9}, attention().input(i32(3, 1)).run().toDoubles(), CLOSE);
    var keys = TensorData.of(DType.I32, new double[] {1, 1, 0}, 1, 3);
    assertArrayEquals(two, attention().input(keys).run().toDoubles(), CLOSE);
  }

  @Test
  void oneDirectionHidesLaterKeys() {
    assertArrayEquals(
        new double[] {3, 4.5, 7}, attention().with("unidirectional", 1).run().toDoubles(), CLOSE);
  }

  @Test
  void thePastIsHandedOn() {
    var past = f32(new double[] {0, 9}, 2, 1, 1, 1, 1);
    var results = attention().missing().input(past).with("unidirectional", 1).run(2);
    assertArrayEquals(new double[] {6, 6, 7.5}, numbers(results, 0), CLOSE);
    assertArrayEquals(new double[] {0, 0, 0, 0, 9, 3, 6, 12}, numbers(results, 1));
  }

  @Test
  void eachBatchHasALengthOfItsOwn() {
    // the first has two keys before this one, the second none
    var results =
        node("GroupQueryAttention")
            .input(zeros(2, 1, 1))
            .input(zeros(2, 1, 1))
            .input(f32(new double[] {30, 40}, 2, 1, 1))
            .input(zeros(2, 1, 2, 1))
            .input(f32(new double[] {3, 6, 7, 8}, 2, 1, 2, 1))
            .constant(i32(2, 0))
            .constant(one(DType.I32, 3))
            .with("num_heads", 1)
            .with("kv_num_heads", 1)
            .run(3);
    assertArrayEquals(new double[] {13, 40}, numbers(results, 0), CLOSE);
    assertArrayEquals(new double[] {3, 6, 30, 40, 8, 0}, numbers(results, 2));
  }

  @Test
  void fewBitsAreAddedAsWhatTheyStandFor() {
    var y =
        node("QLinearAdd")
            .input(TensorData.of(DType.U8, new double[] {130, 200}, 2))
            .constant(one(DType.F32, 0.5))
            .constant(one(DType.U8, 128))
            .input(TensorData.of(DType.U8, new double[] {4, 250}, 2))
            .constant(one(DType.F32, 1))
            .missing()
            .constant(one(DType.F32, 0.5))
            .constant(one(DType.U8, 10))
            .run();
    // 1 + 4 = 5 is 10 halves; 36 + 250 is more than 8 bits hold
    assertArrayEquals(new double[] {20, 255}, y.toDoubles());
  }

  @Test
  void softmaxWasOfAllThatFollowsTheAxis() {
    for (long opset : new long[] {12, 13}) {
      var y =
          node("QLinearSoftmax")
              .input(TensorData.zeros(DType.U8, 1, 2, 2))
              .constant(one(DType.F32, 1))
              .missing()
              .constant(one(DType.F32, 0.25))
              .constant(one(DType.U8, 0))
              .with("opset", opset)
              .with("axis", opset == 12 ? 1 : -1)
              .run();
      double each = opset == 12 ? 1 : 2;
      assertArrayEquals(new double[] {each, each, each, each}, y.toDoubles());
    }
  }
}
