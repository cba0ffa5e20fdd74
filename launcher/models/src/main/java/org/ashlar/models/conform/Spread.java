package org.ashlar.models.conform;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.TensorData;

/// How random tensors are distributed, from draws with many seeds.
///
/// @param draws at least two, of one type
record Spread(List<TensorData> draws) {
  /// Standard deviations that a mean may be off: once in two million.
  private static final double SIGMAS = 5;

  /// An output with at most this many values is one of chosen values: a mask, a label.
  private static final int CHOSEN = 16;

  /// What is odd about numbers that should be drawn alike; empty where nothing is.
  Optional<String> judge(TensorData other) {
    if (other.elements() == 0) {
      return Optional.empty();
    }
    return values(other).or(() -> moment(other, 1)).or(() -> moment(other, 2));
  }

  /// Where an element has only a few values, the other must be one of them, or one that many
  /// elements have.
  private Optional<String> values(TensorData other) {
    var pool = new HashMap<Double, Integer>();
    for (var draw : draws) {
      for (long i = 0; i < draw.elements(); i++) {
        pool.merge(draw.get(i), 1, Integer::sum);
      }
    }
    for (long i = 0; i < other.elements(); i++) {
      Set<Double> here = new HashSet<>();
      for (var draw : draws) {
        here.add(draw.get(i));
      }
      double x = other.get(i);
      boolean few = here.size() <= Math.max(2, draws.size() / 8) || pool.size() <= CHOSEN;
      boolean known =
          !few
              || pool.getOrDefault(x, 0) > draws.size() / 8
              || here.stream().anyMatch(y -> Math.abs(x - y) <= 1e-5 * Math.max(1, Math.abs(y)));
      if (!known) {
        return Optional.of("element " + i + " is " + x + " elsewhere, and never here: " + here);
      }
    }
    return Optional.empty();
  }

  /// The sum of a power, in standard deviations from ours.
  private Optional<String> moment(TensorData other, int power) {
    double apart = 0;
    double variance = 0;
    for (long i = 0; i < other.elements(); i++) {
      double mean = 0;
      double square = 0;
      for (var draw : draws) {
        double x = Math.pow(draw.get(i), power);
        mean += x / draws.size();
        square += x * x / draws.size();
      }
      apart += Math.pow(other.get(i), power) - mean;
      variance +=
          Math.max(0, square - mean * mean)
              * (1 + 1.0 / draws.size())
              * draws.size()
              / (draws.size() - 1);
    }
    double sigmas = variance == 0 ? (Math.abs(apart) < 1e-6 ? 0 : 99) : apart / Math.sqrt(variance);
    return Math.abs(sigmas) <= SIGMAS
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "the mean of power %d is %.1f standard deviations from ours",
                power,
                sigmas));
  }
}
