package org.ashlar.itest.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Importer;
import org.ashlar.itest.operators.OnnxRuntime;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Nodes of networks in all their forms: the reference gives what ONNX Runtime does.
///
/// Left out is where ONNX Runtime departs from ONNX's own definition: corners that meet at scales
/// which are no quotients of sizes, the cubic of GridSample at a border, places of MaxUnpool in a
/// larger result.
class PeerTest {
  private static final Evaluator EVALUATOR =
      ServiceLoader.load(Evaluator.class).findFirst().orElseThrow();

  @TempDir private Path folder;

  @TestFactory
  Stream<DynamicTest> agrees() {
    var cases = new Cases();
    MicrosoftCases.add(cases);
    FewBitCases.add(cases);
    AttentionCases.add(cases);
    LayerCases.add(cases);
    WindowCases.add(cases);
    ImageCases.add(cases);
    return cases.all.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  private void check(Cases.Case given) throws IOException, OrtException {
    var file = folder.resolve("model.onnx");
    Files.write(file, given.node().file(Collections.nCopies(given.outputs(), DType.F32)));
    var own = computed(file);
    Files.write(file, given.node().file(own.stream().map(TensorData::dtype).toList()));
    var theirs = OnnxRuntime.run(file, List.of(), List.of());
    for (int output = 0; output < own.size(); output++) {
      compare(output, theirs.get(output), own.get(output), given.tolerance());
    }
  }

  private static List<TensorData> computed(Path file) {
    var operators =
        Vocabulary.of(
            ServiceLoader.load(Operator.class).stream().map(ServiceLoader.Provider::get).toList());
    var importer =
        ServiceLoader.load(Importer.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(i -> i.format().equals("onnx"))
            .findFirst()
            .orElseThrow();
    var bound = importer.open(file, operators).bind(Map.of(), PeerTest::evaluate);
    var results = evaluate(bound.model().function(), arguments(bound));
    return bound.outputs(results).values().stream().map(TensorData.class::cast).toList();
  }

  private static List<TensorData> arguments(Bound bound) {
    var arguments = new ArrayList<TensorData>();
    for (var input : bound.model().function().inputs()) {
      var name = ((Input) input.op()).label();
      arguments.add(Objects.requireNonNull(bound.model().variables().get(name)));
    }
    return arguments;
  }

  private static List<TensorData> evaluate(Function function, List<TensorData> arguments) {
    return function.outputs().isEmpty()
        ? List.of()
        : EVALUATOR.evaluate(function, arguments).stream().map(Evaluator.Result::data).toList();
  }

  private static void compare(int output, TensorData wanted, TensorData own, double tolerance) {
    assertEquals(wanted.dtype(), own.dtype(), "output " + output);
    assertArrayEquals(wanted.sizes(), own.sizes(), "output " + output);
    for (long i = 0; i < wanted.elements(); i++) {
      double theirs = wanted.get(i);
      double distance = Math.abs(theirs - own.get(i)) / Math.max(1, Math.abs(theirs));
      int element = Math.toIntExact(i);
      assertTrue(
          distance <= tolerance,
          () ->
              "output " + output + " at " + element + ": " + own.get(element) + ", not " + theirs);
    }
  }
}
