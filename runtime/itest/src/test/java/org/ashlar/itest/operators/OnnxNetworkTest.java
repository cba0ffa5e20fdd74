package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Shape;
import org.ashlar.ir.Specialise;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Type;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Model;
import org.ashlar.nn.Activation;
import org.ashlar.nn.Conv2d;
import org.ashlar.nn.Flatten;
import org.ashlar.nn.Initial;
import org.ashlar.nn.Linear;
import org.ashlar.nn.MaxPool2d;
import org.ashlar.nn.Sequential;
import org.ashlar.operators.build.Build;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.train.Trainer;
import org.ashlar.train.data.Digits;
import org.ashlar.train.optimiser.Adam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole programs as ONNX models: a trained network with its weights, sizes known at launch only,
/// facts, and what cannot be written.
class OnnxNetworkTest {
  @TempDir private Path folder;

  @Test
  void aTrainedNetworkGivesTheSameAnswers() throws OrtException {
    var digits = Digits.load();
    var seed = new Initial(1);
    var network =
        Sequential.of(
            Conv2d.of("edges", 1, 8, 3, 1, 0, seed),
            Activation.relu(),
            new MaxPool2d(2),
            new Flatten(),
            Linear.of("out", 72, 10, seed));
    try (var ashlar = Ashlar.open();
        var trainer =
            new Trainer(ashlar, "digits", network, new long[] {1, 8, 8}, 32, Adam.of(0.005))) {
      trainer.fit(digits.train().range(0, 640), 1, 1, progress -> {});
      var function = ashlar.compiler().parse(trainer.prediction(16).text());
      var variables = new HashMap<>(trainer.parameters());
      variables.keySet().retainAll(function.inputNames());
      var file = folder.resolve("digits.onnx");
      var facts = Map.of("metadata.data", "digits", "model_version", "3", "of", "loss");
      OnnxExportTest.exporter().write(new Model(function, variables, facts), file);
      var read = OnnxExportTest.importer().read(file, OnnxExportTest.VOCABULARY);
      assertEquals("digits", read.facts().get("metadata.data"));
      assertEquals("3", read.facts().get("model_version"));
      assertEquals("loss", read.facts().get("metadata.of"));
      // short ones are read as constants
      assertEquals(Set.of("edges_weight", "out_weight"), read.variables().keySet());
      try (var predictor = trainer.predictor(16);
          var again = ashlar.session(text(read), read.variables())) {
        for (int i = 0; i < 4; i++) {
          var samples = digits.test().range(16 * i, 16 * (i + 1)).samples();
          var expected = predictor.run(Map.of("x", samples)).only().toFloats();
          var theirs = OnnxRuntime.run(file, List.of("x"), List.of(samples)).getFirst();
          assertArrayEquals(expected, theirs.toFloats(), 1e-4f);
          var ours = again.run(Map.of("x", samples)).only();
          assertArrayEquals(expected, ours.toFloats(), 1e-4f);
        }
      }
    }
  }

  private static ProgramText text(Model model) {
    return new ProgramText(
        "again",
        Text.of(model.function()),
        model.variables().keySet(),
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void sizesKnownAtLaunchStayOpen() throws OrtException {
    var graph = new Graph();
    var n = new Expr.Size("n", 1, 64);
    var x = graph.input("x", new TensorType(DType.F32, new Shape(List.of(n, Expr.of(6)))));
    var pairs = Build.reshape(x, new Shape(List.of(n.times(Expr.of(2)), Expr.of(3))));
    var mean = Build.mean(pairs, 1);
    var centred =
        Build.sub(pairs, Build.reshape(mean, new Shape(List.of(n.times(Expr.of(2)), Expr.of(1)))));
    var function =
        new Function(
            "open",
            List.of(x),
            List.of(Build.matmul(centred, Build.transpose(centred)), Build.cumsum(x, 0)),
            List.of("product", "running"));
    var file = folder.resolve("open.onnx");
    OnnxExportTest.exporter().write(new Model(function, Map.of(), Map.of()), file);
    for (int size : new int[] {1, 5}) {
      var numbers = new double[6 * size];
      for (int i = 0; i < numbers.length; i++) {
        numbers[i] = Math.sin(i);
      }
      var given = List.of(TensorData.of(DType.F32, numbers, size, 6));
      var fixed = Specialise.apply(function, Map.of("n", (long) size));
      var expected = OnnxExportTest.evaluator().evaluate(fixed, given);
      var results = OnnxRuntime.run(file, List.of("x"), given);
      for (int i = 0; i < 2; i++) {
        assertEquals(expected.get(i).data().type(), results.get(i).type());
        assertArrayEquals(expected.get(i).data().toFloats(), results.get(i).toFloats(), 1e-5f);
      }
    }
  }

  /// Knows what it computes on the host only.
  public record Secret() implements Operator {
    @Override
    public List<Type> infer(List<Type> args) {
      return args;
    }

    @Override
    public Meaning meaning(List<Type> args) {
      return new Meaning.Opaque("a secret", given -> given);
    }
  }

  @Test
  void whatCannotBeWrittenIsNamedAndNoFileIsLeft() {
    var graph = new Graph();
    Value x = graph.input("x", TensorType.of(DType.F32, 3));
    var function = Function.of("f", List.of(x), List.of(graph.apply(new Secret(), x)));
    var file = folder.resolve("secret.onnx");
    var model = new Model(function, Map.of(), Map.of());
    var exporter = OnnxExportTest.exporter();
    var wrong = assertThrows(IllegalArgumentException.class, () -> exporter.write(model, file));
    assertEquals(
        "onnx: secret: cannot be said: only a host function knows what it computes: a secret",
        wrong.getMessage());
    assertTrue(Files.notExists(file));
  }
}
