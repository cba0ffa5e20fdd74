package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.operators.build.Build;
import org.ashlar.reference.MeaningEvaluator;

/// What must hold of the derivatives of a function whose only output is the scalar `y`, in `f64`.
final class Checks {
  private static final double STEP = 1e-5;
  private static final long SEED = 42;

  private final MeaningEvaluator evaluator = new MeaningEvaluator();
  private final ReverseMode autodiff = new ReverseMode();

  /// Numbers a little above 0.3: away from the kinks and poles of operators at 0 and 1.
  static TensorData random(TensorType type, Random random) {
    var values = new double[(int) type.shape().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (type.dtype()) {
            case F64 -> 0.3 + random.nextDouble();
            case BOOL -> random.nextInt(2);
            default -> random.nextInt(3);
          };
    }
    return TensorData.of(type.dtype(), values, type.shape().constants());
  }

  static List<String> floats(Function f) {
    return f.inputNames().stream()
        .filter(name -> f.inputs().get(f.inputNames().indexOf(name)).tensor().dtype().isFloat())
        .toList();
  }

  private static List<TensorData> arguments(Function f) {
    var random = new Random(SEED);
    return f.inputs().stream().map(v -> random(v.tensor(), random)).toList();
  }

  /// The gradient is what central differences give.
  void differences(Function f) {
    differences(f, arguments(f), 1);
  }

  /// So is the gradient of a sum of all gradients, squared and weighted.
  void secondDifferences(Function f) {
    differences(second(f), arguments(f), 10);
  }

  void differences(Function f, List<TensorData> at, double slack) {
    var args = new ArrayList<>(at);
    var names = floats(f);
    var results = evaluator.evaluate(autodiff.gradient(f, "y", names), args);
    for (int n = 0; n < names.size(); n++) {
      int input = f.inputNames().indexOf(names.get(n));
      var gradient = results.get(1 + n).data();
      var arg = args.get(input);
      for (int i = 0; i < arg.elements(); i++) {
        args.set(input, moved(arg, i, STEP));
        double above = evaluator.evaluate(f, args).getFirst().data().get(0);
        args.set(input, moved(arg, i, -STEP));
        double below = evaluator.evaluate(f, args).getFirst().data().get(0);
        double expected = (above - below) / (2 * STEP);
        assertEquals(
            expected,
            gradient.get(i),
            slack * 1e-6 * (1 + Math.abs(expected)),
            "d_" + names.get(n) + "[" + i + "], seed " + SEED);
      }
      args.set(input, arg);
    }
  }

  /// `y = Σ 0.3 i · d_i²` of all gradients.
  Function second(Function f) {
    var first = autodiff.gradient(f, "y", floats(f));
    var terms = new ArrayList<Value>();
    for (int i = 1; i < first.outputs().size(); i++) {
      var d = first.outputs().get(i);
      terms.add(Build.sum(Build.mul(d, Build.mul(d, 0.3 * i))));
    }
    var sum = terms.stream().reduce(Build::add).orElseThrow();
    return Function.of("second", first.inputs(), List.of(sum));
  }

  /// What forward mode says of a direction is what the gradient says, `t_y = Σ d_x · t_x`: for the
  /// function and for its gradients.
  void tangents(Function f) {
    tangent(f, "y");
    var first = autodiff.gradient(f, "y", floats(f));
    first.outputNames().subList(1, first.outputs().size()).forEach(d -> tangent(first, d));
  }

  private void tangent(Function f, String of) {
    var names = floats(f);
    var args = new ArrayList<>(arguments(f));
    var gradients = evaluator.evaluate(autodiff.gradient(f, of, names), args);
    var tangent = autodiff.tangent(f, names);
    var random = new Random(SEED + 1);
    double expected = 0;
    for (int n = 0; n < names.size(); n++) {
      var direction = random(f.inputs().get(f.inputNames().indexOf(names.get(n))).tensor(), random);
      args.add(direction);
      var d = gradients.get(f.outputs().size() + n).data();
      for (int i = 0; i < d.elements(); i++) {
        expected += d.get(i) * direction.get(i);
      }
    }
    var found =
        evaluator.evaluate(tangent, args).get(tangent.outputNames().indexOf("t_" + of)).data();
    assertEquals(
        expected, sum(found), 1e-9 * (1 + Math.abs(expected)), "t_" + of + ", seed " + SEED);
  }

  /// All engines give equal gradients.
  void engines(Function f) {
    var names = floats(f);
    var args = arguments(f);
    long elements = f.inputs().stream().mapToLong(v -> v.tensor().shape().elements()).sum();
    var expected = evaluator.evaluate(autodiff.gradient(f, "y", names), args);
    var others =
        elements <= ForwardMode.MOST_ALONE
            ? List.of(new RecordedTape(), new ForwardMode())
            : List.of(new RecordedTape());
    for (var engine : others) {
      var derived = engine.gradient(f, "y", names);
      var found = evaluator.evaluate(derived, args);
      for (int o = 0; o < expected.size(); o++) {
        assertArrayEquals(
            expected.get(o).data().toDoubles(),
            found.get(o).data().toDoubles(),
            1e-11 * (1 + Math.abs(sum(expected.get(o).data()))),
            engine.name() + ": " + derived.outputNames().get(o));
      }
    }
  }

  private static TensorData moved(TensorData arg, int element, double by) {
    var values =
        IntStream.range(0, (int) arg.elements())
            .mapToDouble(i -> arg.get(i) + (i == element ? by : 0))
            .toArray();
    return TensorData.of(DType.F64, values, arg.sizes());
  }

  private static double sum(TensorData data) {
    return IntStream.range(0, (int) data.elements()).mapToDouble(data::get).sum();
  }
}
