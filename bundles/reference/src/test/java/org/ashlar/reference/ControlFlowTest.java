package org.ashlar.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.ir.Verify;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Evaluator.Result;
import org.junit.jupiter.api.Test;

/// Control flow against loops in plain Java.
class ControlFlowTest {
  private static final Vocabulary LIBRARY =
      Vocabulary.of(
          ServiceLoader.load(Operator.class).stream().map(ServiceLoader.Provider::get).toList());

  private static final String SCAN =
      """
      function f(s: f32[], x: f32[%1$s], c: f32[]) -> (last, all) {
        last, all = scan[body=function step(t: i64[], s: f32[], x: f32[], c: f32[]) -> (s_next, y) {
          v0 = mul(s, c) : f32[]
          s_next = add(v0, x) : f32[]
          y = mul(s_next, s_next) : f32[]
        }, reverse=%2$s](s, x, c) : f32[], f32[%1$s]
      }\
      """;

  private static Function parse(String text) {
    var function = Parse.function(text, LIBRARY);
    Verify.function(function);
    assertEquals(Text.of(function), Text.of(Parse.function(Text.of(function), LIBRARY)));
    return function;
  }

  private static List<Result> run(String text, TensorData... arguments) {
    return new MeaningEvaluator().evaluate(parse(text), List.of(arguments));
  }

  private static TensorData scalar(double value) {
    return TensorData.scalar(DType.F32, value);
  }

  private static TensorData truth(boolean value) {
    return TensorData.scalar(DType.BOOL, value ? 1 : 0);
  }

  private static void scans(boolean reverse, String length, float... x) {
    float s = 0.5f;
    var all = new float[x.length];
    for (int t = 0; t < x.length; t++) {
      int at = reverse ? x.length - 1 - t : t;
      s = s * 0.75f + x[at];
      all[at] = s * s;
    }
    var results =
        run(SCAN.formatted(length, reverse), scalar(0.5), TensorData.of(x, x.length), scalar(0.75));
    assertArrayEquals(new float[] {s}, results.get(0).data().toFloats());
    assertArrayEquals(all, results.get(1).data().toFloats());
  }

  @Test
  void scansBothWays() {
    scans(false, "4", 1, -2, 3, 0.25f);
    scans(true, "4", 1, -2, 3, 0.25f);
    scans(false, "n:0..9", 1, -2, 3);
    scans(false, "1", 7);
  }

  @Test
  void aScanOfNothingGivesWhatItStartedWith() {
    scans(false, "0");
    scans(true, "n:0..9");
  }

  @Test
  void scansKnowHowWrongTheyMayBe() {
    var results =
        run(
            SCAN.formatted("3", false),
            scalar(0.5),
            TensorData.of(new float[] {1, -1, 1}, 3),
            scalar(1));
    assertTrue(results.get(0).magnitude()[0] > 0, "the sum rounds at each step");
    assertEquals(3, results.get(1).magnitude().length);
  }

  private static final String LOOP =
      """
      function f(go: bool[], x: f32[2]) -> (y, all) {
        v0, y, all = loop[body=function step(t: i64[], go: bool[], x: f32[2]) -> (less, twice, x) {
          twice = add(x, x) : f32[2]
          v1 = reducemax(twice) : f32[]
          v2 = fill[value=20.0]() : f32[]
          less = less(v1, v2) : bool[]
        }, most=%d](go, x) : bool[], f32[2], f32[%d, 2]
      }\
      """;

  @Test
  void aLoopEndsWhenItsConditionDoes() {
    var x = TensorData.of(new float[] {1, 3}, 2);
    var results = run(LOOP.formatted(5, 5), truth(true), x);
    assertArrayEquals(new float[] {8, 24}, results.get(0).data().toFloats());
    assertArrayEquals(
        new float[] {1, 3, 2, 6, 4, 12, 0, 0, 0, 0}, results.get(1).data().toFloats());
    assertArrayEquals(
        new float[] {4, 12}, run(LOOP.formatted(2, 2), truth(true), x).get(0).data().toFloats());
    var none = run(LOOP.formatted(2, 2), truth(false), x);
    assertArrayEquals(new float[] {1, 3}, none.get(0).data().toFloats());
    assertArrayEquals(new float[4], none.get(1).data().toFloats());
  }

  @Test
  void aLoopWithoutABoundRunsUntilItsConditionEnds() {
    var text =
        """
        function f(go: bool[], x: f32[]) -> (y) {
          v0, y = loop(go, x) : bool[], f32[]
        }\
        """;
    var looped = run(text, truth(true), scalar(3)).getFirst();
    assertArrayEquals(new float[] {192}, looped.data().toFloats());
  }

  @Test
  void scansChooseInsideWhatIsChosen() {
    var text =
        """
        function f(c: bool[], s: f32[], x: f32[4]) -> (y) {
          y = if[then=function sums(s: f32[], x: f32[4]) -> (last) {
            last = scan[body=function step(t: i64[], s: f32[], x: f32[]) -> (next) {
              v0 = less(s, x) : bool[]
              next = if[then=function up(s: f32[], x: f32[]) -> (y) {
                y = add(s, x) : f32[]
              }, otherwise=function down(s: f32[], x: f32[]) -> (y) {
                y = sub(s, x) : f32[]
              }](v0, s, x) : f32[]
            }](s, x) : f32[]
          }, otherwise=function first(s: f32[], x: f32[4]) -> (s) {
          }](c, s, x) : f32[]
        }\
        """;
    var x = new float[] {1, -2, 3, 5};
    float s = 0;
    for (float e : x) {
      s = s < e ? s + e : s - e;
    }
    var chosen = run(text, truth(true), scalar(0), TensorData.of(x, 4)).getFirst();
    assertArrayEquals(new float[] {s}, chosen.data().toFloats());
    var other = run(text, truth(false), scalar(0), TensorData.of(x, 4)).getFirst();
    assertArrayEquals(new float[] {0}, other.data().toFloats());
  }

  @Test
  void sequencesOfAnotherLengthAreRefused() {
    var text =
        """
        function f(s: f32[], x: f32[%s]) -> (y) {
          y, v0 = scan[length=5](s, x) : f32[], f32[5]
        }\
        """;
    var e = assertThrows(IllegalArgumentException.class, () -> parse(text.formatted("4")));
    assertTrue(
        e.getMessage()
            .endsWith(
                "scan: x of sum: f32[] is of a sequence f32[4], of another length than the 5 steps"),
        e.getMessage());
  }
}
