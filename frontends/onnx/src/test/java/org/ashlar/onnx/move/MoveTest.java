package org.ashlar.onnx.move;

import static org.ashlar.onnx.OneNode.counted;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.ashlar.onnx.translate.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What the versions of moves differ in, and what their edges are.
final class MoveTest {
  @Test
  void reshapeTakesItsShapeAsAnAttributeFirst() {
    var y = OneNode.of("Reshape", 1).input(counted(2, 6)).with("shape", new long[] {0, -1, 2});
    assertArrayEquals(new long[] {2, 3, 2}, y.run().sizes());
  }

  @Test
  void reshapeSettlesOnAShapeThatIsGiven() {
    var node = OneNode.of("Reshape", 13).input(counted(2, 6)).input(-1, 4);
    var program = node.bind(1);
    assertEquals(java.util.Set.of("x1"), program.settled());
    assertEquals("f32[3, 4]", program.function().outputs().getFirst().type().toString());
  }

  @Test
  void reshapeKeepsOrTakesZeros() {
    var empty = TensorData.zeros(DType.F32, 0, 4);
    var kept = OneNode.of("Reshape", 14).input(empty).constant(0, 2, 2).run();
    assertArrayEquals(new long[] {0, 2, 2}, kept.sizes());
    var taken = OneNode.of("Reshape", 14).input(empty).constant(3, 0).with("allowzero", 1).run();
    assertArrayEquals(new long[] {3, 0}, taken.sizes());
  }

  @Test
  void reshapeSaysWhatDoesNotFit() {
    var node = OneNode.of("Reshape", 14).input(counted(2, 3)).constant(4, -1);
    var e = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals(
        "y0 (Reshape, ai.onnx 14): no size makes the elements equal: [2, 3] to [4]",
        e.getMessage());
  }

  @Test
  void squeezeTakesItsAxesAsAttributeThenAsInput() {
    var x = counted(1, 3, 1);
    assertArrayEquals(
        new long[] {3, 1},
        OneNode.of("Squeeze", 11).input(x).with("axes", new long[] {-3}).run().sizes());
    assertArrayEquals(
        new long[] {3, 1}, OneNode.of("Squeeze", 13).input(x).constant(0).run().sizes());
    assertArrayEquals(new long[] {3}, OneNode.of("Squeeze", 13).input(x).run().sizes());
    assertArrayEquals(
        new long[] {1, 1, 3, 1, 1},
        OneNode.of("Unsqueeze", 1).input(x).with("axes", new long[] {1, 4}).run().sizes());
    assertArrayEquals(
        new long[] {1, 3, 1, 1}, OneNode.of("Unsqueeze", 21).input(x).input(-1).run().sizes());
  }

  @Test
  void concatHasADefaultAxisInItsFirstVersionOnly() {
    var x = counted(2, 2);
    assertArrayEquals(new long[] {2, 4}, OneNode.of("Concat", 1).input(x).input(x).run().sizes());
    var node = OneNode.of("Concat", 4).input(x).input(x);
    assertThrows(IllegalArgumentException.class, node::run);
  }

  @Test
  void splitTakesItsSizesInThreeWays() {
    var x = counted(7);
    assertSizes(new long[] {3, 4}, OneNode.of("Split", 1).input(x).input(3, 4).run(2));
    assertSizes(
        new long[] {3, 4}, OneNode.of("Split", 2).input(x).with("split", new long[] {3, 4}).run(2));
    assertSizes(new long[] {3, 4}, OneNode.of("Split", 13).input(x).input(3, 4).run(2));
    assertSizes(
        new long[] {3, 3, 1}, OneNode.of("Split", 18).input(x).with("num_outputs", 3).run(3));
  }

  @Test
  void splitRefusesUnequalPartsBeforeTheyWereAllowed() {
    var node = OneNode.of("Split", 13).input(counted(7));
    var e = assertThrows(IllegalArgumentException.class, () -> node.run(2));
    assertEquals(
        "y0 (Split, ai.onnx 13): no 2 parts of equal size: dimension 0 of f32[7]", e.getMessage());
  }

  @Test
  void rangeRefusesToStandStill() {
    var node = range(DType.F32, 1, 0, 0);
    var e = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals("y0 (Range, ai.onnx 11): delta must be a number other than 0", e.getMessage());
  }

  @Test
  void sliceClampsAndWalksBackwards() {
    var x = counted(5);
    assertNumbers(
        OneNode.of("Slice", 1)
            .input(x)
            .with("starts", new long[] {-3})
            .with("ends", new long[] {Long.MAX_VALUE}),
        2,
        3,
        4);
    assertNumbers(
        OneNode.of("Slice", 10).input(x).constant(9).constant(-9).constant(0).constant(-2),
        4,
        2,
        0);
    assertNumbers(
        OneNode.of("Slice", 13)
            .input(x)
            .constant(-1)
            .constant(Long.MIN_VALUE)
            .constant(-1)
            .constant(-3),
        4,
        1);
    assertNumbers(OneNode.of("Slice", 13).input(x).constant(3).constant(1));
    assertNumbers(OneNode.of("Slice", 13).input(x).constant(-9).constant(2), 0, 1);
  }

  @Test
  void padTakesAttributesThenInputsThenAxes() {
    var x = counted(2);
    assertNumbers(
        OneNode.of("Pad", 1).input(x).with("paddings", new long[] {1, 0}).with("value", 5f),
        5,
        0,
        1);
    assertNumbers(
        OneNode.of("Pad", 2).input(x).with("pads", new long[] {0, 2}).with("mode", "edge"),
        0,
        1,
        1,
        1);
    assertNumbers(OneNode.of("Pad", 11).input(x).input(-1, 1), 1, 0);
    assertNumbers(
        OneNode.of("Pad", 18)
            .input(counted(1, 2))
            .constant(0, 1)
            .input(TensorData.scalar(DType.F32, 7))
            .constant(-1),
        0,
        1,
        7);
    assertNumbers(
        OneNode.of("Pad", 19).input(x).constant(1, 2).with("mode", "wrap"), 1, 0, 1, 0, 1);
    assertNumbers(
        OneNode.of("Pad", 19).input(counted(3)).constant(1, -1).with("mode", "wrap"), 1, 0, 1);
  }

  @Test
  void tileTakesOneAxisFirst() {
    var node =
        OneNode.of("Tile", 1)
            .input(counted(1, 2))
            .input(TensorData.scalar(DType.F32, 2))
            .input(TensorData.scalar(DType.F32, 1));
    assertNumbers(node, 0, 1, 0, 1);
    assertNumbers(OneNode.of("Tile", 6).input(counted(2)).input(2), 0, 1, 0, 1);
  }

  @Test
  void shapeHasAnEndAndSizeCounts() {
    var x = counted(2, 3, 4);
    assertNumbers(OneNode.of("Shape", 13).input(x), 2, 3, 4);
    assertNumbers(OneNode.of("Shape", 15).input(x).with("start", -9).with("end", -1), 2, 3);
    assertNumbers(OneNode.of("Shape", 15).input(x).with("start", 2).with("end", 1));
    assertNumbers(OneNode.of("Size", 1).input(x), 24);
    assertNumbers(OneNode.of("Size", 13).input("a", "b"), 2);
  }

  @Test
  void rangeCountsDownAndEndsAtNothing() {
    assertNumbers(range(DType.I32, 5, 0, -2), 5, 3, 1);
    assertNumbers(range(DType.F32, 0, 1, 0.25), 0, 0.25, 0.5, 0.75);
    assertNumbers(range(DType.I64, 3, 3, 1));
  }

  private static OneNode range(DType dtype, double start, double limit, double delta) {
    return OneNode.of("Range", 11)
        .input(TensorData.scalar(dtype, start))
        .input(TensorData.scalar(dtype, limit))
        .input(TensorData.scalar(dtype, delta));
  }

  @Test
  void expandKeepsWhatIsLarger() {
    var y = OneNode.of("Expand", 8).input(counted(3, 1)).input(2, 1, 2).run();
    assertArrayEquals(new long[] {2, 3, 2}, y.sizes());
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TF32", "C64", "C128", "STRING"})
  void everyKindOfElementMoves(DType dtype) {
    var x = TensorData.zeros(dtype, 2, 2);
    for (int i = 0; i < 4; i++) {
      x.set(i, i % 2);
    }
    assertBits(OneNode.of("Transpose", 24).input(x), 0, 0, 1, 1);
    assertBits(OneNode.of("Concat", 13).input(x).input(x).with("axis", 0), 0, 1, 0, 1, 0, 1, 0, 1);
    assertBits(OneNode.of("Slice", 13).input(x).constant(1).constant(2).constant(1), 1, 1);
    assertBits(OneNode.of("Gather", 13).input(x).input(1, 0).with("axis", 1), 1, 0, 1, 0);
    assertBits(OneNode.of("Reshape", 25).input(x).constant(4), 0, 1, 0, 1);
    assertBits(OneNode.of("Pad", 25).input(x).constant(0, -1, -1, 1), 1, 0);
    assertBits(OneNode.of("Tile", 13).input(x).constant(1, 2), 0, 1, 0, 1, 0, 1, 0, 1);
    assertBits(
        OneNode.of("ScatterElements", 18)
            .input(x)
            .input(TensorData.of(DType.I64, new double[] {0}, 1, 1))
            .input(TensorData.zeros(dtype, 1, 1))
            .with("axis", 1),
        0,
        1,
        0,
        1);
  }

  private static void assertBits(OneNode node, long... bits) {
    var y = node.run();
    var found = new long[Math.toIntExact(y.elements())];
    for (int i = 0; i < found.length; i++) {
      found[i] = y.bits(i);
    }
    assertArrayEquals(bits, found);
  }

  private static void assertSizes(long[] sizes, java.util.List<Term> parts) {
    var found = new long[parts.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = ((Term.Known) parts.get(i)).data().sizes()[0];
    }
    assertArrayEquals(sizes, found);
  }

  private static void assertNumbers(OneNode node, double... numbers) {
    assertArrayEquals(numbers, node.run().toDoubles());
  }
}
