package org.ashlar.models.tune;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.ashlar.ir.kernel.Target;

/// Two things that run in turns on a machine that others use too.
///
/// @param clock in nanoseconds
record Race(LongSupplier clock) {
  private static final int ROUNDS = 9;
  private static final int LOOK = 3;
  private static final long SLICE = 1_000_000;
  private static final double HOPELESS = 0.93;

  /// Better means this much faster in the median, and faster in nearly all rounds.
  private static final double BETTER = 1.03;

  /// For a machine: where one thread does all the work, its own time counts and not what others
  /// take from it.
  static Race of(Target target) {
    var threads = ManagementFactory.getThreadMXBean();
    return new Race(
        target.cores() == 1 && threads.isCurrentThreadCpuTimeSupported()
            ? threads::getCurrentThreadCpuTime
            : System::nanoTime);
  }

  /// @param ratio the time of the first by that of the second: the median of the rounds
  /// @param won rounds in which the second was faster
  /// @param nanos of one run of the second: the least
  record Result(double ratio, int won, int rounds, double nanos) {
    boolean isBetter() {
      return ratio >= BETTER && won >= rounds - 1;
    }
  }

  Result of(Runnable first, Runnable second) {
    second.run();
    long once = time(second, 1);
    int times = Math.clamp(SLICE / Math.max(1, once), 1, 1000);
    time(first, times);
    time(second, times);
    var ratios = new double[ROUNDS];
    int won = 0;
    double least = Double.MAX_VALUE;
    int round = 0;
    while (round < ROUNDS) {
      double a = time(first, times);
      double b = time(second, times);
      ratios[round++] = a / b;
      won += a > b ? 1 : 0;
      least = Math.min(least, b / times);
      if (round == LOOK && median(ratios, round) < HOPELESS) {
        break;
      }
    }
    return new Result(median(ratios, round), won, round, least);
  }

  private long time(Runnable what, int times) {
    long begin = clock.getAsLong();
    for (int i = 0; i < times; i++) {
      what.run();
    }
    return Math.max(1, clock.getAsLong() - begin);
  }

  private static double median(double[] numbers, int count) {
    var sorted = Arrays.copyOf(numbers, count);
    Arrays.sort(sorted);
    return sorted[count / 2];
  }
}
