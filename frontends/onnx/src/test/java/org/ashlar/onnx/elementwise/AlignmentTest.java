package org.ashlar.onnx.elementwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// How second operands meet first ones, before version 7 and since.
class AlignmentTest {
  private static final TensorData MATRIX = OneNode.counted(2, 3);
  private static final TensorData PAIR = TensorData.of(DType.F32, new double[] {10, 20}, 2);
  private static final TensorData TRIPLE = TensorData.of(DType.F32, new double[] {10, 20, 30}, 3);

  @Test
  void beforeVersion7ItStartsAtTheAxisThatIsSaid() {
    for (int opset : new int[] {1, 6}) {
      var sums =
          OneNode.of("Add", opset)
              .input(MATRIX)
              .input(PAIR)
              .with("broadcast", 1)
              .with("axis", 0)
              .run();
      assertArrayEquals(new double[] {10, 11, 12, 23, 24, 25}, sums.toDoubles());
    }
    var fromTheEnd =
        OneNode.of("Sub", 6).input(MATRIX).input(PAIR).with("broadcast", 1).with("axis", -2);
    assertArrayEquals(new double[] {-10, -9, -8, -17, -16, -15}, fromTheEnd.run().toDoubles());
  }

  @Test
  void withoutAnAxisBothEndTogether() {
    var products = OneNode.of("Mul", 6).input(MATRIX).input(TRIPLE).with("broadcast", 1).run();
    assertArrayEquals(new double[] {0, 20, 60, 30, 80, 150}, products.toDoubles());
  }

  @Test
  void since7BothAreRepeated() {
    var row = TensorData.of(DType.F32, new double[] {1, 2, 3}, 3);
    var column = TensorData.of(DType.F32, new double[] {10, 20}, 2, 1);
    var sums = OneNode.of("Add", 7).input(row).input(column).run();
    assertArrayEquals(new long[] {2, 3}, sums.sizes());
    assertArrayEquals(new double[] {11, 12, 13, 21, 22, 23}, sums.toDoubles());
  }

  @Test
  void comparisonsAndLogicAreAlignedToo() {
    var less =
        OneNode.of("Less", 1).input(MATRIX).input(PAIR).with("broadcast", 1).with("axis", 0).run();
    assertEquals(DType.BOOL, less.dtype());
    assertArrayEquals(new double[] {1, 1, 1, 1, 1, 1}, less.toDoubles());
    var truths = TensorData.of(DType.BOOL, new double[] {1, 0, 1, 0, 1, 1}, 2, 3);
    var keep = TensorData.of(DType.BOOL, new double[] {1, 0}, 2);
    var and =
        OneNode.of("And", 1).input(truths).input(keep).with("broadcast", 1).with("axis", 0).run();
    assertArrayEquals(new double[] {1, 0, 1, 0, 0, 0}, and.toDoubles());
  }

  @Test
  void anAxisWithoutRoomIsRefused() {
    var node = OneNode.of("Add", 6).input(MATRIX).input(PAIR).with("broadcast", 1).with("axis", 2);
    var error = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals(
        "y0 (Add, ai.onnx 6): axis 2 leaves no room for the second input: f32[2, 3], f32[2]",
        error.getMessage());
  }
}
