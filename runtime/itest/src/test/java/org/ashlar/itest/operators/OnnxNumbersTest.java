package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Evaluator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Operators give what the reference evaluator of ONNX gives, or numpy where ONNX has no such
/// operator (`onnx/numbers.txt`, written by `src/test/python/onnx_numbers.py`).
class OnnxNumbersTest {
  private static final double TOLERANCE = 1e-5;

  @TestFactory
  Stream<DynamicTest> givesWhatOnnxGives() throws IOException {
    var blocks = Resources.text("/onnx/numbers.txt").split("\n\n");
    return Arrays.stream(blocks)
        .filter(block -> block.startsWith("function"))
        .map(block -> DynamicTest.dynamicTest(title(block), () -> check(block)));
  }

  /// The call, as the program says it.
  private static String title(String block) {
    var program = block.lines().findFirst().orElseThrow();
    return program.substring(program.indexOf('{') + 1, program.lastIndexOf('}')).strip();
  }

  private static void check(String block) {
    var lines = block.lines().toList();
    var function = Parse.function(lines.getFirst(), vocabulary());
    var given =
        lines.subList(1, 1 + function.inputs().size()).stream().map(Resources::data).toList();
    var results = evaluator().evaluate(function, given);
    assertEquals(lines.size() - 1 - given.size(), results.size(), "results");
    for (int i = 0; i < results.size(); i++) {
      close(Resources.data(lines.get(1 + given.size() + i)), results.get(i).data());
    }
  }

  private static void close(TensorData expected, TensorData actual) {
    assertEquals(expected.type(), actual.type());
    for (long i = 0; i < expected.elements(); i++) {
      double must = expected.get(i);
      double is = actual.get(i);
      boolean same = must == is || Double.isNaN(must) && Double.isNaN(is);
      boolean near =
          expected.dtype() == DType.F32
              && Math.abs(must - is) <= TOLERANCE * Math.max(1, Math.abs(must));
      assertTrue(same || near, "element " + i + " is " + is + ", must be " + must);
    }
  }

  private static Evaluator evaluator() {
    return Family.REGISTRY.find(Evaluator.class).getFirst().service();
  }

  private static Vocabulary vocabulary() {
    return Vocabulary.of(
        Family.REGISTRY.find(Operator.class).stream().map(p -> p.service()).toList());
  }
}
