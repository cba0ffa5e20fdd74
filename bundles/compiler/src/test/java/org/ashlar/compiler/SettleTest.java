package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Support;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.junit.jupiter.api.Test;

/// What settles, and that it is computed again when it must be.
class SettleTest {
  private final Present present = Sample.everything();
  private final Compiler compiler = new Compiler(present, Settings.standard());

  @Test
  void whatDependsOnVariablesAloneSettles() {
    var function =
        compiler.parse(
            """
            function f(x: f32[4, 8], w: f32[8, 8], s: f32[8]) -> (y) {
              a = exp(s) : f32[8]
              v = mul(w, a) : f32[8, 8]
              m = matmul(x, v) : f32[4, 8]
              y = add(m, a) : f32[4, 8]
            }
            """);
    assertEquals(
        """
        exp: f32[8] from s
        mul: f32[8, 8] from w, s
        2 values, 288 bytes
        """,
        text(function, "w", "s"));
    assertEquals("0 values, 0 bytes\n", text(function, "w"), "s may differ from run to run");
  }

  @Test
  void theLatestValueSettlesNotTheOnesBefore() {
    var function =
        compiler.parse(
            """
            function f(x: f32[8], s: f32[8]) -> (y) {
              a = exp(s) : f32[8]
              b = sqrt(a) : f32[8]
              y = add(x, b) : f32[8]
            }
            """);
    assertEquals("sqrt: f32[8] from s\n1 values, 32 bytes\n", text(function, "s"));
  }

  @Test
  void whatComputesNothingDoesNotSettle() {
    var function =
        compiler.parse(
            """
            function f(x: f32[8, 4], w: f32[4, 8]) -> (y, z) {
              a = transpose[permutation=[1, 0]](w) : f32[8, 4]
              b = reshape[shape=[8, 4]](w) : f32[8, 4]
              c = fill[value=2.0, shape=[8, 4]]() : f32[8, 4]
              y = add(x, a) : f32[8, 4]
              d = mul(x, b) : f32[8, 4]
              z = sub(d, c) : f32[8, 4]
            }
            """);
    assertEquals("0 values, 0 bytes\n", text(function, "w"));
  }

  @Test
  void aTableOfNumbersSettlesAFewNumbersDoNot() {
    var function =
        compiler.parse(
            """
            function f(x: f32[8]) -> (y, z) {
              a = constant[shape=[8], numbers=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]]() : f32[8]
              b = constant[shape=[8], numbers=[1.0, 1.0, 1.0, 1.0, 2.0, 2.0, 2.0, 2.0]]() : f32[8]
              y = add(x, a) : f32[8]
              z = add(x, b) : f32[8]
            }
            """);
    assertEquals("constant: f32[8] from nothing\n1 values, 32 bytes\n", text(function));
  }

  @Test
  void behindAMovedValueWhatIsComputedSettles() {
    var function =
        compiler.parse(
            """
            function f(x: f32[8, 4], w: f32[4, 8]) -> (y) {
              a = exp(w) : f32[4, 8]
              b = transpose[permutation=[1, 0]](a) : f32[8, 4]
              y = add(x, b) : f32[8, 4]
            }
            """);
    assertEquals("exp: f32[4, 8] from w\n1 values, 128 bytes\n", text(function, "w"));
  }

  @Test
  void whatIsMuchLargerThanItsVariablesStays() {
    var function =
        compiler.parse(
            """
            function f(x: f32[300, 300], w: f32[300, 1], v: f32[300]) -> (y) {
              a = exp(w) : f32[300, 1]
              b = mul(a, v) : f32[300, 300]
              y = add(x, b) : f32[300, 300]
            }
            """);
    assertEquals("exp: f32[300, 1] from w\n1 values, 1200 bytes\n", text(function, "w", "v"));
  }

  @Test
  void aTableThatIsOnlyGlancedAtStays() {
    var text =
        """
        function f(x: f32[4, 100], i: i64[4], w: f32[300, 100]) -> (y, z) {
          t = exp(w) : f32[300, 100]
          y = gather(t, i) : f32[4, 100]
          z = add(%s, x) : f32[4, 100]
        }
        """;
    assertEquals(
        "0 values, 0 bytes\n", text(compiler.parse(text.formatted("y")), "w"), "four rows of it");
    var whole =
        """
        function f(i: i64[4], w: f32[300, 100]) -> (y, z) {
          t = exp(w) : f32[300, 100]
          y = gather(t, i) : f32[4, 100]
          z = reducesum[axes=[0], keepdims=false](t) : f32[100]
        }
        """;
    assertEquals(
        "reducesum: f32[100] from w\n1 values, 400 bytes\n", text(compiler.parse(whole), "w"));
  }

  @Test
  void whatTheHostDoesStays() {
    var function =
        compiler.parse(
            """
            function f(x: f32[8], s: f32[8]) -> (y) {
              a = exp(s) : f32[8]
              y = add(x, a) : f32[8]
            }
            """);
    var settle = Settle.of(function, Set.of("s"), v -> v.op().name().equals("exp"));
    assertTrue(settle.values().isEmpty());
  }

  @Test
  void anOutputOfVariablesAloneSettles() {
    var function =
        compiler.parse(
            """
            function f(x: f32[2], s: f32[2]) -> (y, z) {
              y = exp(s) : f32[2]
              z = add(x, y) : f32[2]
            }
            """);
    var request = new Request(function, Set.of("s"), Map.of(), Optional.empty(), true);
    try (var instance = open(request, Map.of("s", Sample.floats(0, 0)))) {
      var answer = instance.run(Map.of("x", Sample.floats(1, 2)), Sample.LIMIT);
      assertArrayEquals(new float[] {1, 1}, answer.get("y").toFloats());
      assertArrayEquals(new float[] {2, 3}, answer.get("z").toFloats());
    }
  }

  @Test
  void anAssignmentSettlesAgain() {
    try (var instance = open(scaled(), Map.of("s", Sample.floats(1, 4)))) {
      assertArrayEquals(new float[] {2, 4}, y(instance, 1, 2));
      instance.assign("s", Sample.floats(9, 16));
      assertArrayEquals(new float[] {4, 6}, y(instance, 1, 2));
      assertArrayEquals(new float[] {9, 16}, instance.variable("s").toFloats());
    }
  }

  @Test
  void whatSettlesRunsNotInEveryRun() {
    var lines = new ArrayList<String>();
    var settings = Settings.of(Map.of("ashlar.debug", "2")).to(lines::add);
    try (var told = new Compiler(present, settings);
        var instance =
            told.compile(scaled()).open(Sample.devices(), Map.of("s", Sample.floats(1, 4)))) {
      y(instance, 1, 2);
      y(instance, 1, 2);
      assertEquals(1, lines.stream().filter(l -> l.startsWith("sqrt: ")).count(), lines::toString);
      assertEquals(2, lines.stream().filter(l -> l.startsWith("add: ")).count(), lines::toString);
      instance.assign("s", Sample.floats(1, 4));
      y(instance, 1, 2);
      assertEquals(2, lines.stream().filter(l -> l.startsWith("sqrt: ")).count(), lines::toString);
    }
  }

  @Test
  void nothingSettlesWhereItIsOff() {
    try (var off = new Compiler(present, Settings.of(Map.of("ashlar.settle", "false")))) {
      var program = off.compile(scaled());
      assertEquals(0, program.settling());
      assertEquals(1, program.parts().size());
      try (var instance = program.open(Sample.devices(), Map.of("s", Sample.floats(1, 4)))) {
        assertArrayEquals(new float[] {2, 4}, y(instance, 1, 2));
      }
    }
  }

  @Test
  void theStageIsShown() {
    var explanation = compiler.explain(scaled());
    assertEquals(
        "sqrt: f32[2] from s\n1 values, 8 bytes\n", explanation.text("settle").orElseThrow());
    assertTrue(explanation.text("lower (scaled_settle)").isPresent());
    assertTrue(explanation.text("lower").orElseThrow().contains("kernel add("));
  }

  @Test
  void whatRunsUpdateDoesNotSettle() {
    var function =
        compiler.parse(
            """
            function step(x: f32[2], w: f32[2], rate: f32[2]) -> (next, y) {
              r = exp(rate) : f32[2]
              a = sqrt(w) : f32[2]
              y = mul(a, r) : f32[2]
              next = add(w, x) : f32[2]
            }
            """);
    var request =
        new Request(function, Set.of("w", "rate"), Map.of("next", "w"), Optional.empty(), true);
    assertEquals(
        "exp: f32[2] from rate\n1 values, 8 bytes\n",
        compiler.explain(request).text("settle").orElseThrow());
    var variables = Map.of("w", Sample.floats(1, 4), "rate", Sample.floats(0, 0));
    try (var instance = open(request, variables)) {
      assertArrayEquals(new float[] {1, 2}, y(instance, 3, 5));
      assertArrayEquals(new float[] {2, 3}, y(instance, 0, 0));
      instance.assign("w", Sample.floats(25, 36));
      assertArrayEquals(new float[] {5, 6}, y(instance, 0, 0));
    }
  }

  @Test
  void aVariableMayBecomeWhatSettled() {
    var function =
        compiler.parse(
            """
            function reset(x: f32[2], w: f32[2], start: f32[2]) -> (next, y) {
              next = exp(start) : f32[2]
              y = add(w, x) : f32[2]
            }
            """);
    var request =
        new Request(function, Set.of("w", "start"), Map.of("next", "w"), Optional.empty(), true);
    var variables = Map.of("w", Sample.floats(5, 6), "start", Sample.floats(0, 0));
    try (var instance = open(request, variables)) {
      assertArrayEquals(new float[] {6, 8}, y(instance, 1, 2));
      assertArrayEquals(new float[] {2, 3}, y(instance, 1, 2));
      assertArrayEquals(new float[] {2, 3}, y(instance, 1, 2));
      assertArrayEquals(new float[] {1, 1}, instance.variable("w").toFloats());
    }
  }

  @Test
  void partsOnSeveralDevicesSettle() {
    var picky =
        new Picky("npu", k -> k.name().contains("sqrt") ? Support.no("no roots") : Support.YES);
    present.add(Backend.class, picky, "test.npu", 0);
    var text =
        """
        function mixed(x: f32[2], s: f32[2]) -> (y) {
          a = exp(s) : f32[2]
          b = sqrt(a) : f32[2]
          c = exp(b) : f32[2]
          d = add(x, c) : f32[2]
          e = sqrt(d) : f32[2]
          y = add(e, c) : f32[2]
        }
        """;
    var request =
        new Request(compiler.parse(text), Set.of("s"), Map.of(), Optional.of("npu"), true);
    var program = compiler.compile(request);
    assertEquals(3, program.settling());
    assertEquals(6, program.parts().size());
    try (var instance = program.open(Sample.devices(), Map.of("s", Sample.floats(0, 2)))) {
      for (double s : new double[] {0, 3}) {
        instance.assign("s", Sample.floats(s, 2));
        double c = Math.exp(Math.sqrt(Math.exp(s)));
        double d = Math.exp(Math.sqrt(Math.exp(2)));
        assertArrayEquals(
            new float[] {(float) (Math.sqrt(1 + c) + c), (float) (Math.sqrt(2 + d) + d)},
            y(instance, 1, 2),
            1e-4f);
      }
    }
  }

  @Test
  void everyPieceOfACutProgramSettles() {
    var function =
        compiler.parse(
            """
            function found(x: f32[4], s: f32[4]) -> (y) {
              a = sqrt(s) : f32[4]
              m = mul(x, a) : f32[4]
              p = nonzero[count="n"](m) : i64[1, n:0..4]
              q = reshape[shape=[n]](p) : i64[n]
              e = exp(s) : f32[4]
              y = gather(e, q) : f32[n]
            }
            """);
    var request = new Request(function, Set.of("s"), Map.of(), Optional.empty(), true);
    var explanation = compiler.explain(request);
    assertEquals(
        List.of("sqrt: f32[4] from s\nexp: f32[4] from s\n2 values, 32 bytes\n"),
        explanation.stages().stream()
            .filter(stage -> stage.name().startsWith("settle"))
            .map(Explanation.Stage::text)
            .toList());
    try (var instance = open(request, Map.of("s", Sample.floats(0, 0, 1, 0)))) {
      assertArrayEquals(new float[] {(float) Math.E}, y(instance, 1, 2, 3, 4), 1e-6f);
      instance.assign("s", Sample.floats(0, 1, 0, 2));
      assertArrayEquals(
          new float[] {(float) Math.E, (float) Math.exp(2)}, y(instance, 1, 2, 3, 4), 1e-5f);
    }
  }

  private Request scaled() {
    var function =
        compiler.parse(
            """
            function scaled(x: f32[2], s: f32[2]) -> (y) {
              a = sqrt(s) : f32[2]
              y = add(x, a) : f32[2]
            }
            """);
    return new Request(function, Set.of("s"), Map.of(), Optional.empty(), true);
  }

  private static float[] y(Instance instance, double... x) {
    return instance.run(Map.of("x", Sample.floats(x)), Sample.LIMIT).get("y").toFloats();
  }

  private Instance open(Request request, Map<String, TensorData> variables) {
    return compiler.compile(request).open(Sample.devices(), variables);
  }

  private static String text(Function function, String... variables) {
    return Settle.of(function, Set.of(variables), v -> false).text();
  }
}
