package org.ashlar.itest.operators;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.ashlar.backend.Device;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Request;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.operators.recurrent.Direction;
import org.ashlar.operators.recurrent.Given;
import org.ashlar.operators.recurrent.Gru;
import org.ashlar.operators.recurrent.Lstm;
import org.ashlar.operators.recurrent.Rnn;
import org.junit.jupiter.api.Test;

/// Recurrent layers of 20 steps in both directions, with lengths, initial states, biases and
/// peepholes: the reference and the cpu against plain loops.
class RecurrentNumbersTest {
  private static final int STEPS = 20;
  private static final int BATCH = 3;
  private static final int INPUT = 5;
  private static final int HIDDEN = 7;
  private static final int[] LENGTHS = {20, 13, 0};

  private final Random random = new Random(7);

  /// What a layer gives for one element of the batch in one direction.
  private interface Cell {
    double[] next(RecurrentOracle oracle, double[] x, double[] h, double[] c, double[] peepholes);
  }

  private TensorData random(long... sizes) {
    var data = TensorData.zeros(DType.F32, sizes);
    for (long i = 0; i < data.elements(); i++) {
      data.set(i, Float.floatToRawIntBits(random.nextFloat() * 2 - 1));
    }
    return data;
  }

  private static double[] row(TensorData data, int from, int size) {
    return Arrays.copyOfRange(data.toDoubles(), from, from + size);
  }

  private static double[][] rows(TensorData data, int from, int rows, int size) {
    var all = new double[rows][];
    for (int i = 0; i < rows; i++) {
      all[i] = row(data, from + i * size, size);
    }
    return all;
  }

  private void check(Operator op, int gates, boolean cell, Cell way) {
    var x = random(STEPS, BATCH, INPUT);
    var w = random(2, gates * HIDDEN, INPUT);
    var r = random(2, gates * HIDDEN, HIDDEN);
    var bias = random(2, 2 * gates * HIDDEN);
    var lengths = TensorData.zeros(DType.I64, BATCH);
    for (int b = 0; b < BATCH; b++) {
      lengths.set(b, LENGTHS[b]);
    }
    var initial = random(2, BATCH, HIDDEN);
    var cells = random(2, BATCH, HIDDEN);
    var peepholes = random(2, 3 * HIDDEN);
    var args = new ArrayList<>(List.of(x, w, r, bias, lengths, initial));
    if (cell) {
      args.addAll(List.of(cells, peepholes));
    }

    var y = new double[STEPS * 2 * BATCH * HIDDEN];
    var last = new double[2 * BATCH * HIDDEN];
    var lastCell = new double[2 * BATCH * HIDDEN];
    for (int d = 0; d < 2; d++) {
      var oracle =
          new RecurrentOracle(
              HIDDEN,
              rows(w, d * gates * HIDDEN * INPUT, gates * HIDDEN, INPUT),
              rows(r, d * gates * HIDDEN * HIDDEN, gates * HIDDEN, HIDDEN),
              row(bias, d * 2 * gates * HIDDEN, 2 * gates * HIDDEN));
      for (int b = 0; b < BATCH; b++) {
        int state = (d * BATCH + b) * HIDDEN;
        var h = row(initial, state, HIDDEN);
        var c = row(cells, state, HIDDEN);
        for (int s = 0; s < LENGTHS[b]; s++) {
          int t = d == 0 ? s : LENGTHS[b] - 1 - s;
          var element = row(x, (t * BATCH + b) * INPUT, INPUT);
          h = way.next(oracle, element, h, c, row(peepholes, d * 3 * HIDDEN, 3 * HIDDEN));
          System.arraycopy(h, 0, y, ((t * 2 + d) * BATCH + b) * HIDDEN, HIDDEN);
        }
        System.arraycopy(h, 0, last, state, HIDDEN);
        System.arraycopy(c, 0, lastCell, state, HIDDEN);
      }
    }
    var expected = cell ? List.of(y, last, lastCell) : List.of(y, last);
    var function = function(op, args);
    var evaluator = Family.REGISTRY.find(Evaluator.class).getFirst().service();
    var reference = evaluator.evaluate(function, args).stream().map(e -> e.data()).toList();
    near("the reference", expected, reference);
    try (var compiler = new Compiler(Family.REGISTRY, Settings.standard())) {
      near("the cpu", expected, run(compiler, function, args));
    }
  }

  private static Function function(Operator op, List<TensorData> args) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    for (var arg : args) {
      inputs.add(graph.input("a" + inputs.size(), TensorType.of(arg.dtype(), arg.sizes())));
    }
    return Function.of("layer", inputs, graph.applyAll(op, inputs));
  }

  /// On the first device of that name.
  private static List<TensorData> run(Compiler compiler, Function function, List<TensorData> args) {
    var request = new Request(function, Set.of(), Map.of(), Optional.of("cpu"), false);
    var inputs = new HashMap<String, TensorData>();
    for (int i = 0; i < args.size(); i++) {
      inputs.put("a" + i, args.get(i));
    }
    var device = new AtomicReference<Device>();
    try (var instance =
        compiler
            .compile(request)
            .open(
                part -> {
                  device.compareAndSet(null, part.backend().service().open(part.target()));
                  return device.get();
                },
                Map.of())) {
      var outputs = instance.run(inputs, Duration.ofMinutes(1));
      return function.outputNames().stream().map(outputs::get).toList();
    } finally {
      device.get().close();
    }
  }

  private static void near(String who, List<double[]> expected, List<TensorData> found) {
    for (int i = 0; i < expected.size(); i++) {
      var numbers = found.get(i).toDoubles();
      assertEquals(expected.get(i).length, numbers.length);
      for (int e = 0; e < numbers.length; e++) {
        assertEquals(
            expected.get(i)[e], numbers[e], 2e-5, who + ": result " + i + ", element " + e);
      }
    }
  }

  @Test
  void rnnOfTwentySteps() {
    check(
        new Rnn(Direction.BIDIRECTIONAL, Given.BIAS, Given.LENGTHS, Given.INITIAL_H),
        1,
        false,
        (oracle, x, h, c, p) -> oracle.rnn(x, h));
  }

  @Test
  void gruOfTwentySteps() {
    for (boolean linear : new boolean[] {false, true}) {
      check(
          new Gru(Direction.BIDIRECTIONAL, linear, Given.BIAS, Given.LENGTHS, Given.INITIAL_H),
          3,
          false,
          (oracle, x, h, c, p) -> oracle.gru(x, h, linear));
    }
  }

  @Test
  void lstmOfTwentySteps() {
    check(new Lstm(Direction.BIDIRECTIONAL, Given.values()), 4, true, RecurrentOracle::lstm);
  }

  /// Backwards through the scan, its states kept or computed anew.
  @Test
  void gradientsOfAnLstmOfTwentySteps() {
    var text =
        """
        function f(a0: f32[20, 2, 3], a1: f32[1, 16, 3], a2: f32[1, 16, 4], a3: f32[1, 32]) -> (y) {
          v0, v1, v2 = lstm[given=[bias]](a0, a1, a2, a3)
          v3 = mul(v0, v0)
          y = reducesum(v3)
        }\
        """;
    var vocabulary =
        Vocabulary.of(Family.REGISTRY.find(Operator.class).stream().map(p -> p.service()).toList());
    var function = Parse.function(text, vocabulary);
    var gradient =
        Family.REGISTRY
            .find(Autodiff.class)
            .getFirst()
            .service()
            .gradient(function, "y", function.inputNames());
    var args = List.of(random(20, 2, 3), random(1, 16, 3), random(1, 16, 4), random(1, 32));
    var evaluator = Family.REGISTRY.find(Evaluator.class).getFirst().service();
    var expected =
        evaluator.evaluate(gradient, args).stream().map(e -> e.data().toDoubles()).toList();
    assertEquals(5, expected.size());
    try (var compiler = new Compiler(Family.REGISTRY, Settings.standard())) {
      near("the cpu", expected, run(compiler, gradient, args));
    }
  }
}
