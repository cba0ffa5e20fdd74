package org.ashlar.onnx.quantise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// What versions of the operators on few bits took over time.
class QuantiseTest {
  private static final TensorData X = TensorData.of(DType.F32, of(1, 2.5, -3, 400, 5, 6), 2, 3);

  private static double[] of(double... numbers) {
    return numbers;
  }

  private static TensorData vector(DType dtype, double... numbers) {
    return TensorData.of(dtype, numbers, numbers.length);
  }

  private static TensorData scalar(DType dtype, double number) {
    return TensorData.scalar(dtype, number);
  }

  private static void gives(DType dtype, double[] expected, OneNode node) {
    var result = node.run();
    assertEquals(dtype, result.dtype());
    assertArrayEquals(expected, result.toDoubles(), 1e-6);
  }

  @Test
  void oneScaleServesAll() {
    var node = OneNode.of("QuantizeLinear", 10).input(X).input(scalar(DType.F32, 2));
    // halves go to the even number, and u8 has no negative ones
    gives(DType.U8, of(0, 1, 0, 200, 2, 3), node);
    gives(
        DType.I8,
        of(1, 2, -1, 127, 3, 4),
        OneNode.of("QuantizeLinear", 13)
            .input(X)
            .input(scalar(DType.F32, 2))
            .input(scalar(DType.I8, 1)));
  }

  @Test
  void anAxisHasScalesSinceVersion13() {
    var scales = vector(DType.F32, 1, 2, 4);
    gives(
        DType.U8, of(1, 1, 0, 255, 2, 2), OneNode.of("QuantizeLinear", 13).input(X).input(scales));
    gives(
        DType.F32,
        of(1, 4, 12, 4, 10, 24),
        OneNode.of("DequantizeLinear", 13)
            .input(TensorData.of(DType.U8, of(1, 2, 3, 4, 5, 6), 2, 3))
            .input(scales)
            .with("axis", -1));
  }

  @Test
  void blocksHaveScalesSinceVersion21() {
    var scales = TensorData.of(DType.F32, of(1, 10, 2, 20), 2, 2);
    gives(
        DType.I16,
        of(1, 2, 0, 200, 2, 0),
        OneNode.of("QuantizeLinear", 21)
            .input(X)
            .input(scales)
            .with("axis", 1)
            .with("block_size", 2)
            .with("output_dtype", 5));
  }

  @Test
  void theQuotientHasThePrecisionOfTheScaleUnlessSaid() {
    var x = vector(DType.F16, 4098);
    var third = scalar(DType.F16, 3);
    // 4096 / 3 is 1365, and 1368 in bf16
    gives(
        DType.I16,
        of(1365),
        OneNode.of("QuantizeLinear", 23).input(x).input(third).with("output_dtype", 5));
    gives(
        DType.I16,
        of(1368),
        OneNode.of("QuantizeLinear", 23)
            .input(x)
            .input(third)
            .with("output_dtype", 5)
            .with("precision", 16));
  }

  @Test
  void realsComeBackInTheKindAskedFor() {
    var x = vector(DType.I8, 3, -5);
    gives(
        DType.F16,
        of(1.5, -2.5),
        OneNode.of("DequantizeLinear", 23)
            .input(x)
            .input(scalar(DType.F32, 0.5))
            .with("output_dtype", 10));
    // a scale that is a power of two
    gives(
        DType.F32,
        of(12, -20),
        OneNode.of("DequantizeLinear", 25)
            .input(x)
            .input(scalar(DType.F8E8M0, 4))
            .with("output_dtype", 1));
  }

  @Test
  void zeroPointsOfFloatsCountToo() {
    var x = vector(DType.F8E4M3FN, 3, -5);
    gives(
        DType.F32,
        of(2, -6),
        OneNode.of("DequantizeLinear", 19)
            .input(x)
            .input(scalar(DType.F32, 1))
            .input(scalar(DType.F8E4M3FN, 1)));
  }

  @Test
  void zeroPointsOfProductsAreForAllForRowsOrForEachMatrix() {
    var a = TensorData.of(DType.U8, of(1, 2, 3, 4), 2, 2);
    var b = TensorData.of(DType.I8, of(1, 0, 0, 1), 2, 2);
    gives(DType.I32, of(1, 2, 3, 4), OneNode.of("MatMulInteger", 10).input(a).input(b));
    gives(
        DType.I32,
        of(0, 1, 1, 2),
        OneNode.of("MatMulInteger", 10).input(a).input(b).input(vector(DType.U8, 1, 2)));
    gives(
        DType.I32,
        of(-2, -1, -4, -3),
        OneNode.of("MatMulInteger", 10).input(a).input(b).missing().input(scalar(DType.I8, 1)));
    var stack = TensorData.of(DType.U8, of(1, 2, 3, 4), 1, 2, 2);
    gives(
        DType.I32,
        of(0, 1, 1, 2),
        OneNode.of("MatMulInteger", 10)
            .input(stack)
            .input(b)
            .input(TensorData.of(DType.U8, of(1, 2), 1, 2, 1)));
  }

  @Test
  void productsOfAStackMayHaveScalesForEachMatrix() {
    var a = TensorData.of(DType.U8, of(10, 20, 30, 40), 2, 1, 2);
    var b = TensorData.of(DType.U8, of(1, 1), 2, 1);
    var node =
        OneNode.of("QLinearMatMul", 21)
            .input(a)
            .input(TensorData.of(DType.F32, of(0.5, 1), 2, 1, 1))
            .input(TensorData.of(DType.U8, of(0, 10), 2, 1, 1))
            .input(b)
            .input(scalar(DType.F32, 1))
            .input(scalar(DType.U8, 0))
            .input(scalar(DType.F32, 2))
            .input(scalar(DType.U8, 3));
    // 30 · 0.5 / 2 = 7.5 goes to 8; 50 / 2 = 25
    gives(DType.U8, of(11, 28), node);
  }

  @Test
  void convolutionsPadWithTheZeroPoint() {
    var x = TensorData.of(DType.U8, of(3, 4), 1, 1, 2);
    var w = TensorData.of(DType.U8, of(1, 1), 1, 1, 2);
    gives(
        DType.I32,
        of(1, 3, 2),
        OneNode.of("ConvInteger", 10)
            .input(x)
            .input(w)
            .input(scalar(DType.U8, 2))
            .with("pads", new long[] {1, 1}));
    var wrong = OneNode.of("ConvInteger", 10).input(x).input(w).with("auto_pad", "SAME");
    assertEquals(
        "y0 (ConvInteger, ai.onnx 10): auto_pad must be NOTSET, SAME_UPPER, SAME_LOWER or VALID:"
            + " SAME",
        assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
  }
}
