package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompilerTest {
  private final Present present = Sample.everything();

  @Test
  void aFunctionGoesThroughAllStagesToItsNumbers() {
    try (var compiler = compiler()) {
      var program = compiler.compile(Request.of(compiler.parse(Text.of(Sample.layer()))));
      try (var instance = program.open(Sample.devices(), Map.of())) {
        var answer = instance.run(Sample.layerInputs(), Sample.LIMIT);
        assertEquals(Set.of("y"), answer.keySet());
        assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, answer.get("y").toFloats());
      }
      assertEquals(1, program.parts().size());
      assertTrue(program.versions().containsKey("test.lower"), program.versions().toString());
      assertTrue(program.peakBytes() <= program.naiveBytes());
    }
  }

  @Test
  void everyStageCanBeSeen() {
    try (var compiler = compiler()) {
      var explanation = compiler.explain(Request.of(Sample.layer()));
      var names = explanation.stages().stream().map(Explanation.Stage::name).toList();
      assertEquals(
          List.of(
              "function",
              "rules",
              "placement",
              "lower",
              "layout",
              "schedule",
              "scheduled",
              "memory",
              "code"),
          names);
      assertTrue(explanation.text("function").orElseThrow().startsWith("function layer("));
      assertTrue(explanation.text("lower").orElseThrow().contains("for "));
      assertTrue(explanation.toString().contains("matmul"));
    }
  }

  @Test
  void dumpsGoToFilesAFolderACompilation(@TempDir Path folder) throws Exception {
    try (var compiler =
        new Compiler(present, Settings.of(Map.of("ashlar.dump", folder.toString())))) {
      compiler.explain(Request.of(Sample.layer()));
      compiler.explain(Request.of(Sample.layer()));
    }
    assertTrue(
        Files.readString(folder.resolve("layer/00-function.txt")).startsWith("function layer("));
    assertTrue(Files.exists(folder.resolve("layer-1/00-function.txt")));
  }

  @Test
  void theLadderTellsMoreAtEachLevel() {
    var lines = new ArrayList<String>();
    try (var compiler =
        new Compiler(present, Settings.of(Map.of("ashlar.debug", "2")).to(lines::add))) {
      var program = compiler.compile(Request.of(Sample.layer()));
      try (var instance = program.open(Sample.devices(), Map.of())) {
        var answer = instance.run(Sample.layerInputs(), Sample.LIMIT);
        assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, answer.get("y").toFloats());
      }
    }
    assertEquals("devices: reference (test.referencebackend 1.0.0)", lines.get(0));
    assertTrue(
        lines
            .get(1)
            .startsWith(
                "layer: 1 kernels on reference (test.referencebackend 1.0.0); workspace 0 bytes"),
        lines.toString());
    assertTrue(
        lines.getLast().contains(" ms, ") && lines.getLast().contains("GF/s"), lines.toString());
  }

  @Test
  void programsAreKeptByTextUntilABlockComesOrGoes() {
    try (var compiler = compiler()) {
      var program = compiler.compile(Request.of(Sample.layer()));
      assertSame(program, compiler.compile(Request.of(Sample.layer())));
      assertNotSame(
          program,
          compiler.compile(
              new Request(Sample.layer(), Set.of("w"), Map.of(), Optional.empty(), true)));
      var rule = present.add(Rule.class, value -> value);
      var second = compiler.compile(Request.of(Sample.layer()));
      assertNotSame(program, second);
      present.remove(rule);
      assertNotSame(second, compiler.compile(Request.of(Sample.layer())));
    }
    assertEquals(0, present.listeners());
  }

  @Test
  void aDeepFunctionCompiles() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 4));
    Value y = x;
    for (int i = 0; i < 2_000; i++) {
      y = Build.add(Build.mul(y, 0.5), x);
    }
    var function = Function.of("deep", List.of(x), List.of(y));
    try (var compiler = compiler()) {
      try (var instance = compiler.compile(Request.of(function)).open(Sample.devices(), Map.of())) {
        var answer = instance.run(Map.of("x", Sample.floats(1, 2, 3, 4)), Sample.LIMIT);
        assertArrayEquals(new float[] {2, 4, 6, 8}, answer.get("y").toFloats());
      }
    }
  }

  @Test
  void ofTwoOperatorsOfOneNameTheBetterProvidersIsTaken() {
    present.add(Operator.class, new Twice(), "org.example.low", 0);
    var high = present.add(Operator.class, new OtherTwice(), "org.example.high", 10);
    try (var compiler = compiler()) {
      var text = "function f(x: f32[2]) -> (y) {\n  y = twice(x) : f32[2]\n}\n";
      assertEquals(OtherTwice.class, compiler.parse(text).outputs().getFirst().op().getClass());
      present.remove(high);
      assertEquals(Twice.class, compiler.parse(text).outputs().getFirst().op().getClass());
    }
  }

  @Test
  void aScheduleIsTaken() {
    present.add(
        Scheduler.class,
        (kernel, target) ->
            kernel.name().contains("relu")
                ? List.of(new Step.Mark(outermost(kernel), Run.CORES))
                : List.of(),
        "org.example.schedule",
        100);
    try (var compiler = compiler()) {
      var explanation = compiler.explain(Request.of(Sample.layer()));
      assertTrue(
          explanation.text("scheduled").orElseThrow().contains(" cores"), explanation.toString());
      var program = compiler.compile(Request.of(Sample.layer()));
      assertEquals("1.0.0", program.versions().get("org.example.schedule"));
      try (var instance = program.open(Sample.devices(), Map.of())) {
        var answer = instance.run(Sample.layerInputs(), Sample.LIMIT);
        assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, answer.get("y").toFloats());
      }
    }
  }

  private static String outermost(Kernel kernel) {
    return kernel.body() instanceof Stmt.For(var index, _, _, _) ? index.name() : "none";
  }

  private Compiler compiler() {
    return new Compiler(present, Settings.standard());
  }
}
