package org.ashlar.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Bound;
import org.junit.jupiter.api.Test;

/// Branches and loops: what stays a choice of the run, and what is settled when a model is bound.
final class ControlTest {
  private static final String IF =
      """
      in c bool[]
      in x f32[2]
      graph then
        out a
        a = Neg(x)
      end
      graph other
        out b
        b = Add(x, x)
      end
      y = If<then_branch=@then, else_branch=@other>(c)
      out y
      """;

  private static final String UNLIKE = IF.replace("a = Neg(x)", "a = Concat<axis=0>(x, x)");

  private static TensorData truth(boolean holds) {
    return TensorData.of(DType.BOOL, new double[] {holds ? 1 : 0});
  }

  private static TensorData floats(float... numbers) {
    return TensorData.of(numbers, numbers.length);
  }

  private static TensorData whole(double... numbers) {
    return TensorData.of(DType.I64, numbers, numbers.length);
  }

  private static TensorData scalar(double number) {
    return TensorData.of(DType.I64, new double[] {number});
  }

  private static List<Float> numbers(Datum datum) {
    var floats = ((TensorData) datum).toFloats();
    var list = new java.util.ArrayList<Float>();
    for (float f : floats) {
      list.add(f);
    }
    return list;
  }

  private static Bound bound(String text, Map<String, Datum> given) {
    return Written.blueprint(text).bind(given, NodeTests::evaluate);
  }

  private static Set<String> operators(Bound bound) {
    var names = new java.util.TreeSet<String>();
    Walk.order(bound.model().function().outputs()).forEach(v -> names.add(v.op().name()));
    return names;
  }

  @Test
  void theRunChoosesAmongLikeBranches() {
    var bound = bound(IF, Map.of("c", truth(true), "x", floats(1, 2)));
    assertTrue(operators(bound).contains("if"), () -> operators(bound).toString());
    assertEquals(Set.of(), bound.settled());
    assertEquals(
        List.of(-1f, -2f), numbers(Written.run(IF, "c", truth(true), "x", floats(1, 2)).get("y")));
    assertEquals(
        List.of(2f, 4f), numbers(Written.run(IF, "c", truth(false), "x", floats(1, 2)).get("y")));
  }

  @Test
  void aConditionIsSettledWhereBranchesDiffer() {
    var bound = bound(UNLIKE, Map.of("c", truth(true), "x", floats(1, 2)));
    assertEquals(Set.of("c"), bound.settled());
    assertEquals(Set.of("input", "concat"), operators(bound));
    assertEquals(
        List.of(1f, 2f, 1f, 2f),
        numbers(Written.run(UNLIKE, "c", truth(true), "x", floats(1, 2)).get("y")));
    assertEquals(
        "y (If, ai.onnx 21): the numbers of c are needed now: it depends on the values of [c];"
            + " the model is a program for given inputs only: bind it to their values",
        assertThrows(IllegalArgumentException.class, () -> Written.blueprint(UNLIKE).model())
            .getMessage());
  }

  /// Only the branch that is taken has to be possible.
  @Test
  void aKnownConditionIsTaken() {
    var text =
        UNLIKE
            .replace("in c bool[]", "init c bool[] 0")
            .replace("a = Concat<axis=0>(x, x)", "a = Nowhere(x)");
    assertEquals(List.of(2f, 4f), numbers(Written.run(text, "x", floats(1, 2)).get("y")));
  }

  private static final String COUNTED =
      """
      in n i64[]
      in x f32[1]
      graph body
        in i i64[]
        in go bool[]
        in s f32[1]
        out go2 bool[]
        out s2
        out e
        go2 = Identity(go)
        s2 = Add(s, x)
        e = Mul(s2, s2)
      end
      y, all = Loop<body=@body>(n, , x)
      out y
      out all
      """;

  @Test
  void aCountThatSetsASizeIsSettled() {
    var given = Map.<String, Datum>of("n", scalar(3), "x", floats(1));
    var bound = bound(COUNTED, given);
    assertEquals(Set.of("n"), bound.settled());
    assertTrue(operators(bound).contains("scan"), () -> operators(bound).toString());
    var outputs = Written.run(COUNTED, "n", scalar(3), "x", floats(1));
    assertEquals(List.of(4f), numbers(outputs.get("y")));
    assertEquals(List.of(4f, 9f, 16f), numbers(outputs.get("all")));
    assertEquals(TensorType.of(DType.F32, 3, 1), outputs.get("all").type());
  }

  @Test
  void noStepAtAll() {
    var outputs = Written.run(COUNTED, "n", scalar(0), "x", floats(1));
    assertEquals(List.of(1f), numbers(outputs.get("y")));
    assertEquals(TensorType.of(DType.F32, 0, 1), outputs.get("all").type());
  }

  private static final String WHILE =
      """
      in n i64[]
      in x f32[]
      init limit f32[] 100
      graph body
        in i i64[]
        in go bool[]
        in s f32[]
        out go2
        out s2
        s2 = Add(s, s)
        go2 = Less(s2, limit)
      end
      y = Loop<body=@body>(n, , x)
      out y
      """;

  /// The run alone knows when it ends, and nothing is settled.
  @Test
  void aConditionThatTheBodyComputes() {
    var x = TensorData.of(DType.F32, new double[] {3});
    var bound = bound(WHILE, Map.of("n", scalar(50), "x", x));
    assertEquals(Set.of(), bound.settled());
    assertTrue(operators(bound).contains("loop"), () -> operators(bound).toString());
    assertEquals(List.of(192f), numbers(Written.run(WHILE, "n", scalar(50), "x", x).get("y")));
    assertEquals(List.of(12f), numbers(Written.run(WHILE, "n", scalar(2), "x", x).get("y")));
    assertEquals(List.of(3f), numbers(Written.run(WHILE, "n", scalar(0), "x", x).get("y")));
  }

  /// How long the stack of elements is, the steps before decide.
  @Test
  void aConditionAndAStack() {
    var text =
        WHILE
                .replace("out s2\n", "out s2\n  out e\n  e = Neg(s2)\n")
                .replace("y = Loop", "y, all = Loop")
            + "out all";
    var x = TensorData.of(DType.F32, new double[] {30});
    var outputs = Written.run(text, "n", scalar(50), "x", x);
    assertEquals(List.of(120f), numbers(outputs.get("y")));
    assertEquals(List.of(-60f, -120f), numbers(outputs.get("all")));
    assertEquals(Set.of("n", "x"), bound(text, Map.of("n", scalar(50), "x", x)).settled());
  }

  /// A carried value that grows has another type each step.
  @Test
  void aValueThatGrows() {
    var text =
        """
        in n i64[]
        in x f32[1]
        graph body
          in i i64[]
          in go bool[]
          in s f32
          out go2
          out s2
          go2 = Identity(go)
          s2 = Concat<axis=0>(s, x)
        end
        y = Loop<body=@body>(n, , x)
        out y
        """;
    assertEquals(
        List.of(5f, 5f, 5f), numbers(Written.run(text, "n", scalar(2), "x", floats(5)).get("y")));
  }

  @Test
  void loopsInsideLoopsSeeAllAround() {
    var text =
        """
        in x f32[1]
        init two i64[] 2
        graph inner
          in j i64[]
          in go bool[]
          in t f32[1]
          out go2
          out t2
          go2 = Identity(go)
          u = Add(t, x)
          t2 = Add(u, s)
        end
        graph body
          in i i64[]
          in go bool[]
          in s f32[1]
          out go2
          out s2
          go2 = Identity(go)
          s2 = Loop<body=@inner>(two, , s)
        end
        y = Loop<body=@body>(two, , x)
        out y
        """;
    // s -> s + 2·(x + s), twice, from s = x = 1
    assertEquals(List.of(17f), numbers(Written.run(text, "x", floats(1)).get("y")));
  }

  private static final String SCAN =
      """
      in s f32[2]
      in x f32[2, 3]
      graph body
        in a f32[2]
        in e f32[2]
        out a2
        out o
        a2 = Add(a, e)
        o = Identity(a2)
      end
      last, all = Scan<body=@body, num_scan_inputs=1, %s>(s, x)
      out last
      out all
      """
          .formatted(
              "scan_input_axes=[1], scan_input_directions=[1],"
                  + " scan_output_axes=[1], scan_output_directions=[1]");

  @Test
  void scansAlongAnyAxisInAnyDirection() {
    var x = TensorData.of(new float[] {1, 2, 3, 10, 20, 30}, 2, 3);
    var outputs = Written.run(SCAN, "s", floats(0, 0), "x", x);
    assertEquals(List.of(6f, 60f), numbers(outputs.get("last")));
    assertEquals(List.of(6f, 5f, 3f, 60f, 50f, 30f), numbers(outputs.get("all")));
  }

  /// Each sequence of the batch ends where its length says; the rest is 0.
  @Test
  void theFirstScanHasLengths() {
    var text =
        """
        opset 8
        in lengths i64[2]
        in s f32[2, 1]
        in x f32[2, 3, 1]
        graph body
          in a f32[1]
          in e f32[1]
          out a2
          out o
          a2 = Add(a, e)
          o = Add(a2, a2)
        end
        last, all = Scan<body=@body, num_scan_inputs=1>(lengths, s, x)
        out last
        out all
        """;
    var s = TensorData.of(new float[] {0, 100}, 2, 1);
    var x = TensorData.of(new float[] {1, 2, 3, 10, 20, 30}, 2, 3, 1);
    var outputs = Written.run(text, "lengths", whole(3, 2), "s", s, "x", x);
    assertEquals(List.of(6f, 130f), numbers(outputs.get("last")));
    assertEquals(List.of(2f, 6f, 12f, 220f, 260f, 0f), numbers(outputs.get("all")));
  }

  @Test
  void aLoopThatGoesOnWithoutEnd() {
    var text =
        """
        in n i64[]
        in x f32[1]
        graph body
          in i i64[]
          in go bool[]
          in s f32[1]
          out go2
          out s2
          out e
          s2 = Identity(s)
          e = Neg(s2)
          t = Equal(s2, s)
          go2 = Squeeze(t)
        end
        y, all = Loop<body=@body>(n, , x)
        out y
        """;
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Written.run(text, "n", scalar(1e9), "x", floats(100)));
    assertEquals(
        "y (Loop, ai.onnx 21): takes more than 10000 steps, which cannot be written out",
        refused.getMessage());
  }

  @Test
  void aLoopThatNothingEnds() {
    var text =
        COUNTED
            .replace("(n, , x)", "(, , x)")
            .replace("  out e\n", "")
            .replace("y, all =", "y =")
            .replace("out all\n", "");
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Written.run(text, "n", scalar(3), "x", floats(1)));
    assertEquals(
        "y (Loop, ai.onnx 21): takes more than 10000 steps, which cannot be written out",
        refused.getMessage());
  }

  @Test
  void whatABodyMustGive() {
    var text = COUNTED.replace("  out s2\n  out e\n", "");
    var refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> Written.run(text, "n", scalar(3), "x", floats(1)));
    assertEquals(
        "y (Loop, ai.onnx 21): its body must give the condition and 1 values",
        refused.getMessage());
  }
}
