package org.ashlar.onnx.signal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// What the versions of transforms differ in.
final class SignalTest {
  private static TensorData f32(double[] numbers, long... sizes) {
    return TensorData.of(DType.F32, numbers, sizes);
  }

  private static TensorData one(long number) {
    return TensorData.of(DType.I64, new double[] {number});
  }

  @Test
  void theAxisWasAnAttributeAndBecameAnInput() {
    var signal = f32(new double[] {1, 2, 3, 4}, 1, 4, 1);
    double[] wanted = {10, 0, -2, 2, -2, 0, -2, -2};
    assertArrayEquals(wanted, OneNode.of("DFT", 17).input(signal).run().toDoubles(), 1e-6);
    assertArrayEquals(wanted, OneNode.of("DFT", 20).input(signal).run().toDoubles(), 1e-6);
    var rows = f32(new double[] {1, 2, 3, 4}, 4, 1, 1);
    assertArrayEquals(
        wanted, OneNode.of("DFT", 17).input(rows).with("axis", 0).run().toDoubles(), 1e-6);
    assertArrayEquals(
        wanted,
        OneNode.of("DFT", 20).input(rows).missing().constant(one(0)).run().toDoubles(),
        1e-6);
  }

  @Test
  void aLengthPadsOrCuts() {
    var signal = f32(new double[] {1, 2, 3}, 1, 3, 1);
    assertEquals(
        "f32[1, 5, 2]",
        OneNode.of("DFT", 20).input(signal).constant(one(5)).run().type().toString());
    assertArrayEquals(
        new double[] {3, 0, -1, 0},
        OneNode.of("DFT", 20).input(signal).constant(one(2)).run().toDoubles(),
        1e-6);
    var none = OneNode.of("DFT", 20).input(signal).constant(one(0));
    assertEquals(
        "y0 (DFT, ai.onnx 20): dft_length must be positive: 0",
        assertThrows(IllegalArgumentException.class, none::run).getMessage());
  }

  @Test
  void windowsHaveTheKindThatIsAskedFor() {
    var node = OneNode.of("HannWindow", 17).constant(one(4)).with("output_datatype", 11);
    assertEquals(DType.F64, node.run().dtype());
    assertArrayEquals(
        new double[] {0, 0.75, 0.75, 0},
        OneNode.of("HannWindow", 17).constant(one(4)).with("periodic", 0).run().toDoubles(),
        1e-6);
  }
}
