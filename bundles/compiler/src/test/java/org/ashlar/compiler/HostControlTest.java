package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.Support;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.stage.Evaluator;
import org.junit.jupiter.api.Test;

/// Control flow that no device holds: the host runs it, step by step.
class HostControlTest {
  private final Present present = Sample.everything();
  private final Compiler compiler = new Compiler(present, Settings.standard());

  @Test
  void anUnboundedLoopRunsUntilItsConditionIsFalse() {
    var function =
        compiler.parse(
            """
            function f(x: f32[2], go: bool[]) -> (y = v1) {
              v0, v1 = loop[body=function twice(t: i64[], go: bool[], x: f32[2]) -> (more, next) {
                next = add(x, x) : f32[2]
                v0 = reducesum(next) : f32[]
                v1 = fill[value=100.0]() : f32[]
                more = less(v0, v1) : bool[]
              }, carried=2, most=0](go, x) : bool[], f32[2]
            }
            """);
    var answer = run(function, Map.of("x", row(1, 2), "go", truth(true)));
    assertArrayEquals(new float[] {64, 128}, answer.get("y").toFloats());
    answer = run(function, Map.of("x", row(1, 2), "go", truth(false)));
    assertArrayEquals(new float[] {1, 2}, answer.get("y").toFloats());
  }

  @Test
  void aBranchWithAHostFunctionInsideIsTakenByTheHost() {
    var function =
        compiler.parse(
            """
            function f(c: bool[], x: f32[3]) -> (y) {
              v0 = add(x, x) : f32[3]
              v1 = if[then=function sorted(x: f32[3]) -> (values) {
                values, v0 = sort(x) : f32[3], i64[3]
              }, otherwise=function counted(x: f32[3]) -> (y) {
                v0 = nonzero[count="n"](x) : i64[1, n:0..3]
                v1 = reducesum(v0) : i64[]
                v2 = cast(v1) : f32[]
                y = mul(x, v2) : f32[3]
              }](c, v0) : f32[3]
              y = add(v1, x) : f32[3]
            }
            """);
    agrees(function, Map.of("c", truth(true), "x", row(3, 1, 2)));
    agrees(function, Map.of("c", truth(false), "x", row(0, 1, 2)));
    var text = compiler.explain(Request.of(function)).text("cut").orElseThrow();
    assertEquals(
        """
        first f_0
        then if on the host: compiled sorted or counted
        then f_1
        passed on: cut0
        """,
        text);
  }

  @Test
  void aScanWithAHostFunctionInsideStacksItsResults() {
    var text =
        """
        function f(s: f32[2], xs: f32[3, 2], c: f32[2]) -> (last = v0, all = v1) {
          v0, v1 = scan[body=function step(t: i64[], s: f32[2], x: f32[2], c: f32[2]) -> (s2, y) {
            v0, v1 = sort(x) : f32[2], i64[2]
            v2 = mul(s, c) : f32[2]
            s2 = add(v2, v0) : f32[2]
            v3 = cast(t) : f32[]
            y = add(s2, v3) : f32[2]
          }, carried=1, sequences=1, reverse=false](s, xs, c) : f32[2], f32[3, 2]
        }
        """;
    for (var direction : List.of("false", "true")) {
      var function = compiler.parse(text.replace("reverse=false", "reverse=" + direction));
      agrees(
          function,
          Map.of(
              "s",
              row(1, 2),
              "xs",
              TensorData.of(DType.F32, new double[] {6, 5, 4, 3, 2, 1}, 3, 2),
              "c",
              row(0.5, 2)));
    }
  }

  @Test
  void aPartThatTheDeviceRefusesLeavesTheRestOnIt() {
    present.add(
        Backend.class,
        new Picky(
            "npu",
            kernel ->
                KernelText.of(kernel).contains("add=")
                    ? Support.no("no products here")
                    : Support.YES));
    var function =
        compiler.parse(
            """
            function f(s: f32[2, 2], xs: f32[3, 2, 2]) -> (last = v1) {
              v0 = add(s, s) : f32[2, 2]
              v1, v2 = scan[body=function step(t: i64[], s: f32[2, 2], x: f32[2, 2]) -> (s2, s2b = s2) {
                v0 = matmul(s, x) : f32[2, 2]
                s2 = sub(v0, x) : f32[2, 2]
              }, carried=1, sequences=1](v0, xs) : f32[2, 2], f32[3, 2, 2]
            }
            """);
    var inputs =
        Map.of(
            "s",
            TensorData.of(DType.F32, new double[] {1, 2, 3, 4}, 2, 2),
            "xs",
            TensorData.of(DType.F32, new double[] {1, 0, 2, 1, 0, 1, 1, 0, 2, 1, 0, 1}, 3, 2, 2));
    var request = new Request(function, Set.of(), Map.of(), Optional.of("npu"), true);
    var program = compiler.compile(request);
    assertEquals(
        List.of("npu", "host", "reference", "npu"),
        program.parts().stream().map(p -> p.target().name()).toList());
    try (var instance = program.open(Sample.devices(), Map.of())) {
      var evaluator = present.find(Evaluator.class).getFirst().service();
      var expected =
          evaluator.evaluate(function, function.inputNames().stream().map(inputs::get).toList());
      assertEquals(expected.getFirst().data(), instance.run(inputs, Sample.LIMIT).get("last"));
    }
    var placement = compiler.explain(request).text("placement").orElseThrow();
    assertTrue(placement.contains("host: scan\n"), placement);
    assertTrue(placement.contains("scan: not on npu: no products here"), placement);
  }

  @Test
  void aLoopEndsWithItsLimit() {
    var function =
        compiler.parse(
            """
            function f(go: bool[], x: f32[]) -> (y = v1) {
              v0, v1 = loop[body=function on(t: i64[], go: bool[], x: f32[]) -> (go, next) {
                next = add(x, x) : f32[]
              }, carried=2, most=0](go, x) : bool[], f32[]
            }
            """);
    try (var instance = compiler.compile(Request.of(function)).open(Sample.devices(), Map.of())) {
      var inputs = Map.of("go", truth(true), "x", TensorData.scalar(DType.F32, 1));
      var error =
          assertThrows(LaunchException.class, () -> instance.run(inputs, Duration.ofMillis(300)));
      assertTrue(error.getMessage().startsWith("loop: step "), error.getMessage());
      Thread.currentThread().interrupt();
      var interrupted =
          assertThrows(LaunchException.class, () -> instance.run(inputs, Sample.LIMIT));
      assertTrue(Thread.interrupted());
      assertTrue(interrupted.getMessage().contains("interrupted"), interrupted.getMessage());
    }
  }

  @Test
  void withoutFallbackTheHostMayNotHelp() {
    var function =
        compiler.parse(
            """
            function f(go: bool[], x: f32[]) -> (y = v1) {
              v0, v1 = loop[body=function on(t: i64[], go: bool[], x: f32[]) -> (go, next) {
                next = add(x, x) : f32[]
              }, carried=2, most=0](go, x) : bool[], f32[]
            }
            """);
    var strict = new Request(function, Set.of(), Map.of(), Optional.of("reference"), false);
    var message = assertThrows(Missing.class, () -> compiler.compile(strict)).getMessage();
    assertTrue(message.startsWith("loop: not on reference: "), message);
    assertTrue(message.endsWith("; provided by: host; fallback is off"), message);
  }

  private void agrees(Function function, Map<String, TensorData> inputs) {
    var evaluator = present.find(Evaluator.class).getFirst().service();
    var expected =
        evaluator.evaluate(function, function.inputNames().stream().map(inputs::get).toList());
    var answer = run(function, inputs);
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).data(), answer.get(function.outputNames().get(i)));
    }
  }

  private Map<String, TensorData> run(Function function, Map<String, TensorData> inputs) {
    try (var instance = compiler.compile(Request.of(function)).open(Sample.devices(), Map.of())) {
      return instance.run(inputs, Sample.LIMIT);
    }
  }

  private static TensorData row(double... numbers) {
    return TensorData.of(DType.F32, numbers, numbers.length);
  }

  private static TensorData truth(boolean value) {
    return TensorData.scalar(DType.BOOL, value ? 1 : 0);
  }
}
