package org.ashlar.onnx.elementwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// What differs between versions of the operators on elements, and what the format leaves open.
class ElementwiseTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;

  private static TensorData vector(DType dtype, double... numbers) {
    return TensorData.of(dtype, numbers, numbers.length);
  }

  private static void gives(double[] expected, OneNode node) {
    assertArrayEquals(expected, node.run().toDoubles(), 1e-5);
  }

  private static void gives(DType dtype, double[] expected, OneNode node) {
    var result = node.run();
    assertEquals(dtype, result.dtype());
    assertArrayEquals(expected, result.toDoubles(), 1e-5);
  }

  private static double[] of(double... numbers) {
    return numbers;
  }

  @Test
  void powersHaveTheKindOfTheBase() {
    var reals = vector(DType.F32, 2, 3);
    var wholes = vector(DType.I64, 3, -1);
    gives(DType.F32, of(8, 1 / 3.0), OneNode.of("Pow", 12).input(reals).input(wholes));
    var base = vector(DType.I32, 3, -2, 7);
    gives(
        DType.I32,
        of(Math.pow(3, 19), -8, 0),
        OneNode.of("Pow", 15).input(base).input(vector(DType.I64, 19, 3, -1)));
    // the root of 2 is truncated
    gives(
        DType.I32,
        of(1, 2),
        OneNode.of("Pow", 13).input(vector(DType.I32, 2, 8)).input(vector(DType.F32, 0.5, 0.5)));
  }

  @Test
  void remaindersHaveTheSignOfTheDivisorUnlessFmod() {
    var x = vector(DType.I32, -4, 7, 5);
    var y = vector(DType.I32, 3, -3, 0);
    gives(of(2, -2, 0), OneNode.of("Mod", 10).input(x).input(y));
    gives(of(-1, 1, 0), OneNode.of("Mod", 13).input(x).input(y).with("fmod", 1));
  }

  @Test
  void wholeNumbersAreDividedWithTruncation() {
    var x = vector(DType.I32, -7, 7, 1);
    var y = vector(DType.I32, 2, -2, 0);
    gives(of(-3, -3, 0), OneNode.of("Div", 14).input(x).input(y));
  }

  @Test
  void oneInputAloneIsItsOwnCombination() {
    for (var name : new String[] {"Sum", "Mean", "Max", "Min"}) {
      gives(of(1, -2), OneNode.of(name, 8).input(vector(DType.F32, 1, -2)));
    }
    gives(
        of(2, NAN),
        OneNode.of("Max", 13).input(vector(DType.F32, 1, NAN)).input(vector(DType.F32, 2, 0)));
  }

  @Test
  void clipHasBoundsAsAttributesBeforeVersion11() {
    var x = vector(DType.F32, -INF, -1, 0.5, INF);
    gives(of(-INF, -1, 0.25, 0.25), OneNode.of("Clip", 1).input(x).with("max", 0.25f));
    // version 6 has bounds of its own
    double most = Float.MAX_VALUE;
    gives(of(-most, -1, 0.5, most), OneNode.of("Clip", 6).input(x));
    var low = TensorData.scalar(DType.F32, 0);
    var high = TensorData.scalar(DType.F32, 1);
    gives(of(0, 0, 0.5, 1), OneNode.of("Clip", 11).input(x).input(low).input(high));
    gives(of(-INF, -1, 0.5, 1), OneNode.of("Clip", 11).input(x).missing().input(high));
    gives(of(0, 0, 0.5, INF), OneNode.of("Clip", 13).input(x).input(low));
    // where the bounds cross it is the upper one
    gives(of(0, 0, 0, 0), OneNode.of("Clip", 13).input(x).input(high).input(low));
    var bytes = vector(DType.I8, -9, 3, 9);
    var one = TensorData.scalar(DType.I8, 1);
    gives(DType.I8, of(1, 3, 9), OneNode.of("Clip", 12).input(bytes).input(one));
  }

  @Test
  void softmaxIsOfAllDimensionsFromTheAxisBeforeVersion13() {
    var x = TensorData.of(DType.F32, new double[8], 2, 2, 2);
    gives(eight(0.25), OneNode.of("Softmax", 1).input(x));
    gives(eight(0.125), OneNode.of("Softmax", 11).input(x).with("axis", 0));
    gives(eight(0.5), OneNode.of("Softmax", 11).input(x).with("axis", -1));
    gives(eight(0.5), OneNode.of("Softmax", 13).input(x));
    gives(eight(-Math.log(4)), OneNode.of("LogSoftmax", 11).input(x));
    gives(of(1, 0, 0, 0, 1, 0, 0, 0), OneNode.of("Hardmax", 11).input(x));
    gives(of(1, 0, 1, 0, 1, 0, 1, 0), OneNode.of("Hardmax", 13).input(x));
    // version 1 takes an axis behind the last dimension: nothing shares with anything
    gives(of(1, 1), OneNode.of("Softmax", 1).input(vector(DType.F32, 3, 4)));
  }

  private static double[] eight(double number) {
    var all = new double[8];
    java.util.Arrays.fill(all, number);
    return all;
  }

  @Test
  void slopesOfPreluStandForChannelsBeforeVersion7() {
    var x = TensorData.of(DType.F32, of(-1, -2, -3, -4), 1, 2, 2);
    var slope = vector(DType.F32, 10, 100);
    gives(of(-10, -20, -300, -400), OneNode.of("PRelu", 6).input(x).input(slope));
    gives(of(-10, -200, -30, -400), OneNode.of("PRelu", 7).input(x).input(slope));
    var wholes = vector(DType.I32, -2, 3);
    gives(
        DType.I32, of(-10, 3), OneNode.of("PRelu", 9).input(wholes).input(vector(DType.I32, 5, 5)));
  }

  @Test
  void seluHasMoreDigitsSinceVersion6() {
    var one = vector(DType.F64, 1);
    assertEquals(1.0507f, OneNode.of("Selu", 1).input(one).run().get(0));
    assertEquals(1.05070102214813232421875, OneNode.of("Selu", 6).input(one).run().get(0), 1e-7);
  }

  @Test
  void shrinkTakesWholeNumbers() {
    var x = vector(DType.I16, -3, 0, 3);
    gives(
        DType.I16,
        of(-1, 0, 1),
        OneNode.of("Shrink", 9).input(x).with("lambd", 1.5f).with("bias", 1.5f));
  }

  @Test
  void infinitiesAreToldBySign() {
    var x = vector(DType.F32, -INF, 0, INF, NAN);
    gives(of(1, 0, 1, 0), OneNode.of("IsInf", 10).input(x));
    gives(of(0, 0, 1, 0), OneNode.of("IsInf", 20).input(x).with("detect_negative", 0));
    gives(of(0, 0, 0, 1), OneNode.of("IsNaN", 20).input(x));
  }

  @Test
  void bitsMayBeTruths() {
    var truths = vector(DType.BOOL, 1, 0);
    gives(DType.U8, of(1, 0), OneNode.of("BitCast", 26).input(truths).with("to", 2));
    var bytes = vector(DType.I8, 1, 0);
    gives(DType.BOOL, of(1, 0), OneNode.of("BitCast", 26).input(bytes).with("to", 9));
    gives(
        DType.I32,
        of(0x3f800000),
        OneNode.of("BitCast", 26).input(vector(DType.F32, 1)).with("to", 6));
  }

  @Test
  void aShiftBeyondTheWidthLeavesNothing() {
    var x = vector(DType.U8, 1, 255, 255);
    var y = vector(DType.U8, 7, 4, 8);
    gives(of(128, 240, 0), OneNode.of("BitShift", 11).input(x).input(y).with("direction", "LEFT"));
    gives(of(0, 15, 0), OneNode.of("BitShift", 11).input(x).input(y).with("direction", "RIGHT"));
  }

  @Test
  void wrongWordsAreRefused() {
    var x = vector(DType.U8, 1);
    refuses(
        "y0 (BitShift, ai.onnx 11): direction must be LEFT or RIGHT, not \"UP\"",
        OneNode.of("BitShift", 11).input(x).input(x).with("direction", "UP"));
    refuses(
        "y0 (Gelu, ai.onnx 20): approximate must be none or tanh, not \"erf\"",
        OneNode.of("Gelu", 20).input(vector(DType.F32, 1)).with("approximate", "erf"));
    refuses("y0 (Max, ai.onnx 13): needs an input", OneNode.of("Max", 13));
  }

  private static void refuses(String message, OneNode node) {
    var error = assertThrows(IllegalArgumentException.class, node::run);
    assertEquals(message, error.getMessage());
  }
}
