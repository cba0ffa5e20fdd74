package org.ashlar.models.bench.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Two runs timed in turns: rounds in which each has some slices, the first changing from round to
/// round, so that what else happens on the machine meets both.
///
/// @param threads that a run may use: where there are more than one, the workers of the side before
///   get time to fall asleep
public record Turns(Pace pace, Clock clock, int threads) {
  private static final long REST = 8_000_000;
  private static final int WINDOW = 5;

  /// Times of both in nanoseconds: the median of each round, and every slice.
  public record Times(
      List<Double> ours, List<Double> peer, List<Double> oursSlices, List<Double> peerSlices) {}

  public Times of(Runnable ours, Runnable peer) {
    long[] calls = warm(List.of(ours, peer));
    var times =
        new Times(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    long end = System.nanoTime() + pace.budget();
    for (int round = 0; round < pace.rounds(); round++) {
      if (round >= pace.least() && System.nanoTime() > end) {
        break;
      }
      for (int turn = 0; turn < 2; turn++) {
        boolean isOurs = turn == round % 2;
        var slices = slices(isOurs ? ours : peer, calls[isOurs ? 0 : 1]);
        (isOurs ? times.ours : times.peer).add(Quantiles.of(slices).median());
        (isOurs ? times.oursSlices : times.peerSlices).addAll(slices);
      }
    }
    return times;
  }

  /// One side alone, slice by slice.
  public List<Double> alone(Runnable run) {
    long[] calls = warm(List.of(run));
    var slices = new ArrayList<Double>();
    long end = System.nanoTime() + pace.budget() / 2;
    for (int round = 0; round < pace.rounds(); round++) {
      if (round >= pace.least() && System.nanoTime() > end) {
        break;
      }
      slices.addAll(slices(run, calls[0]));
    }
    return slices;
  }

  private List<Double> slices(Runnable run, long calls) {
    if (threads > 1) {
      LockSupport.parkNanos(REST);
    }
    // caches and clocks come back to this side first
    long touched = System.nanoTime() + pace.slice() / 4;
    do {
      run.run();
    } while (System.nanoTime() < touched);
    var slices = new ArrayList<Double>();
    for (int i = 0; i < pace.slices(); i++) {
      slices.add(slice(run, calls));
    }
    return slices;
  }

  private double slice(Runnable run, long calls) {
    long begin = clock.nanos();
    for (long i = 0; i < calls; i++) {
      run.run();
    }
    return (clock.nanos() - begin) / (double) calls;
  }

  /// Runs in turns until no side gets faster any more, and says how many runs make a slice.
  private long[] warm(List<Runnable> sides) {
    var calls = new long[sides.size()];
    var past = new ArrayList<List<Double>>();
    for (int s = 0; s < calls.length; s++) {
      calls[s] = 1;
      past.add(new ArrayList<>());
    }
    long begin = System.nanoTime();
    while (true) {
      // what is compiled on the way comes late
      boolean steady = System.nanoTime() - begin > pace.warm() / 10;
      for (int s = 0; s < calls.length; s++) {
        double one = slice(sides.get(s), calls[s]);
        past.get(s).add(one);
        calls[s] = Math.clamp((long) (pace.slice() / Math.max(1, one)), 1, 1 << 20);
        steady &= isSteady(past.get(s));
      }
      if (steady || System.nanoTime() - begin > pace.warm()) {
        return calls;
      }
    }
  }

  /// Whether the last slices are no faster than those before.
  private static boolean isSteady(List<Double> past) {
    int n = past.size();
    if (n < 2 * WINDOW) {
      return false;
    }
    double last = Quantiles.of(past.subList(n - WINDOW, n)).median();
    double earlier = Quantiles.of(past.subList(n - 2 * WINDOW, n - WINDOW)).median();
    return last > 0.98 * earlier;
  }
}
