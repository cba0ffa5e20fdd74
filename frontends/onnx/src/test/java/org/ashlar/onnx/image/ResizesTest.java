package org.ashlar.onnx.image;

import static org.ashlar.onnx.OneNode.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// What the versions of resizing and sampling differ in.
final class ResizesTest {
  private static TensorData f32(double... numbers) {
    return TensorData.of(DType.F32, numbers, numbers.length);
  }

  private static double[] numbers(OneNode node) {
    return node.run().toDoubles();
  }

  @Test
  void shrinkingTookTheElementAfterThePlaceInVersionTen() {
    var x = counted(1, 1, 1, 4);
    assertArrayEquals(
        new double[] {0, 2},
        numbers(OneNode.of("Resize", 10).input(x).constant(f32(1, 1, 1, 0.6))));
    assertArrayEquals(
        new double[] {0, 0, 1, 1, 2, 2, 3},
        numbers(OneNode.of("Resize", 10).input(x).constant(f32(1, 1, 1, 1.75))));
  }

  @Test
  void sinceVersionElevenCentresMeet() {
    var x = counted(1, 1, 1, 2);
    assertArrayEquals(
        new double[] {0, 0.25, 0.75, 1},
        numbers(
            OneNode.of("Resize", 13)
                .input(x)
                .missing()
                .constant(f32(1, 1, 1, 2))
                .with("mode", "linear")));
    assertArrayEquals(
        new double[] {0, 0.5, 1, 1},
        numbers(
            OneNode.of("Resize", 10).input(x).constant(f32(1, 1, 1, 2)).with("mode", "linear")));
  }

  @Test
  void sizesThatAreLeftOutMayBeEmptyTensors() {
    var node =
        OneNode.of("Resize", 11)
            .input(counted(1, 1, 1, 2))
            .constant(f32())
            .constant(f32())
            .constant(1, 1, 1, 4);
    assertArrayEquals(new double[] {0, 0, 1, 1}, numbers(node));
  }

  @Test
  void sinceVersionEighteenAxesAreNamed() {
    var node =
        OneNode.of("Resize", 18)
            .input(counted(2, 2))
            .missing()
            .missing()
            .constant(4)
            .with("axes", new long[] {1});
    assertArrayEquals(new double[] {0, 0, 1, 1, 2, 2, 3, 3}, numbers(node));
  }

  @Test
  void upsamplingSaidItsScalesInThreeWays() {
    var x = counted(1, 1, 1, 2);
    double[] wanted = {0, 0, 1, 1};
    assertArrayEquals(
        wanted,
        numbers(
            OneNode.of("Upsample", 1).input(x).with("height_scale", 1f).with("width_scale", 2f)));
    assertArrayEquals(
        wanted,
        numbers(OneNode.of("Upsample", 7).input(x).with("scales", new float[] {1, 1, 1, 2})));
    assertArrayEquals(
        wanted, numbers(OneNode.of("Upsample", 9).input(x).constant(f32(1, 1, 1, 2))));
  }

  @Test
  void whatIsNoModeIsRefused() {
    var node =
        OneNode.of("Resize", 13)
            .input(counted(1, 1, 1, 2))
            .missing()
            .constant(f32(1, 1, 1, 2))
            .with("mode", "bilinear");
    var e = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals(
        "y0 (Resize, ai.onnx 13): mode must be one of [nearest, linear, cubic]: bilinear",
        e.getMessage());
  }

  @Test
  void samplingCalledItsModesByOtherNames() {
    var grid = TensorData.of(DType.F32, new double[] {0, 0}, 1, 1, 1, 2);
    for (long opset : new long[] {16, 20}) {
      var node =
          OneNode.of("GridSample", opset)
              .input(counted(1, 1, 2, 2))
              .input(grid)
              .with("mode", opset == 16 ? "bilinear" : "linear");
      assertArrayEquals(new double[] {1.5}, numbers(node));
    }
  }

  @Test
  void wholeNumbersAreSampledToo() {
    var grid = TensorData.of(DType.F32, new double[] {1, 1}, 1, 1, 1, 2);
    var x = TensorData.of(DType.I32, new double[] {1, 2, 3, 4}, 1, 1, 2, 2);
    var node =
        OneNode.of("GridSample", 20)
            .input(x)
            .input(grid)
            .with("mode", "nearest")
            .with("align_corners", 1);
    assertEquals(DType.I32, node.run().dtype());
  }

  @Test
  void theFirstVersionCutsAndScalesImages() {
    var x = counted(1, 1, 3, 3);
    assertArrayEquals(
        new double[] {4, 5},
        numbers(
            OneNode.of("Crop", 1)
                .input(x)
                .with("border", new long[] {1, 1, 0, 0})
                .with("scale", new long[] {1, 2})));
    assertArrayEquals(
        new double[] {4},
        numbers(OneNode.of("Crop", 1).input(x).with("border", new long[] {1, 1, 1, 1})));
    assertArrayEquals(
        new double[] {5, 7},
        numbers(
            OneNode.of("ImageScaler", 1)
                .input(counted(1, 1, 1, 2))
                .with("scale", 2f)
                .with("bias", new float[] {5})));
  }
}
