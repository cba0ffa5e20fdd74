package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;

class TrainingStepTest {
  private static final String MOMENTUM =
      """
      function momentum(value: f32[], gradient: f32[], velocity: f32[], rate: f32[]) -> (value = v3, velocity = v1) {
        v0 = add(velocity, velocity) : f32[]
        v1 = add(v0, gradient) : f32[]
        v2 = mul(rate, v1) : f32[]
        v3 = sub(value, v2) : f32[]
      }
      """;

  private final Compiler compiler = new Compiler(Sample.everything(), Settings.standard());

  @Test
  void aStepHasStatesUpdatesAndSharedInputs() {
    var step = compiler.trainingStep(request(), "loss", List.of("w", "b"), MOMENTUM);
    assertEquals(
        List.of("x", "w", "b", "w.velocity", "rate", "b.velocity"), step.function().inputNames());
    assertEquals(
        List.of("loss", "w.next", "w.velocity.next", "b.next", "b.velocity.next"),
        step.function().outputNames());
    assertEquals(Set.of("w", "b", "w.velocity", "b.velocity"), step.variables());
    assertEquals(
        Map.of(
            "w.next",
            "w",
            "w.velocity.next",
            "w.velocity",
            "b.next",
            "b",
            "b.velocity.next",
            "b.velocity"),
        step.updates());
    assertEquals(Set.of("test.reversemode"), step.derivedBy().keySet());
  }

  @Test
  void stepsTrain() {
    var step = compiler.trainingStep(request(), "loss", List.of("w", "b"), MOMENTUM);
    var variables = new HashMap<String, TensorData>();
    variables.put("w", Sample.floats(1, 2));
    variables.put("b", TensorData.scalar(DType.F32, 3));
    variables.put("w.velocity", Sample.floats(0, 0));
    variables.put("b.velocity", TensorData.scalar(DType.F32, 0));
    try (var instance = compiler.compile(step).open(Sample.devices(), variables)) {
      // loss = sum((x·w + b)²) with x = (1, 1): the error is e = x·w + b, dw = 2e·x, db = 2·(e0 +
      // e1)
      var inputs = Map.of("x", Sample.floats(1, 1), "rate", TensorData.scalar(DType.F32, 0.125));
      assertEquals(16 + 25, instance.run(inputs, Sample.LIMIT).get("loss").get(0));
      assertArrayEquals(new float[] {8, 10}, instance.variable("w.velocity").toFloats());
      assertArrayEquals(new float[] {18}, instance.variable("b.velocity").toFloats());
      assertArrayEquals(new float[] {0, 0.75f}, instance.variable("w").toFloats());
      assertArrayEquals(new float[] {0.75f}, instance.variable("b").toFloats());
      assertEquals(0.5625 + 2.25, instance.run(inputs, Sample.LIMIT).get("loss").get(0));
      assertArrayEquals(new float[] {17.5f, 23}, instance.variable("w.velocity").toFloats());
    }
  }

  private static final List<String> STAGES =
      List.of(
          """
          function squares(gradient: f32[], squares: f32[]) -> (squares = v2) {
            v0 = mul(gradient, gradient) : f32[]
            v1 = reducesum[axes=[]](v0) : f32[]
            v2 = add(squares, v1) : f32[]
          }
          """,
          """
          function shrink(gradient: f32[], seen: f32[], squares: f32[]) -> (gradient = v0, seen = v1) {
            v0 = div(gradient, squares) : f32[]
            v1 = add(seen, v0) : f32[]
          }
          """,
          """
          function down(value: f32[], gradient: f32[]) -> (value = v0) {
            v0 = sub(value, gradient) : f32[]
          }
          """);

  @Test
  void stagesChangeTheGradientAndTotalsSpanTheVariables() {
    var step = compiler.trainingStep(request(), "loss", List.of("w", "b"), STAGES);
    assertEquals(
        List.of("x", "w", "b", "squares", "w.seen", "b.seen"), step.function().inputNames());
    assertEquals(Set.of("w", "b", "w.seen", "b.seen"), step.variables());
    var variables = new HashMap<String, TensorData>();
    variables.put("w", Sample.floats(1, 2));
    variables.put("b", TensorData.scalar(DType.F32, 3));
    variables.put("w.seen", Sample.floats(0, 0));
    variables.put("b.seen", TensorData.scalar(DType.F32, 1));
    try (var instance = compiler.compile(step).open(Sample.devices(), variables)) {
      var inputs = Map.of("x", Sample.floats(1, 1), "squares", TensorData.scalar(DType.F32, 12));
      // dw = (8, 10), db = 18: 12 + 64 + 100 + 324 = 500
      var outputs = instance.run(inputs, Sample.LIMIT);
      assertEquals(Set.of("loss", "squares"), outputs.keySet());
      assertEquals(500, outputs.get("squares").get(0));
      assertArrayEquals(new float[] {8 / 500f, 10 / 500f}, instance.variable("w.seen").toFloats());
      assertArrayEquals(new float[] {1 + 18 / 500f}, instance.variable("b.seen").toFloats());
      assertArrayEquals(new float[] {3 - 18 / 500f}, instance.variable("b").toFloats());
    }
  }

  @Test
  void stagesThatDoNotFitAreRefused() {
    assertEquals("update: has no stage: one that gives value is needed", refused(List.of()));
    assertEquals(
        "update down: output value: only the last stage gives it",
        refused(List.of(STAGES.get(2), STAGES.get(2))));
    assertEquals(
        "update squares: output squares: an earlier stage has it",
        refused(List.of(STAGES.get(0), STAGES.get(0), STAGES.get(2))));
    assertEquals(
        "update squares: needs an input value; inputs: gradient, squares",
        refused(List.of(STAGES.get(0))));
  }

  private String refused(List<String> stages) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> compiler.trainingStep(request(), "loss", List.of("w"), stages))
        .getMessage();
  }

  @Test
  void anUpdateThatDoesNotFitIsRefused() {
    assertEquals(
        "update u: needs an input gradient; inputs: value",
        refused("function u(value: f32[]) -> (value) {\n}\n"));
    assertEquals(
        "update u: needs an output value; outputs: y",
        refused(
            """
            function u(value: f32[], gradient: f32[]) -> (y) {
              y = sub(value, gradient) : f32[]
            }
            """));
    assertEquals(
        "update u: output speed: is neither value nor a state: a state is an input too",
        refused(
            """
            function u(value: f32[], gradient: f32[]) -> (value = speed, speed) {
              speed = sub(value, gradient) : f32[]
            }
            """));
    assertEquals(
        "update u: input x: is f32[], the program has one of this name of type f32[2]",
        refused(
            """
            function u(value: f32[], gradient: f32[], x: f32[]) -> (value = v1) {
              v0 = mul(gradient, x) : f32[]
              v1 = sub(value, v0) : f32[]
            }
            """));
  }

  @Test
  void unknownNamesAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> compiler.trainingStep(request(), "cost", List.of("w"), MOMENTUM));
    assertThrows(
        IllegalArgumentException.class,
        () -> compiler.trainingStep(request(), "loss", List.of("v"), MOMENTUM));
  }

  private String refused(String update) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> compiler.trainingStep(request(), "loss", List.of("w"), update))
        .getMessage();
  }

  /// `loss = sum((x · w + b)²)`, all elementwise.
  private static Request request() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 2));
    var w = graph.input("w", TensorType.of(DType.F32, 2));
    var b = graph.input("b", TensorType.of(DType.F32));
    var error = Build.add(Build.mul(x, w), b);
    var loss = Build.sum(Build.mul(error, error), 0);
    var function = new Function("fit", List.of(x, w, b), List.of(loss), List.of("loss"));
    return new Request(function, Set.of("w", "b"), Map.of(), Optional.empty(), true);
  }
}
