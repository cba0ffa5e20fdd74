package org.ashlar.models.conform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private final Comparison comparison = new Comparison(Tolerance.STANDARD);

  private static TensorData floats(float... values) {
    return TensorData.of(values, values.length);
  }

  private String wrong(Datum expected, Datum given) {
    return comparison.of(expected, given).wrong().orElse("");
  }

  @Test
  void floatsWithinTheToleranceAgree() {
    assertEquals("", wrong(floats(1, 1000, 0), floats(1.0009f, 1000.9f, 1e-8f)));
    assertEquals("element 0 is 1.0019999742507935, not 1.0", wrong(floats(1), floats(1.002f)));
    assertEquals(
        "",
        wrong(
            floats(Float.NaN, Float.POSITIVE_INFINITY),
            floats(Float.NaN, Float.POSITIVE_INFINITY)));
    assertEquals("element 0 is NaN, not 1.0", wrong(floats(1), floats(Float.NaN)));
    assertEquals(
        "element 0 is 1.0, not Infinity", wrong(floats(Float.POSITIVE_INFINITY), floats(1)));
    assertEquals(
        "element 0 is Infinity, not 3.4028234663852886E38",
        wrong(floats(Float.MAX_VALUE), floats(Float.POSITIVE_INFINITY)));
  }

  @Test
  void whatIsNoFloatIsExact() {
    var nine = TensorData.of(DType.I64, new double[] {9, 9}, 2);
    assertEquals("", wrong(nine, nine));
    assertEquals(
        "element 1 is 8, not 9", wrong(nine, TensorData.of(DType.I64, new double[] {9, 8}, 2)));
    assertEquals(
        "i32[2], not i64[2]", wrong(nine, TensorData.of(DType.I32, new double[] {9, 9}, 2)));
    assertEquals("f32[1, 1], not f32[1]", wrong(floats(1), TensorData.of(new float[] {1}, 1, 1)));
    assertEquals("strings [b], not [a]", wrong(Datum.Strings.of("a"), Datum.Strings.of("b")));
    var one = new Datum.Sequence(TensorType.of(DType.F32, 1), List.of(floats(1)));
    assertEquals("0 items, not 1", wrong(one, new Datum.Sequence(one.of(), List.of())));
    assertEquals("seq<f32[1]>, not f32[1]", wrong(floats(1), one));
    assertEquals(
        "1 items, not 0",
        wrong(Datum.Maybe.none(one.of()), new Datum.Maybe(one.of(), Optional.of(floats(1)))));
  }

  @Test
  void distancesAreCountedInFloatsOfTheKind() {
    var far = comparison.of(floats(1, 2), floats(Math.nextUp(1f), 2));
    assertEquals(1, far.ulp());
    assertEquals(Math.ulp(1f), far.absolute());
    assertEquals(
        2,
        Ulps.between(
            DType.F32,
            Codec.encode(DType.F32, Float.MIN_VALUE),
            Codec.encode(DType.F32, -Float.MIN_VALUE)));
    assertEquals(
        1,
        Ulps.between(
            DType.F8E4M3FN, Codec.encode(DType.F8E4M3FN, 1), Codec.encode(DType.F8E4M3FN, 1.125)));
    assertTrue(Double.isNaN(comparison.of(floats(), floats()).ulp()));
  }

  @Test
  void drawsAreHeldToTheirDistribution() {
    var random = new SplittableRandom(3);
    var draws = new ArrayList<TensorData>();
    for (int i = 0; i < 32; i++) {
      draws.add(mask(random, 0.5));
    }
    var spread = new Spread(draws);
    assertEquals(Optional.empty(), spread.judge(mask(random, 0.5)));
    assertTrue(spread.judge(mask(random, 0.95)).orElse("").contains("standard deviations"));
    var odd = mask(random, 0.5);
    odd.set(7, Codec.encode(DType.F32, 3));
    assertTrue(
        spread.judge(odd).orElse("").startsWith("element 7 is 3.0 elsewhere, and never here"));
  }

  private static TensorData mask(SplittableRandom random, double rate) {
    var mask = TensorData.zeros(DType.F32, 200);
    for (int i = 0; i < 200; i++) {
      mask.set(i, Codec.encode(DType.F32, random.nextDouble() < rate ? 0 : 2));
    }
    return mask;
  }
}
