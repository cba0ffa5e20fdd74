package org.ashlar.onnx.neural;

import static org.ashlar.onnx.OneNode.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// What convolutions do at their edges.
final class ConvolutionsTest {
  private static TensorData f32(double[] numbers, long... sizes) {
    return TensorData.of(DType.F32, numbers, sizes);
  }

  private static double[] numbers(OneNode node) {
    return node.run().toDoubles();
  }

  private static OneNode pair(String autoPad) {
    return OneNode.of("Conv", 11)
        .input(counted(1, 1, 4))
        .constant(f32(new double[] {1, 10}, 1, 1, 2))
        .with("auto_pad", autoPad);
  }

  @Test
  void anOddPadStandsWhereAutoPadSays() {
    assertArrayEquals(new double[] {10, 21, 32, 3}, numbers(pair("SAME_UPPER")));
    assertArrayEquals(new double[] {0, 10, 21, 32}, numbers(pair("SAME_LOWER")));
    assertArrayEquals(new double[] {10, 21, 32}, numbers(pair("VALID")));
  }

  @Test
  void anUnknownPaddingIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, pair("SAME")::run);
    assertEquals(
        "y0 (Conv, ai.onnx 11): auto_pad must be NOTSET, SAME_UPPER, SAME_LOWER or VALID: SAME",
        e.getMessage());
  }

  @Test
  void aKernelThatIsNotTheWeightsIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            pair("VALID").with("kernel_shape", new long[] {3})::run);
    assertEquals(
        "y0 (Conv, ai.onnx 11): kernel_shape [3] is not that of the weight, f32[1, 1, 2]",
        e.getMessage());
  }

  @Test
  void aTransposedConvolutionIsCutToItsShape() {
    var node =
        OneNode.of("ConvTranspose", 11)
            .input(counted(1, 1, 3))
            .constant(f32(new double[] {1, 1, 1}, 1, 1, 3))
            .with("strides", new long[] {2});
    assertArrayEquals(new double[] {0, 0, 1, 1, 3, 2, 2}, numbers(node));
    var cut =
        OneNode.of("ConvTranspose", 11)
            .input(counted(1, 1, 3))
            .constant(f32(new double[] {1, 1, 1}, 1, 1, 3))
            .with("strides", new long[] {2})
            .with("output_shape", new long[] {6});
    // the odd place goes at the start
    assertArrayEquals(new double[] {0, 1, 1, 3, 2, 2}, numbers(cut));
  }

  @Test
  void aDeformableConvolutionReadsBetweenElements() {
    var node =
        OneNode.of("DeformConv", 19)
            .input(counted(1, 1, 1, 3))
            .constant(f32(new double[] {1}, 1, 1, 1, 1))
            .input(f32(new double[] {0, 0, 0, 0.5, 0.5, 0.5}, 1, 2, 1, 3))
            .constant(f32(new double[] {100}, 1));
    // beyond the last element stands 0
    assertArrayEquals(new double[] {100.5, 101.5, 101}, numbers(node));
  }

  @Test
  void aCausalConvolutionHandsItsPastOn() {
    var results =
        OneNode.of("CausalConvWithState", 27)
            .input(f32(new double[] {3, 4}, 1, 1, 2))
            .constant(f32(new double[] {1, 10, 100}, 1, 1, 3))
            .missing()
            .input(f32(new double[] {1, 2}, 1, 1, 2))
            .run(2);
    assertArrayEquals(new double[] {321, 432}, data(results.get(0)));
    assertArrayEquals(new double[] {3, 4}, data(results.get(1)));
  }

  private static double[] data(Term term) {
    return ((Term.Known) term).data().toDoubles();
  }
}
