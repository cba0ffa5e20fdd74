package org.ashlar.onnx.elementwise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.onnx.OneNode;
import org.junit.jupiter.api.Test;

/// Numbers in other kinds, and as strings.
class CastTest {
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double NAN = Double.NaN;
  private static final long STRING = 8;

  private static TensorData vector(DType dtype, double... numbers) {
    return TensorData.of(dtype, numbers, numbers.length);
  }

  private static void gives(DType dtype, double[] expected, OneNode node) {
    var result = node.run();
    assertEquals(dtype, result.dtype());
    assertArrayEquals(expected, result.toDoubles());
  }

  private static double[] of(double... numbers) {
    return numbers;
  }

  private static OneNode cast(TensorData x, long to) {
    return OneNode.of("Cast", 25).input(x).with("to", to);
  }

  @Test
  void version1NamesTheTarget() {
    var x = vector(DType.F32, 1.5, -1.5);
    gives(DType.I32, of(1, -1), OneNode.of("Cast", 1).input(x).with("to", "INT32"));
    var wrong = OneNode.of("Cast", 1).input(x).with("to", "REAL");
    assertEquals(
        "y0 (Cast, ai.onnx 1): attribute to: no such kind of elements: \"REAL\"",
        assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
  }

  @Test
  void narrowWholeNumbersKeepTheLastBits() {
    var x = vector(DType.F32, 300, -1.9, 127.9, NAN);
    gives(DType.I8, of(44, -1, 127, 0), cast(x, 3));
    gives(DType.U8, of(44, 255, 127, 0), cast(x, 2));
    gives(DType.U4, of(12, 15, 15, 0), cast(x, 21));
    gives(DType.I2, of(0, -1, -1, 0), cast(x, 26));
    gives(
        DType.I32,
        of(Integer.MAX_VALUE, Integer.MIN_VALUE),
        cast(vector(DType.F32, 1e10, -INF), 6));
  }

  @Test
  void floatsOfFewBitsSaturateUnlessToldNot() {
    var x = vector(DType.F32, 1e6, -INF, 0.4, NAN);
    gives(DType.F8E4M3FN, of(448, -448, 0.40625, NAN), cast(x, 17));
    gives(DType.F8E4M3FN, of(NAN, NAN, 0.40625, NAN), cast(x, 17).with("saturate", 0));
    gives(DType.F8E5M2, of(57344, -57344, 0.375, NAN), cast(x, 19));
    gives(DType.F8E5M2, of(INF, -INF, 0.375, NAN), cast(x, 19).with("saturate", 0));
    gives(DType.F4E2M1, of(6, -6, 0.5), cast(vector(DType.F32, 99, -INF, 0.4), 23));
  }

  @Test
  void powersOfTwoAreRoundedAsAsked() {
    var x = vector(DType.F32, 1.1, 1.5, 1.9, 4);
    gives(DType.F8E8M0, of(2, 2, 2, 4), cast(x, 24));
    gives(DType.F8E8M0, of(1, 1, 1, 4), cast(x, 24).with("round_mode", "down"));
    gives(DType.F8E8M0, of(1, 2, 2, 4), cast(x, 24).with("round_mode", "nearest"));
  }

  @Test
  void numbersAreWrittenInTheirShortestForm() {
    var reals = vector(DType.F32, 0.1f, 1, -2.5e-5, 1e10, NAN, INF, -INF, -0.0);
    assertEquals(
        List.of("0.1", "1.0", "-0.000025", "10000000000.0", "NaN", "INF", "-INF", "-0.0"),
        cast(reals, STRING).runTexts().elements());
    var half = vector(DType.F16, 0.1);
    assertEquals(List.of("0.1"), cast(half, STRING).runTexts().elements());
    var wholes = vector(DType.I8, -3, 7);
    assertEquals(List.of("-3", "7"), cast(wholes, STRING).runTexts().elements());
    var truths = vector(DType.BOOL, 1, 0);
    assertEquals(List.of("True", "False"), cast(truths, STRING).runTexts().elements());
  }

  @Test
  void stringsAreReadAsNumbers() {
    var reals = OneNode.of("Cast", 13).input("3.14", "1e-5", "1E8", "+INF", "-inf", "nan");
    gives(DType.F32, of(3.14f, 1e-5f, 1e8, INF, -INF, NAN), reals.with("to", 1));
    gives(DType.I64, of(100, -7), OneNode.of("Cast", 13).input("100.5", "-7").with("to", 7));
    gives(DType.BOOL, of(1, 0, 1), OneNode.of("Cast", 13).input("True", "0", "2").with("to", 9));
    var wrong = OneNode.of("Cast", 13).input("Hello").with("to", 1);
    assertEquals(
        "y0 (Cast, ai.onnx 13): a string is no number: \"Hello\"",
        assertThrows(IllegalArgumentException.class, wrong::run).getMessage());
    var huge = OneNode.of("Cast", 13).input("1e999999999").with("to", 7);
    assertEquals(
        "y0 (Cast, ai.onnx 13): a string is no number: \"1e999999999\" is beyond every integer",
        assertThrows(IllegalArgumentException.class, huge::run).getMessage());
  }

  @Test
  void likeTakesTheKindAlone() {
    var like = TensorData.zeros(DType.F8E5M2, 0);
    var x = vector(DType.F32, 1e6);
    gives(DType.F8E5M2, of(57344), OneNode.of("CastLike", 19).input(x).input(like));
    gives(
        DType.F8E5M2, of(INF), OneNode.of("CastLike", 25).input(x).input(like).with("saturate", 0));
  }
}
