package org.ashlar.onnx.reduce;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// What differs between versions of reductions, and what becomes of nothing.
class ReduceTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final TensorData MATRIX = OneNode.counted(2, 3);

  private static TensorData matrix(DType dtype, double... numbers) {
    return TensorData.of(dtype, numbers, 2, numbers.length / 2);
  }

  private static void gives(long[] sizes, double[] expected, OneNode node) {
    var result = node.run();
    assertArrayEquals(sizes, result.sizes());
    assertArrayEquals(expected, result.toDoubles(), 1e-5);
  }

  private static double[] of(double... numbers) {
    return numbers;
  }

  private static long[] sizes(long... sizes) {
    return sizes;
  }

  @Test
  void dimensionsAreAnAttributeAndThenAnInput() {
    var rows = OneNode.of("ReduceSum", 11).input(MATRIX).with("axes", sizes(-1));
    gives(sizes(2, 1), of(3, 12), rows);
    gives(sizes(2, 1), of(3, 12), OneNode.of("ReduceSum", 13).input(MATRIX).constant(1));
    // the others were changed later
    var mean = OneNode.of("ReduceMean", 13).input(MATRIX).with("axes", sizes(0));
    gives(sizes(1, 3), of(1.5, 2.5, 3.5), mean);
    gives(
        sizes(3),
        of(1.5, 2.5, 3.5),
        OneNode.of("ReduceMean", 18).input(MATRIX).constant(0).with("keepdims", 0));
  }

  @Test
  void noDimensionSaidMeansAll() {
    gives(sizes(1, 1), of(15), OneNode.of("ReduceSum", 11).input(MATRIX));
    gives(sizes(), of(15), OneNode.of("ReduceSum", 13).input(MATRIX).with("keepdims", 0));
    gives(sizes(), of(7), OneNode.of("ReduceMax", 18).input(TensorData.scalar(DType.F32, 7)));
  }

  @Test
  void noneIsCombinedWhereAskedButEachElementIsStillTaken() {
    var x = matrix(DType.F32, -2, 1, 3, 0.5);
    var none = sizes();
    for (var name : new String[] {"ReduceSum", "ReduceMax", "ReduceMean", "ReduceProd"}) {
      var node = OneNode.of(name, 18).input(x).constant(none).with("noop_with_empty_axes", 1);
      gives(sizes(2, 2), of(-2, 1, 3, 0.5), node);
    }
    gives(
        sizes(2, 2),
        of(4, 1, 9, 0.25),
        OneNode.of("ReduceSumSquare", 18).input(x).with("noop_with_empty_axes", 1));
    gives(
        sizes(2, 2),
        of(2, 1, 3, 0.5),
        OneNode.of("ReduceL2", 18).input(x).with("noop_with_empty_axes", 1));
  }

  @Test
  void wholeNumbersAreTruncated() {
    var x = matrix(DType.I32, 1, 2, 4, -2, -3, -2);
    gives(
        sizes(2), of(2, -2), OneNode.of("ReduceMean", 18).input(x).constant(1).with("keepdims", 0));
    // √21 and √17
    gives(sizes(2), of(4, 4), OneNode.of("ReduceL2", 18).input(x).constant(1).with("keepdims", 0));
  }

  @Test
  void truthsHaveExtremesSinceVersion20() {
    var x = matrix(DType.BOOL, 1, 0, 0, 0);
    var largest = OneNode.of("ReduceMax", 20).input(x).constant(1).with("keepdims", 0).run();
    assertEquals(DType.BOOL, largest.dtype());
    assertArrayEquals(of(1, 0), largest.toDoubles());
    gives(sizes(2, 1), of(0, 0), OneNode.of("ReduceMin", 20).input(x).constant(1));
  }

  @Test
  void ofNothingTheyAreWhatChangesNothing() {
    var nothing = TensorData.zeros(DType.F32, 2, 0);
    gives(sizes(2, 1), of(0, 0), OneNode.of("ReduceSum", 13).input(nothing).constant(1));
    gives(sizes(2, 1), of(1, 1), OneNode.of("ReduceProd", 18).input(nothing).constant(1));
    gives(sizes(2, 1), of(-INF, -INF), OneNode.of("ReduceMax", 20).input(nothing).constant(1));
    gives(sizes(2, 1), of(INF, INF), OneNode.of("ReduceMin", 20).input(nothing).constant(1));
    gives(sizes(2, 1), of(-INF, -INF), OneNode.of("ReduceLogSum", 18).input(nothing).constant(1));
  }

  @Test
  void aDimensionBeyondTheRankIsRefused() {
    var node = OneNode.of("ReduceSum", 13).input(MATRIX).constant(2);
    assertEquals(
        "y0 (ReduceSum, ai.onnx 13): axis 2 is not in -2..1",
        assertThrows(IllegalArgumentException.class, node::run).getMessage());
  }

  @Test
  void ofEqualExtremesTheFirstOrTheLastCounts() {
    var x = matrix(DType.F32, 2, 2, 1, 3, 3, 3);
    gives(sizes(2, 1), of(0, 0), OneNode.of("ArgMax", 11).input(x).with("axis", 1));
    var last = OneNode.of("ArgMax", 12).input(x).with("axis", -1).with("select_last_index", 1);
    gives(sizes(2, 1), of(1, 2), last);
    gives(
        sizes(2),
        of(2, 2),
        OneNode.of("ArgMin", 13)
            .input(x)
            .with("axis", 1)
            .with("keepdims", 0)
            .with("select_last_index", 1));
    // the first dimension, unless said
    gives(sizes(1, 3), of(1, 1, 1), OneNode.of("ArgMax", 13).input(x));
  }

  @Test
  void runningSumsAndProductsTakeTheAxisAsAnInput() {
    gives(sizes(2, 3), of(0, 1, 3, 3, 7, 12), OneNode.of("CumSum", 11).input(MATRIX).constant(-1));
    gives(
        sizes(2, 3),
        of(3, 2, 0, 9, 5, 0),
        OneNode.of("CumSum", 14).input(MATRIX).constant(1).with("exclusive", 1).with("reverse", 1));
    gives(
        sizes(2, 3),
        of(1, 1, 1, 0, 1, 2),
        OneNode.of("CumProd", 26).input(MATRIX).constant(0).with("exclusive", 1));
  }

  @Test
  void gemmScalesWholeNumbersAndTruncates() {
    var x = matrix(DType.I32, 1, 2, 3, 4);
    var one = matrix(DType.I32, 1, 0, 0, 1);
    var half = OneNode.of("Gemm", 11).input(x).input(one).with("alpha", 0.5f);
    gives(sizes(2, 2), of(0, 1, 1, 2), half);
    var row = TensorData.of(DType.I32, of(10, 20), 2);
    gives(
        sizes(2, 2),
        of(11, 23, 12, 24),
        OneNode.of("Gemm", 6)
            .input(x)
            .input(one)
            .input(row)
            .with("transA", 1)
            .with("broadcast", 1));
  }

  @Test
  void determinantsAreOfEachMatrix() {
    var x = TensorData.of(DType.F32, of(1, 2, 3, 4, 2, 0, 0, 5), 2, 2, 2);
    gives(sizes(2), of(-2, 10), OneNode.of("Det", 11).input(x));
  }

  @Test
  void lengthsOfNothingButZerosStayZeros() {
    var x = matrix(DType.F32, 3, -4, 0, 0);
    gives(sizes(2, 2), of(0.6, -0.8, 0, 0), OneNode.of("LpNormalization", 1).input(x));
    gives(
        sizes(2, 2),
        of(1, -1, 0, 0),
        OneNode.of("LpNormalization", 22).input(x).with("axis", 0).with("p", 1));
  }

  @Test
  void equationsMayHaveSpacesAndDiagonals() {
    var stack = TensorData.of(DType.F32, of(1, 2, 3, 4, 5, 6, 7, 8), 2, 2, 2);
    gives(
        sizes(2, 2),
        of(1, 4, 5, 8),
        OneNode.of("Einsum", 12).input(stack).with("equation", "...ii ->...i"));
    gives(
        sizes(),
        of(55),
        OneNode.of("Einsum", 12).input(MATRIX).input(MATRIX).with("equation", "ij, ij"));
  }
}
