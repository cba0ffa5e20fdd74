package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Support;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelProvider;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.product.MatMul;
import org.junit.jupiter.api.Test;

class PlacementTest {
  private final Present present = Sample.withoutDevices().load(Backend.class);

  @Test
  void whatADeviceRefusesGoesToTheNextAndIsSaid() {
    npuWithoutProducts();
    try (var compiler = compiler()) {
      var program = compiler.compile(request(true));
      assertEquals(List.of("reference", "npu"), targets(program));
      assertRuns(program);
      var explanation = compiler.explain(request(true)).text("placement").orElseThrow();
      assertEquals(
          """
          reference: matmul
          npu: add, relu
          matmul: not on npu: no reductions here
          """,
          explanation);
    }
  }

  @Test
  void whatOneDeviceTakesStaysInOnePart() {
    present.add(Backend.class, new Picky("npu", kernel -> Support.YES));
    try (var compiler = compiler()) {
      var program = compiler.compile(request(true));
      assertEquals(List.of("npu"), targets(program));
      assertRuns(program);
    }
  }

  @Test
  void theReferenceIsAskedLastUnlessPreferred() {
    present.add(Backend.class, new Picky("npu", kernel -> Support.YES), "test.npu", -100);
    try (var compiler = compiler()) {
      assertEquals(List.of("npu"), targets(compiler.compile(Request.of(Sample.layer()))));
      var preferred =
          new Request(Sample.layer(), Set.of(), Map.of(), Optional.of("reference"), true);
      assertEquals(List.of("reference"), targets(compiler.compile(preferred)));
    }
  }

  @Test
  void withoutFallbackARefusalIsAnErrorThatNamesWhoWould() {
    npuWithoutProducts();
    try (var compiler = compiler()) {
      assertEquals(
          "matmul: not on npu: no reductions here; provided by: reference; fallback is off",
          assertThrows(Missing.class, () -> compiler.compile(request(false))).getMessage());
    }
  }

  @Test
  void whatNobodyTakesNamesEveryoneAsked() {
    var only = Sample.withoutDevices();
    only.add(Backend.class, new Picky("npu", kernel -> Support.no("not today")));
    try (var compiler = new Compiler(only, Settings.standard())) {
      assertEquals(
          "matmul: no device present runs it: matmul: not on npu: not today",
          assertThrows(Missing.class, () -> compiler.compile(Request.of(Sample.layer())))
              .getMessage());
    }
  }

  @Test
  void whatOnlyAHostFunctionKnowsRunsOnTheHost() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 4));
    var y = Build.add(graph.apply(new Sort(), Build.mul(x, 2)), 1);
    var function = Function.of("sorted", List.of(x), List.of(y));
    try (var compiler = compiler()) {
      var program = compiler.compile(Request.of(function));
      assertEquals(List.of("reference", "host", "reference"), targets(program));
      try (var instance = program.open(Sample.devices(), Map.of())) {
        var answer = instance.run(Map.of("x", Sample.floats(3, 1, 2, 0)), Sample.LIMIT);
        assertArrayEquals(new float[] {1, 3, 5, 7}, answer.get("y").toFloats());
      }
      var strict = new Request(function, Set.of(), Map.of(), Optional.of("reference"), false);
      assertEquals(
          "sort: no kernel on reference and no meaning to derive one from; provided by: host; fallback is off",
          assertThrows(Missing.class, () -> compiler.compile(strict)).getMessage());
    }
  }

  @Test
  void aHostFunctionThatFailsNamesItsOperator() {
    var graph = new Graph();
    var x = graph.input("x", TensorType.of(DType.F32, 2));
    var function = Function.of("f", List.of(x), List.of(graph.apply(new Broken(), x)));
    try (var compiler = compiler();
        var instance = compiler.compile(Request.of(function)).open(Sample.devices(), Map.of())) {
      var error =
          assertThrows(
              Defect.class, () -> instance.run(Map.of("x", Sample.floats(1, 2)), Sample.LIMIT));
      assertTrue(
          error
              .getMessage()
              .contains(
                  "broken: its host function threw java.lang.UnsupportedOperationException: ouch"),
          error.getMessage());
    }
  }

  @Test
  void aProvidedKernelIsTakenWhereItFits() {
    var graph = new Graph();
    var x = graph.input("a0", TensorType.of(DType.F32, 2, 3));
    var w = graph.input("a1", TensorType.of(DType.F32, 3, 2));
    var product = Function.of("product", List.of(x, w), List.of(Build.matmul(x, w)));
    try (var plain = compiler()) {
      var kernel =
          Kernels.of(plain.compile(Request.of(product)).parts().getFirst().plan()).getFirst();
      var mine = new Kernel("mine", List.of(), kernel.parameters(), kernel.body());
      present.add(
          KernelProvider.class,
          (call, target) -> call.op() instanceof MatMul ? Optional.of(mine) : Optional.empty(),
          "test.kernels",
          0);
    }
    try (var compiler = compiler()) {
      var program = compiler.compile(Request.of(Sample.layer()));
      assertEquals("mine", Kernels.of(program.parts().getFirst().plan()).getFirst().name());
      assertEquals("1.0.0", program.versions().get("test.kernels"));
      assertRuns(program);
    }
  }

  private void npuWithoutProducts() {
    present.add(
        Backend.class,
        new Picky(
            "npu",
            kernel ->
                kernel.parameters().stream().filter(p -> p.rank() == 2).count() == 3
                    ? Support.no("no reductions here")
                    : Support.YES));
  }

  private static Request request(boolean fallback) {
    return new Request(Sample.layer(), Set.of("w"), Map.of(), Optional.of("npu"), fallback);
  }

  private static List<String> targets(Program program) {
    return program.parts().stream().map(p -> p.target().name()).toList();
  }

  private static void assertRuns(Program program) {
    var inputs = new HashMap<>(Sample.layerInputs());
    var variables = new HashMap<String, TensorData>();
    for (var name : program.request().variables()) {
      variables.put(name, inputs.remove(name));
    }
    try (var instance = program.open(Sample.devices(), variables)) {
      assertArrayEquals(
          new float[] {4.5f, 0, 10.5f, 0}, instance.run(inputs, Sample.LIMIT).get("y").toFloats());
    }
  }

  private Compiler compiler() {
    return new Compiler(present, Settings.standard());
  }

  /// Sorts a vector: no loops can say it.
  public record Sort() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Opaque(data -> {
        var sorted = data.getFirst().toFloats();
        Arrays.sort(sorted);
        return List.of(TensorData.of(sorted, sorted.length));
      });
    }
  }

  /// Its host function fails.
  public record Broken() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Opaque(data -> {
        throw new UnsupportedOperationException("ouch");
      });
    }
  }
}
