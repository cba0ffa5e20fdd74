package org.ashlar.lower;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.ashlar.autodiff.ReverseMode;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.reference.MeaningEvaluator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the function, its plan computes what its meanings say.
class RandomFunctionsTest {
  private static final int FUNCTIONS = Integer.getInteger("functions", 60);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void plansComputeWhatMeaningsSay(long seed) {
    for (int i = 0; i < FUNCTIONS; i++) {
      long one = seed * 1_000_000 + i;
      var random = new Random(one);
      check(Programs.of(random, 1 + random.nextInt(16)), random, one);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void gradientsToo(long seed) {
    for (int i = 0; i < FUNCTIONS / 2; i++) {
      long one = seed * 1_000_000 + i;
      var random = new Random(one);
      var function = Programs.of(random, 1 + random.nextInt(8));
      var gradient =
          new ReverseMode()
              .gradient(function, function.outputNames().getFirst(), List.of("x0", "x3"));
      check(gradient, random, one);
      check(Simplified.of(gradient), random, one);
    }
  }

  private static void check(Function function, Random random, long seed) {
    var inputs = function.inputs().stream().map(v -> Machine.random(v.tensor(), random)).toList();
    var expected = new MeaningEvaluator().evaluate(function, inputs);
    for (var plan :
        List.of(Machine.plan(function), Machine.eager(function), Machine.unfused(function))) {
      List<TensorData> found;
      try {
        found = Machine.run(plan, inputs);
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ":\n" + Text.of(function) + "\n" + KernelText.of(plan), e);
      }
      for (int o = 0; o < found.size(); o++) {
        assertTrue(
            near(found.get(o), expected.get(o)),
            "seed "
                + seed
                + ": output "
                + o
                + ":\n"
                + Text.of(function)
                + "\n"
                + KernelText.of(plan));
      }
    }
  }

  /// Chains of rounded operations: the tolerance of one reduction, 64 times over.
  private static boolean near(TensorData found, Evaluator.Result expected) {
    for (int i = 0; i < found.elements(); i++) {
      double x = found.get(i);
      double y = expected.data().get(i);
      double scale =
          expected.magnitude().length == 0 ? 0 : Math.max(expected.magnitude()[i], Math.abs(y));
      double most = 64 * (expected.terms() + 8) * Math.scalb(1, -24) * Math.max(1, scale);
      boolean equal = Double.isNaN(x) && Double.isNaN(y) || x == y || Math.abs(x - y) <= most;
      if (!equal) {
        System.err.println("element " + i + ": " + x + " for " + y + " ± " + most);
        return false;
      }
    }
    return true;
  }
}
