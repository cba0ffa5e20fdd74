package org.ashlar.testkit;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.operators.build.Build;

/// Where the gradient is right, all other derivatives are: every engine gives the same one, forward
/// mode says the same of a direction, and second derivatives in a direction, forward and reverse
/// over reverse, are what central differences of the gradient give.
///
/// Tried in f64 only: the differences of a gradient need the digits.
record DerivativesLaw(Registry registry, Samples samples) {
  private static final double STEP = 0x1p-17;

  /// What two ways of computing one number in f64 may differ by, to its size.
  private static final double EQUAL = 1e-9;

  /// Forward mode takes one direction an element: more are too many for a law.
  private static final long MOST_DIRECTIONS = 64;

  long check(Applied applied, WeighedSum weighed) {
    var function = weighed.function();
    if (function.inputs().stream().anyMatch(v -> isNarrow(v))) {
      return 0;
    }
    var evaluator = Blocks.best(registry, Evaluator.class);
    var reverse = Blocks.autodiff(registry);
    var names = weighed.names();
    var derived = reverse.gradient(function, "sum", names);
    var gradients = gradients(evaluator, derived, weighed.data(), names.size());
    long checked = engines(applied, weighed, reverse, gradients);

    var directions = new ArrayList<TensorData>();
    weighed.by().forEach(v -> directions.add(samples.of(v.tensor(), new Case.Range(-1, 1))));
    var tangent = reverse.tangent(function, names);
    var along = new ArrayList<>(weighed.data());
    along.addAll(directions);
    double expected = 0;
    double scale = 1;
    for (int n = 0; n < names.size(); n++) {
      for (long i = 0; i < directions.get(n).elements(); i++) {
        double part = gradients.get(n).get(i) * directions.get(n).get(i);
        expected += part;
        scale += Math.abs(part);
      }
    }
    require(
        applied,
        "forward mode in a direction",
        evaluator.evaluate(tangent, along).get(1).data().get(0),
        expected,
        EQUAL * scale);
    return checked + 1 + second(applied, weighed, derived, along, directions);
  }

  private static boolean isNarrow(Value input) {
    var dtype = input.tensor().dtype();
    return dtype.isFloat() && dtype != DType.F64;
  }

  /// The gradients, which stand behind the sum.
  private static List<TensorData> gradients(
      Evaluator evaluator, Function derived, List<TensorData> data, int count) {
    return evaluator.evaluate(derived, data).subList(1, 1 + count).stream()
        .map(Evaluator.Result::data)
        .toList();
  }

  private long engines(
      Applied applied, WeighedSum weighed, Autodiff reverse, List<TensorData> expected) {
    long checked = 0;
    for (var provider : registry.find(Autodiff.class)) {
      var engine = provider.service();
      boolean many = weighed.elements() > MOST_DIRECTIONS;
      if (engine == reverse || many && engine.name().equals("forward")) {
        continue;
      }
      var derived = engine.gradient(weighed.function(), "sum", weighed.names());
      var found =
          gradients(
              Blocks.best(registry, Evaluator.class), derived, weighed.data(), expected.size());
      for (int n = 0; n < expected.size(); n++) {
        double scale = 1;
        for (long i = 0; i < expected.get(n).elements(); i++) {
          scale += Math.abs(expected.get(n).get(i));
        }
        for (long i = 0; i < expected.get(n).elements(); i++) {
          require(
              applied,
              "engine " + engine.name() + ": " + derived.outputNames().get(1 + n) + "[" + i + "]",
              found.get(n).get(i),
              expected.get(n).get(i),
              EQUAL * scale);
          checked++;
        }
      }
    }
    return checked;
  }

  /// Second derivatives times a direction: by differences along it, forward over reverse, and as
  /// the gradient of the gradients' product with the direction.
  private long second(
      Applied applied,
      WeighedSum weighed,
      Function derived,
      List<TensorData> along,
      List<TensorData> directions) {
    var evaluator = Blocks.best(registry, Evaluator.class);
    var autodiff = Blocks.autodiff(registry);
    var names = weighed.names();
    int count = names.size();
    var products =
        evaluator
            .evaluate(autodiff.tangent(derived, names), along)
            .subList(2 + count, 2 + 2 * count);
    var twice = autodiff.gradient(alongGradient(weighed, derived), "along", names);
    var again = gradients(evaluator, twice, along, count);
    var here = gradients(evaluator, derived, weighed.data(), count);
    var above = gradients(evaluator, derived, moved(weighed, directions, STEP), count);
    var below = gradients(evaluator, derived, moved(weighed, directions, -STEP), count);
    var farther = gradients(evaluator, derived, moved(weighed, directions, 2 * STEP), count);
    long checked = 0;
    for (int n = 0; n < count; n++) {
      double size = 1;
      for (long i = 0; i < here.get(n).elements(); i++) {
        size = Math.max(size, Math.abs(here.get(n).get(i)));
      }
      for (long i = 0; i < here.get(n).elements(); i++) {
        var what = "second derivative by " + names.get(n) + "[" + i + "] in a direction";
        double forward = products.get(n).data().get(i);
        double scale = size + Math.abs(forward);
        require(applied, what + ", reverse", again.get(n).get(i), forward, 100 * EQUAL * scale);
        double right = (above.get(n).get(i) - here.get(n).get(i)) / STEP;
        double left = (here.get(n).get(i) - below.get(n).get(i)) / STEP;
        double rather = (farther.get(n).get(i) - here.get(n).get(i)) / (2 * STEP);
        // a kink: slopes to both sides differ, or grow as steps shrink
        if (Math.max(Math.abs(right - left), Math.abs(right - rather)) <= 1e-3 * scale) {
          double blur = Math.abs(right - left) * 0.1;
          require(applied, what, forward, (left + right) / 2, 1e-6 * scale + blur);
          checked++;
        }
      }
    }
    return checked;
  }

  /// `Σ d_x · v_x`, a function of the directions, too.
  private static Function alongGradient(WeighedSum weighed, Function derived) {
    var inputs = new ArrayList<>(derived.inputs());
    var terms = new ArrayList<Value>();
    for (int n = 0; n < weighed.by().size(); n++) {
      var gradient = derived.outputs().get(1 + n);
      var direction = gradient.graph().input("v" + n, gradient.type());
      inputs.add(direction);
      terms.add(Build.sum(Build.mul(gradient, direction)));
    }
    var sum = terms.stream().reduce(Build::add).orElseThrow();
    return new Function("along", inputs, List.of(sum), List.of("along"));
  }

  private static List<TensorData> moved(
      WeighedSum weighed, List<TensorData> directions, double step) {
    var moved = new ArrayList<>(weighed.data());
    for (int n = 0; n < directions.size(); n++) {
      int input = weighed.position(weighed.by().get(n));
      var from = weighed.data().get(input);
      var to = TensorData.zeros(from.dtype(), from.sizes());
      for (long i = 0; i < from.elements(); i++) {
        to.set(i, Codec.encode(from.dtype(), from.get(i) + step * directions.get(n).get(i)));
      }
      moved.set(input, to);
    }
    return moved;
  }

  private static void require(
      Applied applied, String what, double found, double expected, double tolerance) {
    boolean close = Math.abs(found - expected) <= tolerance || Double.compare(found, expected) == 0;
    if (!close) {
      throw Laws.broken(
          "%s: %s is %s, expected %s".formatted(applied.what(), what, found, expected));
    }
  }
}
