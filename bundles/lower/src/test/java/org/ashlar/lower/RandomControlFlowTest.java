package org.ashlar.lower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.Graph;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Text;
import org.ashlar.ir.Value;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.operators.build.Build;
import org.ashlar.operators.control.If;
import org.ashlar.operators.control.Loop;
import org.ashlar.operators.control.Scan;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a body carries, swaps, stacks or leaves alone, its plan computes what its meaning says.
class RandomControlFlowTest {
  private static final int FUNCTIONS = Integer.getInteger("functions", 20);
  private static final TensorType STEP = TensorType.of(DType.I64);
  private static final TensorType TRUTH = TensorType.of(DType.BOOL);
  private static final TensorType ROW = TensorType.of(DType.F32, 3);
  private static final int LENGTH = 4;

  private final Random random = new Random();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void plansComputeWhatMeaningsSay(long seed) {
    for (int i = 0; i < FUNCTIONS; i++) {
      long one = seed * 1_000_000 + i;
      random.setSeed(one);
      check(function(), one);
    }
  }

  private void check(Function function, long seed) {
    var inputs = function.inputs().stream().map(v -> Machine.random(v.tensor(), random)).toList();
    var expected = new MeaningEvaluator().evaluate(function, inputs);
    for (var plan :
        List.of(Machine.plan(function), Machine.eager(function), Machine.unfused(function))) {
      var found = Machine.run(plan, inputs);
      for (int o = 0; o < found.size(); o++) {
        for (long i = 0; i < found.get(o).elements(); i++) {
          double x = expected.get(o).data().get(i);
          double y = found.get(o).get(i);
          assertTrue(
              Math.abs(x - y) <= 1e-4 * Math.max(1, Math.abs(x)),
              "seed "
                  + seed
                  + ": output "
                  + o
                  + ": "
                  + y
                  + " for "
                  + x
                  + "\n"
                  + Text.of(function)
                  + "\n"
                  + KernelText.of(plan));
        }
      }
    }
  }

  private Function function() {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    inputs.add(graph.input("go", TRUTH));
    for (int i = 0; i < 3; i++) {
      inputs.add(graph.input("x" + i, ROW));
    }
    inputs.add(graph.input("all", TensorType.of(DType.F32, LENGTH, 3)));
    var rows = new ArrayList<>(inputs.subList(1, 4));
    grow(rows, 2);
    for (int i = 0; i < 1 + random.nextInt(2); i++) {
      rows.addAll(call(rows, inputs.getFirst(), inputs.getLast(), 2));
      grow(rows, 2);
    }
    var outputs = new ArrayList<Value>();
    for (int i = 0; i < 3; i++) {
      outputs.add(pick(rows));
    }
    return Function.of("random", inputs, outputs);
  }

  private Value pick(List<Value> rows) {
    // mostly one of the newest
    int from = random.nextBoolean() ? 0 : Math.max(0, rows.size() - 4);
    return rows.get(from + random.nextInt(rows.size() - from));
  }

  /// Adds values of bounded size, computed from those that there are.
  private void grow(List<Value> rows, int count) {
    for (int i = 0; i < count; i++) {
      var a = pick(rows);
      var b = pick(rows);
      rows.add(
          switch (random.nextInt(4)) {
            case 0 -> Build.tanh(Build.add(a, b));
            case 1 -> Build.min(a, Build.neg(b));
            case 2 -> Build.tanh(Build.add(Build.sum(a), b));
            default -> Build.tanh(Build.mul(a, b));
          });
    }
  }

  /// The rows that a random call gives.
  private List<Value> call(List<Value> rows, Value go, Value all, int depth) {
    var graph = all.graph();
    var args = List.of(pick(rows), pick(rows), pick(rows));
    switch (random.nextInt(3)) {
      case 0 -> {
        int outputs = 1 + random.nextInt(2);
        var op = new If(body("then", 0, depth, outputs), body("otherwise", 0, depth, outputs));
        return graph.applyAll(op, List.of(go, args.get(0), args.get(1), args.get(2), all));
      }
      case 1 -> {
        int carried = random.nextInt(4);
        var body = body("step", 1, depth, carried + 1 + random.nextInt(2));
        var given = new ArrayList<>(args.subList(0, carried));
        given.add(all);
        given.addAll(args.subList(carried, 3));
        given.add(all);
        var scan = new Scan(body, carried, 1, 0, random.nextBoolean());
        return rows(graph.applyAll(scan, given), carried);
      }
      default -> {
        var loop = new Loop(conditional(body("step", 2, depth, 2)), 2, LENGTH);
        var given = List.of(go, args.get(0), args.get(1), args.get(2), all);
        return graph.applyAll(loop, given).subList(1, 2);
      }
    }
  }

  /// Carried rows, and the sums of stacked ones.
  private static List<Value> rows(List<Value> results, int carried) {
    var rows = new ArrayList<Value>();
    for (int i = 0; i < results.size(); i++) {
      rows.add(i < carried ? results.get(i) : Build.tanh(Build.sum(results.get(i), 0)));
    }
    return rows;
  }

  /// A function of three rows and the sequence.
  ///
  /// @param kind 0: only these; 1: of the step too, and an element; 2: of the step and a condition
  private Function body(String name, int kind, int depth, int outputs) {
    var graph = new Graph();
    var inputs = new ArrayList<Value>();
    var rows = new ArrayList<Value>();
    if (kind > 0) {
      inputs.add(graph.input("t", STEP));
    }
    if (kind == 2) {
      inputs.add(graph.input("go", TRUTH));
    }
    for (int i = 0; i < (kind == 1 ? 4 : 3); i++) {
      rows.add(graph.input("r" + i, ROW));
    }
    inputs.addAll(rows);
    inputs.add(graph.input("all", TensorType.of(DType.F32, LENGTH, 3)));
    grow(rows, 1 + random.nextInt(3));
    if (depth > 0 && random.nextInt(3) == 0) {
      var go = Build.less(Build.sum(pick(rows)), Build.sum(pick(rows)));
      rows.addAll(call(rows, go, inputs.getLast(), depth - 1));
    }
    var results = new ArrayList<Value>();
    for (int i = 0; i < outputs; i++) {
      results.add(pick(rows));
    }
    return Function.of(name, inputs, results);
  }

  /// The body of a loop, which goes on while the sum of its row is small.
  private static Function conditional(Function body) {
    var row = body.outputs().getFirst();
    var go = Build.less(Build.sum(row), Build.scalar(row, 0.5));
    return Function.of(body.name(), body.inputs(), List.of(go, row));
  }
}
