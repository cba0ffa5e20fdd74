package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.stage.Arrangement;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.operators.activation.Relu;
import org.ashlar.operators.build.Build;
import org.junit.jupiter.api.Test;

/// What the compiler says where a block is missing, throws or errs, and of requests that do not
/// fit.
class CompilerFaultsTest {
  private final Present present = Sample.everything();

  @Test
  void aMissingBlockIsNamed() {
    var without = new Present().load(Operator.class).load(Backend.class);
    assertEquals(
        "compiler: no Lowering present: provided by org.ashlar.lower",
        missing(without, Sample.layer()));
    var noDevice = Sample.withoutDevices();
    assertEquals(
        "compiler: no Backend present: provided by org.ashlar.cpu, org.ashlar.reference",
        missing(noDevice, Sample.layer()));
    try (var compiler = new Compiler(new Present(), Settings.standard())) {
      assertEquals(
          "compiler: no Autodiff present: provided by org.ashlar.autodiff",
          assertThrows(Missing.class, () -> compiler.gradient(Sample.layer(), "y", List.of("w")))
              .getMessage());
    }
  }

  @Test
  void anUnknownDeviceIsNamedWithThosePresent() {
    try (var compiler = compiler()) {
      var request = new Request(Sample.layer(), Set.of(), Map.of(), Optional.of("npu"), true);
      assertEquals(
          "compiler: no device npu: present: reference",
          assertThrows(Missing.class, () -> compiler.compile(request)).getMessage());
    }
  }

  @Test
  void anOperatorThatLeftIsNamedWithItsBundle() {
    var twice = present.add(Operator.class, new Twice(), "org.example.twice", 0);
    try (var compiler = compiler()) {
      var graph = new Graph();
      var x = graph.input("x", TensorType.of(DType.F32, 2));
      var text = Text.of(Function.of("f", List.of(x), List.of(graph.apply(new Twice(), x))));
      compiler.compile(Request.of(compiler.parse(text)));
      present.remove(twice);
      var request = Request.of(compiler.parse(text));
      assertEquals(
          "twice: nobody present provides this operator; provided by: org.example.twice 1.0.0, which left",
          assertThrows(Missing.class, () -> compiler.compile(request)).getMessage());
    }
  }

  @Test
  void aLoweringThatThrowsIsADefectWithTheProgramBefore() throws Exception {
    var throwing = new Present().load(Operator.class).load(Backend.class);
    throwing.add(
        Lowering.class,
        (function, target) -> {
          throw new UnsupportedOperationException("ouch");
        },
        "org.example.lower",
        0);
    try (var compiler = new Compiler(throwing, Settings.standard())) {
      var error = assertThrows(Defect.class, () -> compiler.compile(Request.of(Sample.layer())));
      assertTrue(
          error
              .getMessage()
              .startsWith(
                  "lowering (org.example.lower 1.0.0): threw java.lang.UnsupportedOperationException: ouch; the program before: "),
          error.getMessage());
      assertTrue(Files.readString(error.dump().orElseThrow()).startsWith("function layer("));
      Files.delete(error.dump().orElseThrow());
    }
  }

  @Test
  void anIllegalScheduleLeavesTheKernelAsItIsOrIsADefect() throws Exception {
    present.add(
        Scheduler.class,
        (kernel, target) ->
            List.of(new Step.Mark(outermost(kernel), Run.CORES), new Step.Split("nowhere", 4)),
        "org.example.schedule",
        100);
    try (var compiler = compiler()) {
      var explanation = compiler.explain(Request.of(Sample.layer()));
      assertTrue(
          explanation
              .text("schedule")
              .orElseThrow()
              .contains("refused: scheduler (org.example.schedule 1.0.0): "),
          explanation.toString());
      assertTrue(
          !explanation.text("scheduled").orElseThrow().contains(" cores"), explanation.toString());
    }
    try (var strict = new Compiler(present, Settings.of(Map.of("ashlar.verify", "2")))) {
      var error = assertThrows(Defect.class, () -> strict.compile(Request.of(Sample.layer())));
      assertTrue(
          error.getMessage().startsWith("scheduler (org.example.schedule 1.0.0): "),
          error.getMessage());
      assertTrue(
          error.getMessage().contains(": step 2: split nowhere by 4: there is no loop nowhere"),
          error.getMessage());
      Files.delete(error.dump().orElseThrow());
    }
  }

  @Test
  void anArrangementThatThrowsOrErrsLeavesThePlanOrIsADefect() throws Exception {
    present.add(
        Arrangement.class,
        (plan, target, notes) -> {
          throw new UnsupportedOperationException("ouch");
        },
        "org.example.throws",
        100);
    present.add(
        Arrangement.class,
        (plan, target, notes) ->
            new Plan(
                plan.name(),
                plan.sizes(),
                plan.outputs(),
                plan.outputs(),
                plan.workspace(),
                plan.actions()),
        "org.example.errs",
        90);
    try (var compiler = compiler()) {
      var layout = compiler.explain(Request.of(Sample.layer())).text("layout").orElseThrow();
      assertTrue(
          layout.startsWith(
              """
              refused: arrangement (org.example.throws 1.0.0): layer: threw java.lang.UnsupportedOperationException: ouch
              refused: arrangement (org.example.errs 1.0.0): layer: changed the inputs or outputs of the plan
              """),
          layout);
      var program = compiler.compile(Request.of(Sample.layer()));
      assertEquals("1.0.0", program.versions().get("org.example.throws"));
      try (var instance = program.open(Sample.devices(), Map.of())) {
        var answer = instance.run(Sample.layerInputs(), Sample.LIMIT);
        assertArrayEquals(new float[] {4.5f, 0, 10.5f, 0}, answer.get("y").toFloats());
      }
    }
    try (var strict = new Compiler(present, Settings.of(Map.of("ashlar.verify", "2")))) {
      var error = assertThrows(Defect.class, () -> strict.compile(Request.of(Sample.layer())));
      assertTrue(
          error.getMessage().startsWith("arrangement (org.example.throws 1.0.0): layer: threw"),
          error.getMessage());
      Files.delete(error.dump().orElseThrow());
    }
  }

  @Test
  void anOperatorThatFailsIsBlamedWhoeverCallsIt() throws Exception {
    present.add(Operator.class, new BrokenMeaning(), "org.example.broken", 0);
    present.add(Operator.class, new BrokenShape(), "org.example.shape", 0);
    try (var compiler = compiler()) {
      var graph = new Graph();
      var x = graph.input("x", TensorType.of(DType.F32, 2));
      var function = Function.of("f", List.of(x), List.of(graph.apply(new BrokenMeaning(), x)));
      var error = assertThrows(Defect.class, () -> compiler.compile(Request.of(function)));
      assertTrue(
          error
              .getMessage()
              .startsWith(
                  "operator BrokenMeaning (org.example.broken 1.0.0): threw java.lang.ArithmeticException: / by zero (in lowering)"),
          error.getMessage());
      Files.delete(error.dump().orElseThrow());
      var shape =
          assertThrows(
              Defect.class,
              () ->
                  compiler.parse(
                      "function f(x: f32[2]) -> (y) {\n  y = brokenshape(x) : f32[2]\n}\n"));
      assertTrue(
          shape
              .getMessage()
              .startsWith(
                  "operator BrokenShape (org.example.shape 1.0.0): built against org.ashlar.ir"),
          shape.getMessage());
      assertEquals("parse", shape.stage());
      Files.delete(shape.dump().orElseThrow());
    }
  }

  @Test
  void requestsThatDoNotFitAreRefused() {
    assertEquals(
        "layer: variable v: no such input; inputs: x, w, b",
        refused(new Request(Sample.layer(), Set.of("v"), Map.of(), Optional.empty(), true)));
    assertEquals(
        "layer: update z: no such output; outputs: y",
        refused(
            new Request(Sample.layer(), Set.of("w"), Map.of("z", "w"), Optional.empty(), true)));
    assertEquals(
        "layer: update y: is f32[2, 2], variable w is f32[3, 2]",
        refused(
            new Request(Sample.layer(), Set.of("w"), Map.of("y", "w"), Optional.empty(), true)));
    assertEquals(
        "layer: update y: w is not a variable",
        refused(new Request(Sample.layer(), Set.of(), Map.of("y", "w"), Optional.empty(), true)));
    var graph = new Graph();
    var n =
        graph.input("x", new TensorType(DType.F32, new Shape(List.of(new Expr.Size("n", 1, 8)))));
    assertTrue(
        refused(Request.of(Function.of("f", List.of(n), List.of(Build.apply(new Relu(), n)))))
            .endsWith("compile it for constant sizes"));
    var huge = graph.input("h", TensorType.of(DType.F32, 1L << 40, 1L << 40));
    assertEquals(
        "compiler: f32[1099511627776, 1099511627776]: takes more than 2^63 bytes",
        refused(
            Request.of(Function.of("f", List.of(huge), List.of(Build.apply(new Relu(), huge))))));
  }

  private static String outermost(Kernel kernel) {
    return kernel.body() instanceof Stmt.For(var index, _, _, _) ? index.name() : "none";
  }

  private String refused(Request request) {
    try (var compiler = compiler()) {
      return assertThrows(IllegalArgumentException.class, () -> compiler.compile(request))
          .getMessage();
    }
  }

  private static String missing(Present present, Function function) {
    try (var compiler = new Compiler(present, Settings.standard())) {
      return assertThrows(Missing.class, () -> compiler.compile(Request.of(function))).getMessage();
    }
  }

  private Compiler compiler() {
    return new Compiler(present, Settings.standard());
  }
}
