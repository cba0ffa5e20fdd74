package org.ashlar.train.optimiser;

import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// The learning rate of each update, counted from 1. The kinds are records, so that a rate tells
/// what it is.
@FunctionalInterface
public interface Rate {
  double at(long update);

  /// Always the same.
  record Constant(double rate) implements Rate {
    @Override
    public double at(long update) {
      return rate;
    }
  }

  /// Multiplied by a factor after every so many updates.
  record Steps(double rate, long every, double factor) implements Rate {
    public Steps {
      require("steps", every >= 1, "every must be at least 1: " + every);
    }

    @Override
    public double at(long update) {
      return rate * Math.pow(factor, (double) Math.floorDiv(update - 1, every));
    }
  }

  /// Falls by a factor over every so many updates, a little at each.
  record Exponential(double rate, long every, double factor) implements Rate {
    public Exponential {
      require("exponential", every >= 1, "every must be at least 1: " + every);
    }

    @Override
    public double at(long update) {
      return rate * Math.pow(factor, (double) (update - 1) / every);
    }
  }

  /// Falls along half a cosine to `least`, where it stays.
  ///
  /// Source: Loshchilov, Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017),
  /// equation 5, without restarts.
  record Cosine(double rate, double least, long updates) implements Rate {
    public Cosine {
      require("cosine", updates >= 1, "updates must be at least 1: " + updates);
    }

    @Override
    public double at(long update) {
      return between(rate, least, (double) Math.min(update - 1, updates) / updates);
    }
  }

  /// Rises evenly to the first rate of another, which follows.
  ///
  /// Source: Goyal et al., *Accurate, Large Minibatch SGD* (2017), section 2.2.
  record WarmUp(long updates, Rate then) implements Rate {
    public WarmUp {
      require("warm-up", updates >= 0, "updates must not be negative: " + updates);
    }

    @Override
    public double at(long update) {
      return update <= updates ? then.at(1) * update / updates : then.at(update - updates);
    }
  }

  /// Rises along half a cosine to `most` over three tenths of the updates, then falls to almost
  /// nothing.
  ///
  /// Source: Smith, Topin, *Super-Convergence* (2018); the numbers (a 25th at the start, a 10,000th
  /// of that in the end) as in PyTorch's OneCycleLR.
  record OneCycle(double most, long updates) implements Rate {
    public OneCycle {
      require("one-cycle", updates >= 2, "updates must be at least 2: " + updates);
    }

    @Override
    public double at(long update) {
      double first = most / 25;
      double peak = 0.3 * updates - 1;
      double at = Math.min(update, updates) - 1;
      return at <= peak
          ? between(first, most, peak > 0 ? at / peak : 1)
          : between(most, first / 1e4, (at - peak) / (updates - 1 - peak));
    }
  }

  /// Half a cosine from one rate to another; `part` 0 … 1.
  private static double between(double from, double to, double part) {
    return to + (from - to) / 2 * (1 + Math.cos(Math.PI * part));
  }

  private static void require(String what, boolean holds, String rule) {
    if (!holds) {
      throw new IllegalArgumentException("rate " + what + ": " + rule);
    }
  }

  /// The rate as a number for a step.
  default TensorData number(long update) {
    return TensorData.scalar(DType.F32, at(update));
  }
}
