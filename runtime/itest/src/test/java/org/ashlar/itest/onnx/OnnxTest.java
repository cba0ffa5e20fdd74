package org.ashlar.itest.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.testkit.TestRegistry;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Operators against the node tests of ONNX, which say what came out elsewhere: the reference
/// computes each case of the operators that a family translates.
///
/// The tests lie outside the project, in `onnx-tests/node` of the folder `ASHLAR_DATA`.
abstract class OnnxTest {
  /// An operator of the library with those inputs of the node that are its arguments.
  record Call(Operator operator, List<Integer> arguments) {
    static Call of(Operator operator, int... arguments) {
      return new Call(operator, Arrays.stream(arguments).boxed().toList());
    }

    /// With every input of the node that is there.
    static Call all(OnnxCase c, Operator operator) {
      var present = new ArrayList<Integer>();
      for (int i = 0; i < c.inputs().size(); i++) {
        if (c.has(i)) {
          present.add(i);
        }
      }
      return new Call(operator, present);
    }
  }

  /// One call for each output of the node that is compared; empty for what cannot be said.
  @FunctionalInterface
  interface Translation {
    List<Call> of(OnnxCase node);
  }

  /// By the node's operator.
  abstract Map<String, Translation> translations();

  @TestFactory
  Stream<DynamicTest> agrees() throws IOException {
    var folder = data().resolve("onnx-tests/node");
    assumeTrue(
        Files.isDirectory(folder),
        "ASHLAR_DATA not found at " + folder + ": its tests are skipped");
    try (var folders = Files.list(folder)) {
      var tests =
          folders
              .filter(f -> Files.exists(f.resolve("model.onnx")))
              .sorted()
              .flatMap(f -> OnnxCase.read(f).stream())
              .filter(c -> translations().containsKey(c.operator()))
              .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)))
              .toList();
      return tests.stream();
    }
  }

  private static Path data() {
    var said =
        Optional.ofNullable(System.getProperty("ASHLAR_DATA"))
            .or(() -> Optional.ofNullable(System.getenv("ASHLAR_DATA")));
    return said.map(Path::of).orElseGet(() -> checkout().resolveSibling("shared/data"));
  }

  private static Path checkout() {
    var at = Path.of("").toAbsolutePath();
    while (at.getParent() != null && !Files.exists(at.resolve("cnf/shared.bnd"))) {
      at = at.getParent();
    }
    return at;
  }

  private void check(OnnxCase c) {
    var calls = Objects.requireNonNull(translations().get(c.operator())).of(c);
    int compared = 0;
    int output = 0;
    for (var call : calls) {
      for (var result : evaluate(c, call)) {
        if (output < c.outputs().size() && c.outputs().get(output).isPresent()) {
          compare(c.outputs().get(output).get(), result);
          compared++;
        }
        output++;
      }
    }
    assertTrue(compared > 0, "nothing was compared");
  }

  private static List<TensorData> evaluate(OnnxCase c, Call call) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    var data = new ArrayList<TensorData>();
    for (int i : call.arguments()) {
      data.add(c.input(i));
      inputs.add(graph.input("x" + i, c.input(i).type()));
    }
    // sources have no arguments to take the graph from
    var results = graph.applyAll(call.operator(), inputs);
    var function = Function.of("node", inputs, results);
    return TestRegistry.ofClassPath()
        .find(Evaluator.class)
        .getFirst()
        .service()
        .evaluate(function, data)
        .stream()
        .map(Evaluator.Result::data)
        .toList();
  }

  /// The tolerance of the ONNX runner: a thousandth, and 10⁻⁷ of the largest, for what was computed
  /// there in fewer bits leaves that much where 0 should be; whole numbers exactly. Floats that are
  /// narrower may differ by two of their units.
  private static void compare(TensorData expected, TensorData given) {
    assertEquals(expected.type(), given.type());
    double relative = expected.dtype().bits() < 32 ? 2e-3 : 1e-3;
    double largest = 1;
    for (long i = 0; i < expected.elements(); i++) {
      largest = Math.max(largest, Math.abs(expected.get(i)));
    }
    double least = 1e-7 * (Double.isInfinite(largest) ? 1 : largest);
    for (long i = 0; i < expected.elements(); i++) {
      double x = expected.get(i);
      double y = given.get(i);
      boolean close =
          expected.dtype().isFloat()
              ? Math.abs(x - y) <= least + relative * Math.abs(x)
                  || x == y
                  || Double.isNaN(x) && Double.isNaN(y)
              : x == y;
      assertTrue(close, "element " + i + " is " + y + ", not " + x);
    }
  }
}
