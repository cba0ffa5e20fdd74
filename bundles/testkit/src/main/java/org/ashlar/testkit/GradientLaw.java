package org.ashlar.testkit;

import java.util.List;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Function;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Type;
import org.ashlar.ir.stage.Evaluator;

/// The derived gradient is what central differences in f64 give, and with it all derivatives are
/// right ({@link DerivativesLaw}).
///
/// Tried on a randomly weighted sum of the results, at random numbers. Where the differences to the
/// left and to the right disagree, the function has a kink and nothing is compared.
record GradientLaw(Registry registry, Samples samples) {
  private static final double STEP = 0x1p-17;
  private static final double TOLERANCE = 1e-6;

  /// Whether an operator on a case has a gradient at all, of a result whose size is known.
  static boolean concerns(Applied applied) {
    return applied.given().derived()
        && applied.given().types().stream().anyMatch(GradientLaw::isFloat)
        && applied.operator().infer(applied.given().types()).stream()
            .anyMatch(t -> isFloat(t) && ((TensorType) t).shape().isConstant());
  }

  long check(List<Applied> cases) {
    long checked = 0;
    for (var applied : cases) {
      if (concerns(applied)) {
        checked += check(applied);
      }
    }
    return checked;
  }

  private long check(Applied applied) {
    var evaluator = Blocks.best(registry, Evaluator.class);
    var weighed = WeighedSum.of(applied, samples, true);
    var function = weighed.function();
    var names = weighed.names();
    var derived = Blocks.autodiff(registry).gradient(function, "sum", names);
    var results = evaluator.evaluate(derived, weighed.data());
    long checked = 0;
    for (int i = 0; i < names.size(); i++) {
      var input = weighed.by().get(i);
      var gradient = results.get(derived.outputNames().indexOf("d_" + names.get(i))).data();
      if (!gradient.type().equals(input.type())) {
        throw Laws.broken(applied.what() + ": the gradient of " + names.get(i) + " is " + gradient);
      }
      checked +=
          compare(applied, evaluator, function, weighed.data(), weighed.position(input), gradient);
    }
    return checked + new DerivativesLaw(registry, samples).check(applied, weighed);
  }

  /// Moves one element after the other to both sides. In f64 the step is 2⁻¹⁷: small against the
  /// curvature of operators, large against what rounding does to the sum.
  private static long compare(
      Applied applied,
      Evaluator evaluator,
      Function function,
      List<TensorData> data,
      int input,
      TensorData gradient) {
    var x = data.get(input);
    boolean wide = x.dtype() == DType.F64;
    double step = wide ? STEP : 0x1p-6;
    double tolerance = wide ? TOLERANCE : 2e-2;
    double here = sum(evaluator, function, data);
    long checked = 0;
    for (long i = 0; i < x.elements(); i++) {
      long bits = x.bits(i);
      double at = x.get(i);
      x.set(i, Codec.encode(x.dtype(), at + step));
      double above = sum(evaluator, function, data);
      x.set(i, Codec.encode(x.dtype(), at - step));
      double below = sum(evaluator, function, data);
      x.set(i, bits);
      double right = (above - here) / step;
      double left = (here - below) / step;
      double difference = (above - below) / (2 * step);
      double scale = Math.max(1, Math.max(Math.abs(difference), Math.abs(gradient.get(i))));
      if (Math.abs(right - left) > 1e3 * tolerance * scale) {
        continue;
      }
      // what differences cannot see: the curvature between the steps and the rounding of the sum
      double blur = Math.abs(right - left) * 0.1 + Math.abs(here) * 0x1p-48 / step;
      if (!(Math.abs(difference - gradient.get(i)) <= tolerance * scale + blur)) {
        throw Laws.broken(
            applied.what()
                + ": the gradient of x"
                + input
                + " at element "
                + i
                + " ("
                + at
                + ") is "
                + gradient.get(i)
                + ", differences give "
                + difference);
      }
      checked++;
    }
    return checked;
  }

  /// The weighted sum of the results at some inputs.
  private static double sum(Evaluator evaluator, Function function, List<TensorData> data) {
    return evaluator.evaluate(function, data).getFirst().data().get(0);
  }

  /// The type in f64 where it holds floats and the operator takes that.
  static Type wide(Applied applied, Type type) {
    if (!isFloat(type)) {
      return type;
    }
    try {
      applied.operator().infer(applied.given().types().stream().map(GradientLaw::wide).toList());
      return wide(type);
    } catch (IllegalArgumentException e) {
      return type;
    }
  }

  private static Type wide(Type type) {
    return isFloat(type) && type instanceof TensorType t
        ? new TensorType(DType.F64, t.shape())
        : type;
  }

  static boolean isFloat(Type type) {
    return type instanceof TensorType t && t.dtype().isFloat();
  }
}
