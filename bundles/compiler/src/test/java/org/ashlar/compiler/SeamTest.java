package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Support;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.stage.Evaluator;
import org.junit.jupiter.api.Test;

/// Programs with sizes that depend on data: cut, and gone on with for the numbers that come out.
class SeamTest {
  /// What is not zero, twice: the second count is of what the first one found.
  private static final String TWICE =
      """
      function twice(x: f32[6], w: f32[6]) -> (y, places = v1, doubled = v0) {
        v0 = add(x, x) : f32[6]
        v1 = nonzero[count="n"](v0) : i64[1, n:0..6]
        v2 = reshape[shape=[n]](v1) : i64[n]
        v3 = gather(w, v2) : f32[n]
        v4 = nonzero[count="m"](v3) : i64[1, m:0..6]
        v5 = reshape[shape=[m]](v4) : i64[m]
        v6 = gather(v3, v5) : f32[m]
        v7 = mul(v6, v6) : f32[m]
        y = reducesum(v7) : f32[]
      }
      """;

  private final Present present = Sample.everything();
  private final Compiler compiler = new Compiler(present, Settings.standard());

  @Test
  void theRestIsCompiledForTheNumbersThatComeOut() {
    var function = compiler.parse(TWICE);
    try (var instance = compiler.compile(Request.of(function)).open(Sample.devices(), Map.of())) {
      for (var x : List.of(row(1, 0, 2, 0, 3, 4), row(0, 0, 0, 0, 0, 0), row(1, 1, 1, 1, 1, 1))) {
        var inputs = Map.of("x", x, "w", row(1, 2, 0, 4, 5, 6));
        var answer = instance.run(inputs, Sample.LIMIT);
        agrees(function, inputs, answer);
      }
      var answer =
          instance.run(
              Map.of("x", row(1, 0, 2, 0, 3, 4), "w", row(1, 2, 0, 4, 5, 6)), Sample.LIMIT);
      assertArrayEquals(new float[] {1 + 25 + 36}, answer.get("y").toFloats());
      assertArrayEquals(new double[] {0, 2, 4, 5}, answer.get("places").toDoubles());
      assertArrayEquals(new float[] {2, 0, 4, 0, 6, 8}, answer.get("doubled").toFloats());
    }
  }

  @Test
  void theCutIsShown() {
    var explanation = compiler.explain(Request.of(compiler.parse(TWICE)));
    assertEquals(
        """
        first twice_0
        then nonzero on the host; gives n, 0..6
        then twice_1, compiled for the numbers that come out; here for {n=6}
        passed on: cut1
        """,
        explanation.text("cut").orElseThrow());
    assertTrue(
        explanation.text("cut (twice_1)").orElseThrow().contains("; gives m, 0..6"),
        explanation.toString());
    assertTrue(explanation.text("code (twice_1_1)").isPresent(), explanation.toString());
  }

  @Test
  void aNumberIsCompiledOnce() {
    var compiled = new AtomicInteger();
    present.add(
        Backend.class,
        new Picky(
            "npu",
            kernel -> {
              compiled.incrementAndGet();
              return Support.YES;
            }));
    var request =
        new Request(compiler.parse(TWICE), Set.of("w"), Map.of(), Optional.of("npu"), true);
    var program = compiler.compile(request);
    assertTrue(program.isCut());
    try (var instance = program.open(Sample.devices(), Map.of("w", row(1, 2, 0, 4, 5, 6)))) {
      instance.run(Map.of("x", row(1, 0, 0, 0, 1, 0)), Sample.LIMIT);
      int first = compiled.get();
      instance.run(Map.of("x", row(0, 1, 0, 1, 0, 0)), Sample.LIMIT);
      assertEquals(first, compiled.get(), "two and two: nothing new");
      instance.run(Map.of("x", row(0, 1, 0, 1, 0, 1)), Sample.LIMIT);
      assertTrue(compiled.get() > first, "three: compiled in the run");
    }
  }

  @Test
  void moreNumbersThanAreKeptOpenAreServedAllTheSame() {
    var function =
        compiler.parse(
            """
            function many(x: f32[12]) -> (y) {
              v0 = nonzero[count="n"](x) : i64[1, n:0..12]
              y = add(v0, v0) : i64[1, n]
            }
            """);
    try (var instance = compiler.compile(Request.of(function)).open(Sample.devices(), Map.of())) {
      for (int round = 0; round < 2; round++) {
        for (int n = 0; n <= 12; n++) {
          var x = TensorData.zeros(DType.F32, 12);
          for (int i = 0; i < n; i++) {
            x.set(i, Float.floatToIntBits(1));
          }
          var inputs = Map.of("x", x);
          agrees(function, inputs, instance.run(inputs, Sample.LIMIT));
        }
      }
    }
  }

  @Test
  void variablesChangeAtTheEndAndCanBeAssigned() {
    var function =
        compiler.parse(
            """
            function step(x: f32[4], total: f32[], scale: f32[]) -> (total.next, seen = v0) {
              v0 = nonzero[count="n"](x) : i64[1, n:0..4]
              v1 = reshape[shape=[n]](v0) : i64[n]
              v2 = gather(x, v1) : f32[n]
              v3 = mul(v2, scale) : f32[n]
              v4 = reducesum(v3) : f32[]
              `total.next` = add(total, v4) : f32[]
            }
            """
                .replace("(total.next, ", "(`total.next`, "));
    var request =
        new Request(
            function,
            Set.of("total", "scale"),
            Map.of("total.next", "total"),
            Optional.empty(),
            true);
    try (var instance =
        compiler
            .compile(request)
            .open(Sample.devices(), Map.of("total", scalar(100), "scale", scalar(2)))) {
      var answer = instance.run(Map.of("x", row(1, 0, 2, 0)), Sample.LIMIT);
      assertEquals(Set.of("seen"), answer.keySet());
      assertEquals(106, instance.variable("total").get(0));
      instance.assign("scale", scalar(3));
      instance.run(Map.of("x", row(1, 0, 2, 0)), Sample.LIMIT);
      assertEquals(115, instance.variable("total").get(0));
      instance.assign("total", scalar(0));
      instance.run(Map.of("x", row(0, 0, 0, 5)), Sample.LIMIT);
      assertEquals(15, instance.variable("total").get(0));
      assertEquals(3, instance.variable("scale").get(0));
      assertEquals(
          "step: variable lost: no such variable; variables: scale, total",
          assertThrows(IllegalArgumentException.class, () -> instance.variable("lost"))
              .getMessage());
    }
  }

  @Test
  void aTrainingStepGoesThroughACut() {
    var loss =
        compiler.parse(
            """
            function loss(x: f32[4], w: f32[4]) -> (y) {
              v0 = nonzero[count="n"](x) : i64[1, n:0..4]
              v1 = reshape[shape=[n]](v0) : i64[n]
              v2 = gather(w, v1) : f32[n]
              v3 = mul(v2, v2) : f32[n]
              y = reducesum(v3) : f32[]
            }
            """);
    var plain = new Request(loss, Set.of("w"), Map.of(), Optional.empty(), true);
    var update =
        """
        function descend(value: f32[], gradient: f32[]) -> (value = v1) {
          v0 = mul(gradient, gradient) : f32[]
          v1 = sub(value, gradient) : f32[]
        }
        """;
    var step = compiler.trainingStep(plain, "y", List.of("w"), update);
    try (var instance =
        compiler.compile(step).open(Sample.devices(), Map.of("w", row(1, 2, 3, 4)))) {
      var answer = instance.run(Map.of("x", row(0, 1, 0, 1)), Sample.LIMIT);
      assertEquals(4 + 16, answer.get("y").get(0));
      assertArrayEquals(new float[] {1, -2, 3, -4}, instance.variable("w").toFloats());
    }
  }

  @Test
  void whatDoesNotFitANumberIsSaidWithTheNumber() {
    var function =
        compiler.parse(
            """
            function f(x: f32[4]) -> (y) {
              v0 = nonzero[count="n"](x) : i64[1, n:0..4]
              y = slice[starts=[0, 1], shape=[1, n - 1], steps=[1, 1]](v0) : i64[1, n - 1]
            }
            """);
    try (var instance = compiler.compile(Request.of(function)).open(Sample.devices(), Map.of())) {
      assertArrayEquals(
          new double[] {3},
          instance.run(Map.of("x", row(0, 1, 0, 1)), Sample.LIMIT).get("y").toDoubles());
      var error =
          assertThrows(
              LaunchException.class,
              () -> instance.run(Map.of("x", row(0, 0, 0, 0)), Sample.LIMIT));
      assertTrue(error.getMessage().startsWith("f: for {n=0}: "), error.getMessage());
      assertFalse(error.isLate());
    }
  }

  @Test
  void withoutFallbackTheHostMayNotHelp() {
    var request =
        new Request(compiler.parse(TWICE), Set.of(), Map.of(), Optional.of("reference"), false);
    assertEquals(
        "nonzero: runs on the host only; provided by: host; fallback is off",
        assertThrows(Missing.class, () -> compiler.compile(request)).getMessage());
  }

  private void agrees(
      Function function, Map<String, TensorData> inputs, Map<String, TensorData> answer) {
    var evaluator = present.find(Evaluator.class).getFirst().service();
    var expected =
        evaluator.evaluate(function, function.inputNames().stream().map(inputs::get).toList());
    var told = new HashMap<String, TensorData>();
    for (int i = 0; i < expected.size(); i++) {
      told.put(function.outputNames().get(i), expected.get(i).data());
    }
    assertEquals(told, answer);
  }

  private static TensorData row(double... numbers) {
    return TensorData.of(DType.F32, numbers, numbers.length);
  }

  private static TensorData scalar(double number) {
    return TensorData.scalar(DType.F32, number);
  }
}
