package org.ashlar.models.gradient;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.DType;
import org.ashlar.ir.Datum;
import org.ashlar.ir.Function;
import org.ashlar.ir.Input;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.TensorType;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Bound;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Prepared;

/// Holds the derivatives of a model at the values of a test against central differences in f64:
/// forward mode and reverse mode, first and second order, along random lines through the inputs.
///
/// Where an output has a kink or a jump on the line, it does not count; where many have, the inputs
/// are moved.
public final class GradientCheck {
  /// A power of two, so that points on the line are exact.
  private static final double STEP = 0x1p-14;

  private static final int LINES = 2;
  private static final int MOVES = 8;

  /// Inputs are moved where more than this part of the outputs has a kink on the line.
  private static final double KINKED = 0.1;

  /// What analytic and numeric slopes may differ by, to the largest of them.
  private static final double TOLERANCE = 1e-6;

  /// The largest tensor whose derivatives are tried.
  private static final long MOST = 1 << 20;

  private final Registry registry;
  private final DeviceRunner runner;
  private final Random random = new Random(20);

  public GradientCheck(Registry registry, DeviceRunner runner) {
    this.registry = registry;
    this.runner = runner;
  }

  /// How a check ended.
  public sealed interface Verdict {
    /// @param worst the largest difference from a difference, to the size of the slopes
    record Agrees(double worst, boolean moved) implements Verdict {}

    record Wrong(String what) implements Verdict {}

    /// Not to be derived.
    record Excluded(String why) implements Verdict {}
  }

  /// Checks a bound model at the values that it was bound to.
  public Verdict of(Bound bound, Map<String, Datum> given) {
    var narrow = bound.model().function();
    var floats = floats(bound);
    if (floats.isEmpty()) {
      return new Verdict.Excluded("no float input that the program computes with");
    }
    if (narrow.outputs().stream().noneMatch(GradientCheck::isFloat)) {
      return new Verdict.Excluded("no float output");
    }
    Function wide;
    try {
      wide = Doubles.of(narrow);
    } catch (IllegalArgumentException e) {
      return new Verdict.Excluded("not in f64: " + e.getMessage());
    }
    var derivable = Derivable.of(wide, floats);
    if (derivable.isEmpty()) {
      return new Verdict.Excluded("only floats that have steps, not slopes");
    }
    return new Run(derivable, arguments(bound, given)).verdict();
  }

  /// Inputs of wide floats that are no weights.
  private static List<String> floats(Bound bound) {
    var names = new ArrayList<String>();
    for (var input : bound.model().function().inputs()) {
      var name = ((Input) input.op()).label();
      if (!bound.model().variables().containsKey(name) && isFloat(input)) {
        names.add(name);
      }
    }
    return names;
  }

  private static boolean isFloat(Value value) {
    return value.type() instanceof TensorType t
        && Doubles.dtype(t.dtype()) == DType.F64
        && t.shape().isConstant()
        && t.shape().elements() > 0
        && t.shape().elements() <= MOST;
  }

  /// One an input of the function, weights included, in f64.
  private static List<TensorData> arguments(Bound bound, Map<String, Datum> given) {
    var free = bound.arguments(given).iterator();
    var weights = bound.model().variables();
    return bound.model().function().inputNames().stream()
        .map(name -> Optional.ofNullable(weights.get(name)).orElseGet(free::next))
        .map(Doubles::of)
        .toList();
  }

  /// The check of one function.
  private final class Run {
    private final Derivable derivable;
    private final List<String> names;
    private List<TensorData> arguments;
    private double worst;
    private boolean moved;

    Run(Derivable derivable, List<TensorData> arguments) {
      this.derivable = derivable;
      this.arguments = arguments;
      this.names = derivable.weighed().inputNames();
    }

    Verdict verdict() {
      Function gradient;
      Function tangent;
      try {
        gradient = derivable.gradient(registry);
        tangent = derivable.tangent(registry);
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        return refused(e);
      }
      try (var gradients = runner.prepare(gradient);
          var tangents = runner.prepare(tangent)) {
        boolean changes = false;
        for (int line = 0; line < LINES; line++) {
          var found = line(gradients, tangents);
          if (found.wrong().isPresent()) {
            return new Verdict.Wrong(found.wrong().get());
          }
          changes |= found.changes();
        }
        return changes
            ? new Verdict.Agrees(worst, moved)
            : new Verdict.Excluded("piecewise constant");
      }
    }

    /// No engine derives it: that is no fault where nothing ever grows.
    private Verdict refused(RuntimeException why) {
      try (var plain = runner.prepare(derivable.weighed())) {
        var weights = derivable.weights(() -> 1);
        for (int line = 0; line < LINES; line++) {
          var along = values(plain, directions(), weights);
          for (var slopes : along.subList(0, derivable.outputs())) {
            for (int i = 0; i < slopes.count(); i++) {
              if (slopes.isSmooth(i) && Math.abs(slopes.slope(i)) > slopes.blur(i) + 1e-9) {
                return new Verdict.Wrong(String.valueOf(why.getMessage()));
              }
            }
          }
        }
      }
      return new Verdict.Excluded("piecewise constant");
    }

    /// @param changes whether anything grows along the line
    private record Line(Optional<String> wrong, boolean changes) {}

    private Line line(Prepared gradients, Prepared tangents) {
      int outputs = derivable.outputs();
      var directions = directions();
      var weights = derivable.weights(random::nextGaussian);
      var along = values(gradients, directions, weights);
      for (int move = 0; move < MOVES && kinked(along) > KINKED; move++) {
        arguments = moved(0x1p-7 * (1 + move));
        moved = true;
        along = values(gradients, directions, weights);
      }
      for (int k = 0; k < outputs; k++) {
        for (int i = 0; i < along.get(k).count(); i++) {
          if (!along.get(k).isSmooth(i)) {
            weights.get(k).set(i, 0);
          }
        }
      }
      along = values(gradients, directions, weights);
      var all = new ArrayList<>(arguments);
      all.addAll(weights);
      all.addAll(directions);
      var results = tangents.results(all);
      int plain = outputs + 1 + derivable.by().size();
      boolean changes = false;
      for (int k = 0; k < plain; k++) {
        var slopes = along.get(k);
        var exact = results.get(plain + k).toDoubles();
        double size = 0;
        for (int i = 0; i < slopes.count(); i++) {
          size = Math.max(size, slopes.isSmooth(i) ? Math.abs(slopes.slope(i)) : 0);
        }
        changes |= k < outputs && size > 0;
        for (int i = 0; i < slopes.count(); i++) {
          double off = Math.abs(exact[i] - slopes.slope(i));
          if (!slopes.isSmooth(i) || k == outputs && kinked(along) > 0) {
            continue;
          }
          if (!(off <= TOLERANCE * (1 + size) + slopes.blur(i))) {
            return new Line(Optional.of(said(k, i, exact[i], slopes.slope(i))), true);
          }
          worst = Math.max(worst, off / (1 + size));
        }
      }
      return new Line(reverse(results, directions, plain, outputs), changes);
    }

    /// The gradients say of the line what forward mode says of the weighed sum.
    private Optional<String> reverse(
        List<TensorData> results, List<TensorData> directions, int plain, int outputs) {
      double sum = 0;
      double size = 1;
      for (int n = 0; n < directions.size(); n++) {
        var gradient = results.get(outputs + 1 + n).toDoubles();
        var direction = directions.get(n).toDoubles();
        for (int i = 0; i < gradient.length; i++) {
          sum += gradient[i] * direction[i];
          size += Math.abs(gradient[i] * direction[i]);
        }
      }
      double forward = results.get(plain + outputs).get(0);
      return Math.abs(sum - forward) <= 1e-9 * size || !Double.isFinite(forward + sum)
          ? Optional.empty()
          : Optional.of(
              String.format(
                  Locale.ROOT, "reverse mode says %s along a line, forward mode %s", sum, forward));
    }

    private String said(int k, int i, double exact, double slope) {
      int outputs = derivable.outputs();
      var what =
          k <= outputs
              ? "of " + derivable.weighed().outputNames().get(k)
              : "of the gradient by " + derivable.by().get(k - outputs - 1);
      return String.format(
          Locale.ROOT,
          "%s order: the slope %s[%d] is %s, by differences %s",
          k <= outputs ? "first" : "second",
          what,
          i,
          exact,
          slope);
    }

    /// The part of the outputs that has a kink on the line.
    private double kinked(List<Slopes> along) {
      long kinks = 0;
      long all = 0;
      for (var slopes : along.subList(0, derivable.outputs())) {
        for (int i = 0; i < slopes.count(); i++) {
          kinks += slopes.isSmooth(i) ? 0 : 1;
          all++;
        }
      }
      return all == 0 ? 0 : (double) kinks / all;
    }

    private List<TensorData> directions() {
      return derivable.by().stream()
          .map(name -> filled(arguments.get(names.indexOf(name)), i -> random.nextDouble(-1, 1)))
          .toList();
    }

    private List<TensorData> moved(double by) {
      return shifted(directions(), by);
    }

    private List<TensorData> shifted(List<TensorData> directions, double by) {
      var shifted = new ArrayList<>(arguments);
      for (int n = 0; n < directions.size(); n++) {
        int at = names.indexOf(derivable.by().get(n));
        var from = arguments.get(at);
        var direction = directions.get(n);
        shifted.set(at, filled(from, i -> from.get(i) + by * direction.get(i)));
      }
      return shifted;
    }

    /// Every output of a function at five points of a line.
    private List<Slopes> values(
        Prepared function, List<TensorData> directions, List<TensorData> weights) {
      var points = new ArrayList<List<TensorData>>();
      for (int k = -2; k <= 2; k++) {
        var all = new ArrayList<>(shifted(directions, k * STEP));
        all.addAll(weights);
        points.add(function.results(all));
      }
      var slopes = new ArrayList<Slopes>();
      for (int k = 0; k < points.getFirst().size(); k++) {
        int output = k;
        slopes.add(new Slopes(points.stream().map(p -> p.get(output).toDoubles()).toList(), STEP));
      }
      return slopes;
    }

    private static TensorData filled(TensorData like, LongToDoubleFunction number) {
      var data = TensorData.zeros(DType.F64, like.sizes());
      for (long i = 0; i < data.elements(); i++) {
        data.set(i, Double.doubleToLongBits(number.applyAsDouble(i)));
      }
      return data;
    }
  }
}
