package org.ashlar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Evaluator.Result;
import org.junit.jupiter.api.Test;

class ClosenessTest {
  private static boolean isClose(double expected, double given, double tolerance) {
    return Closeness.isClose(
        DType.F32, Codec.encode(DType.F32, expected), Codec.encode(DType.F32, given), tolerance);
  }

  @Test
  void exactResultsMustBeEqual() {
    assertTrue(isClose(1, 1, 0));
    assertTrue(isClose(0.0, -0.0, 0), "the sign of zero is free");
    assertTrue(isClose(Double.NaN, Double.NaN, 0));
    assertFalse(isClose(1, Math.nextUp(1f), 0));
    assertFalse(isClose(1, Double.NaN, 1));
    assertFalse(Closeness.isClose(DType.I32, 3, 4, 100));
  }

  @Test
  void roundedResultsMayDifferByTheToleranceOrOnePlace() {
    assertTrue(isClose(1, Math.nextUp(1f), 1e-12));
    assertFalse(isClose(1, Math.nextUp(Math.nextUp(1f)), 1e-12));
    assertTrue(isClose(1, 1.01, 0.011));
    assertFalse(isClose(Double.POSITIVE_INFINITY, 3e38, 1));
    assertTrue(isClose(Float.MIN_VALUE, -Float.MIN_VALUE, 1), "places are counted through zero");
  }

  @Test
  void theToleranceIsThatOfTheTerms() {
    var reference = new Result(TensorData.of(new float[] {0}, 1), new double[] {100}, 24);
    // (24 + 8) · 2^-24 · 100
    double tolerance = 32 * 0x1p-24 * 100;
    assertEquals(
        1,
        Closeness.require(
            "sum", reference, TensorData.of(new float[] {(float) (0.99 * tolerance)}, 1)));
    var off = TensorData.of(new float[] {(float) (1.01 * tolerance)}, 1);
    var e = assertThrows(AssertionError.class, () -> Closeness.require("sum", reference, off));
    assertTrue(e.getMessage().startsWith("sum: element 0 is "), e.getMessage());
    var other = TensorData.of(DType.F32, new double[] {0, 0}, 2);
    e = assertThrows(AssertionError.class, () -> Closeness.require("sum", reference, other));
    assertEquals("sum: is f32[2], the reference f32[1]", e.getMessage());
  }

  @Test
  void casesAreSmallAndSeedsRepeat() {
    var e = assertThrows(IllegalArgumentException.class, () -> Case.of("f32[65]"));
    assertEquals(
        "case: argument f32[65]: laws are tried on small cases, of at most 64 elements",
        e.getMessage());
    var given = Case.of("f32[3, 4]", "i64[5]", "bool[7]").within(1, -3, 9);
    assertEquals(new Samples(5).of(given), new Samples(5).of(given));
    var places = new Samples(6).of(given).get(1);
    for (long i = 0; i < places.elements(); i++) {
      assertTrue(places.get(i) >= -3 && places.get(i) <= 9);
    }
    assertEquals(List.of(), new Samples(7).of(Case.of()));
    assertEquals(
        Expr.of(DType.F32, 2).bits(),
        new Samples(8).of(Case.of("f32[]").within(2, 2.0000001)).getFirst().bits(0));
  }
}
