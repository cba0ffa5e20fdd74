package org.ashlar.onnx.pool;

import static org.ashlar.onnx.OneNode.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;

/// What the versions of poolings differ in.
final class PoolsTest {
  private static TensorData f32(double[] numbers, long... sizes) {
    return TensorData.of(DType.F32, numbers, sizes);
  }

  @Test
  void theLargestTellsItsPlaceRowsOrColumnsFirst() {
    var image = f32(new double[] {1, 9, 2, 3, 4, 5}, 1, 1, 2, 3);
    for (long order = 0; order < 2; order++) {
      var results =
          OneNode.of("MaxPool", 8)
              .input(image)
              .with("kernel_shape", new long[] {2, 3})
              .with("storage_order", order)
              .run(2);
      assertEquals(9, data(results.get(0)).get(0));
      assertEquals(order == 0 ? 1 : 2, data(results.get(1)).get(0));
    }
  }

  @Test
  void padsCountWhereTheNodeSaysSo() {
    var node =
        OneNode.of("AveragePool", 7)
            .input(f32(new double[] {2, 4}, 1, 1, 2))
            .with("kernel_shape", new long[] {2})
            .with("pads", new long[] {1, 0});
    assertArrayEquals(new double[] {2, 3}, node.run().toDoubles());
    var counted =
        OneNode.of("AveragePool", 7)
            .input(f32(new double[] {2, 4}, 1, 1, 2))
            .with("kernel_shape", new long[] {2})
            .with("pads", new long[] {1, 0})
            .with("count_include_pad", 1);
    assertArrayEquals(new double[] {1, 3}, counted.run().toDoubles());
  }

  @Test
  void thePowerOfANormWasAFloatFirst() {
    var x = f32(new double[] {3, 4}, 1, 1, 2);
    var kernel = new long[] {2};
    assertEquals(5, OneNode.of("LpPool", 1).input(x).with("kernel_shape", kernel).run().get(0));
    assertEquals(
        7,
        OneNode.of("LpPool", 1).input(x).with("kernel_shape", kernel).with("p", 1f).run().get(0));
    assertEquals(
        7, OneNode.of("LpPool", 2).input(x).with("kernel_shape", kernel).with("p", 1).run().get(0));
    assertEquals(7, OneNode.of("GlobalLpPool", 1).input(x).with("p", 1f).run().get(0));
    var e =
        assertThrows(
            IllegalArgumentException.class,
            OneNode.of("GlobalLpPool", 1).input(x).with("p", 1.5f)::run);
    assertEquals("y0 (GlobalLpPool, ai.onnx 1): p must be a whole number: 1.5", e.getMessage());
  }

  @Test
  void regionsMovedByHalfAPlaceInVersionSixteen() {
    assertEquals(5, align(10), 1e-6);
    assertEquals(2.5, align(16), 1e-6);
  }

  /// The mean of a region whose middle is place (1, 1), of elements that count 4 y + x.
  private static double align(long opset) {
    return OneNode.of("RoiAlign", opset)
        .input(counted(1, 1, 4, 4))
        .input(f32(new double[] {0.5, 0.5, 1.5, 1.5}, 1, 4))
        .input(0)
        .with("sampling_ratio", 2)
        .run()
        .get(0);
  }

  @Test
  void unpooledElementsStandAtTheStartOfALargerResult() {
    var places = TensorData.of(DType.I64, new double[] {3}, 1, 1, 1);
    var node =
        OneNode.of("MaxUnpool", 11)
            .input(f32(new double[] {7}, 1, 1, 1))
            .input(places)
            .constant(1, 1, 6)
            .with("kernel_shape", new long[] {4});
    assertArrayEquals(new double[] {0, 0, 0, 7, 0, 0}, node.run().toDoubles());
  }

  private static TensorData data(Term term) {
    return ((Term.Known) term).data();
  }
}
