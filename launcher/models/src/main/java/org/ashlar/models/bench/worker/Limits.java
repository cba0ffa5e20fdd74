package org.ashlar.models.bench.worker;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.ashlar.backend.Device;
import org.ashlar.backend.Peak;
import org.ashlar.models.bench.measure.Quantiles;

/// What the machine does at most, measured.
///
/// @param operations thousands of millions of operations on f32 a second, a multiplication and its
///   sum as two; 0 where the device cannot tell
/// @param bandwidth thousands of millions of bytes a second, read and written by a large copy
public record Limits(double operations, double bandwidth) {
  private static final int RUNS = 25;
  private static final long BYTES = 128L << 20;

  /// Measures for about a second.
  static Limits of(Device device, int threads) {
    double operations =
        device
            .adapt(Peak.class)
            .map(peak -> peak.multiply() * best(threads, at -> peak.multiply()))
            .orElse(0.0);
    try (var arena = Arena.ofShared()) {
      var from = new ArrayList<MemorySegment>();
      var to = new ArrayList<MemorySegment>();
      for (int i = 0; i < threads; i++) {
        from.add(arena.allocate(BYTES / threads, 64).fill((byte) 1));
        to.add(arena.allocate(BYTES / threads, 64).fill((byte) 1));
      }
      double copies = best(threads, at -> to.get(at).copyFrom(from.get(at)));
      return new Limits(operations / 1e9, copies * 2 * BYTES / threads / 1e9);
    }
  }

  /// What a thread does, by its number.
  @FunctionalInterface
  private interface Part {
    void run(int thread);
  }

  /// The parts a second of all threads together: a high quantile, since others use the machine too.
  private static double best(int threads, Part part) {
    var rates = new ArrayList<Double>();
    for (int i = 0; i < RUNS; i++) {
      rates.add(threads * 1e9 / together(threads, part));
    }
    return Quantiles.of(rates).at(0.9);
  }

  /// The nanoseconds until all threads have run once, begun at once.
  private static double together(int threads, Part part) {
    var start = new CyclicBarrier(threads);
    var helpers = new ArrayList<Thread>();
    for (int i = 1; i < threads; i++) {
      int number = i;
      helpers.add(
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                pass(start);
                part.run(number);
              }));
    }
    pass(start);
    long begin = System.nanoTime();
    part.run(0);
    wait(helpers);
    return System.nanoTime() - begin;
  }

  private static void wait(List<Thread> threads) {
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("bench: interrupted while the machine was measured", e);
    }
  }
}
