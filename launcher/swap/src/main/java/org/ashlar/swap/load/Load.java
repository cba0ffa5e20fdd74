package org.ashlar.swap.load;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.ashlar.door.Door;
import org.ashlar.door.Parcel;

/// Threads that send requests through the door, one after the other, and hold every answer against
/// numbers computed beforehand.
public final class Load implements AutoCloseable {
  /// A request with the numbers that it must give.
  public record Case(Map<String, Parcel> inputs, String output, float[] expected) {}

  private static final double TOLERANCE = 1e-4;
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Door door;
  private final String program;
  private final List<Case> cases;
  private final List<Worker> workers = new ArrayList<>();
  private final Set<String> versions = new ConcurrentSkipListSet<>();
  private final LongAdder failures = new LongAdder();
  private final LongAdder wrong = new LongAdder();
  private final long start = System.nanoTime();
  private volatile long mark = start;
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
    var all = new Latencies();
    workers.forEach(w -> w.addTo(all));
    return new Traffic(
        requests(),
        failures.sum(),
        wrong.sum(),
        new TreeSet<>(versions),
        all.at(0.5),
        all.at(0.99),
        all.at(1),
        (System.nanoTime() - start) / 1e9);
  }

  /// From now on {@link #worst} counts.
  public void mark() {
    workers.forEach(Worker::forget);
    mark = System.nanoTime();
  }

  /// The longest latency, in milliseconds, of requests that began after the last {@link #mark}.
  public double worst() {
    return workers.stream().mapToDouble(w -> w.worst / 1e6).max().orElse(0);
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

  private final class Worker {
    final Thread thread;
    private final Latencies latencies = new Latencies();
    volatile long count;
    volatile long worst;

    Worker(int number) {
      thread =
          Thread.ofPlatform()
              .name("ashlar-load-" + number)
              .daemon(true)
              .unstarted(() -> send(number));
    }

    synchronized void addTo(Latencies all) {
      all.addAll(latencies);
    }

    synchronized void forget() {
      worst = 0;
    }

    private void send(int number) {
      for (int i = number; !stopped; i++) {
        var request = cases.get(i % cases.size());
        long begin = System.nanoTime();
        try {
          var reply = door.call(program, request.inputs());
          long end = System.nanoTime();
          reply.versions().forEach((bundle, version) -> versions.add(bundle + " " + version));
          var got = Optional.ofNullable(reply.outputs().get(request.output()));
          if (got.isEmpty() || differs(got.get(), request.expected())) {
            wrong.increment();
          }
          record(begin, end);
        } catch (RuntimeException e) {
          failures.increment();
          if (firstFailure.isEmpty()) {
            firstFailure = Optional.of(String.valueOf(e.getMessage()));
          }
          record(begin, System.nanoTime());
        }
      }
    }

    private synchronized void record(long begin, long end) {
      latencies.add(end - begin);
      count = count + 1;
      if (begin - mark >= 0) {
        worst = Math.max(worst, end - begin);
      }
    }
  }

  private static boolean differs(Parcel got, float[] expected) {
    if (got.data().byteSize() < 4L * expected.length) {
      return true;
    }
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(got.data().get(F32, 4L * i) - expected[i]) <= TOLERANCE)) {
        return true;
      }
    }
    return false;
  }

  /// The numbers of an `f32` parcel.
  public static float[] floats(Parcel parcel) {
    long elements = 1;
    for (long size : parcel.sizes()) {
      elements *= size;
    }
    return parcel.data().asSlice(0, 4 * elements).toArray(F32);
  }
}
