package org.ashlar.commands.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.ashlar.door.Door;
import org.ashlar.door.Parcel;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;

/// Threads that send requests through the door, one after the other, and hold every answer against
/// numbers computed beforehand.
public final class Load implements AutoCloseable {
  /// A request with the logits that it must give.
  public record Case(Map<String, Parcel> inputs, String output, float[] expected) {}

  private static final double TOLERANCE = 1e-4;

  private final Door door;
  private final String program;
  private final List<Case> cases;
  private final List<Worker> workers = new ArrayList<>();
  private final Set<String> versions = new ConcurrentSkipListSet<>();
  private final LongAdder failures = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private final long start = System.nanoTime();
  private volatile boolean stopped;
  private volatile Optional<String> firstFailure = Optional.empty();

  /// Starts sending.
  public Load(Door door, String program, List<Case> cases, int threads) {
    this.door = door;
    this.program = program;
    this.cases = List.copyOf(cases);
    IntStream.range(0, threads).forEach(i -> workers.add(new Worker(i)));
    workers.forEach(w -> w.thread.start());
  }

  public Traffic traffic() {
    var all = workers.stream().flatMapToLong(Worker::latencies).sorted().toArray();
    return new Traffic(
        all.length,
        failures.sum(),
        wrong.sum(),
        new TreeSet<>(versions),
        at(all, 0.5),
        at(all, 0.99),
        at(all, 1),
        (System.nanoTime() - start) / 1e9);
  }

  /// The longest latency, in milliseconds, of requests that began after a moment of {@link
  /// System#nanoTime}.
  public double worstSince(long moment) {
    return workers.stream().mapToDouble(w -> w.worstSince(moment)).max().orElse(0);
  }

  /// How many requests were answered, cheaply.
  public long requests() {
    return workers.stream().mapToLong(w -> w.count).sum();
  }

  /// What the first failed request said.
  public Optional<String> firstFailure() {
    return firstFailure;
  }

  @Override
  public void close() {
    stop();
  }

  /// Stops sending; the counts stay.
  public void stop() {
    stopped = true;
    for (var worker : workers) {
      try {
        worker.thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private static double at(long[] sorted, double part) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, part * sorted.length)] / 1e6;
  }

  private final class Worker {
    final Thread thread;
    private long[] times = new long[1024];
    private long[] ends = new long[1024];
    volatile int count;

    Worker(int number) {
      thread =
          Thread.ofPlatform()
              .name("ashlar-load-" + number)
              .daemon(true)
              .unstarted(() -> send(number));
    }

    synchronized LongStream latencies() {
      return Arrays.stream(Arrays.copyOf(times, count));
    }

    synchronized double worstSince(long moment) {
      long worst = 0;
      for (int i = count - 1; i >= 0 && ends[i] - times[i] - moment >= 0; i--) {
        worst = Math.max(worst, times[i]);
      }
      return worst / 1e6;
    }

    private void send(int number) {
      for (int i = number; !stopped; i++) {
        var request = cases.get(i % cases.size());
        long begin = System.nanoTime();
        try {
          var reply = door.call(program, request.inputs());
          long end = System.nanoTime();
          reply.versions().forEach((bundle, version) -> versions.add(bundle + " " + version));
          var got = reply.outputs().get(request.output());
          if (got == null || differs(got, request.expected())) {
            wrong.increment();
          }
          record(end - begin, end);
        } catch (RuntimeException e) {
          failures.increment();
          if (firstFailure.isEmpty()) {
            firstFailure = Optional.of(String.valueOf(e.getMessage()));
          }
          long end = System.nanoTime();
          record(end - begin, end);
        }
      }
    }

    private synchronized void record(long time, long end) {
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
      }
      times[count] = time;
      ends[count] = end;
      count++;
    }
  }

  private static boolean differs(Parcel got, float[] expected) {
    if (got.data().byteSize() < 4L * expected.length) {
      return true;
    }
    for (int i = 0; i < expected.length; i++) {
      double value = Codec.decode(DType.F32, Codec.load(DType.F32, got.data(), 4L * i));
      if (!(Math.abs(value - expected[i]) <= TOLERANCE)) {
        return true;
      }
    }
    return false;
  }
}
