package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicReference;

/// One run of a plan: its stop word, its time limit and its fault word, shared by all threads that
/// work for it.
final class Work {
  private static final MemorySegment NEVER = Arena.global().allocate(ValueLayout.JAVA_LONG);

  /// The work of nobody.
  static final Work NONE = new Work(Long.MAX_VALUE);

  /// A place out of range.
  ///
  /// @param kernel the number of the launch within the plan
  /// @param site the number of the place within the kernel
  record Fault(int kernel, int site, long at, long size) {}

  /// Ends the work of a thread; thrown where a stop is seen, caught where the run began. Without a
  /// trace, since it tells nothing.
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped() {
      super("stopped", null, false, false);
    }
  }

  private final long begin = System.nanoTime();
  private final long limit;
  private final AtomicReference<Fault> fault = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile boolean late;

  /// What machine code looks at; not 0: stopped. It belongs to the frame that does the run.
  private MemorySegment word = NEVER;

  /// @param limit in nanoseconds from now
  Work(long limit) {
    this.limit = limit;
  }

  boolean isStopped() {
    return stopped;
  }

  synchronized void stop() {
    stopped = true;
    if (!word.equals(NEVER)) {
      word.set(ValueLayout.JAVA_LONG, 0, 1);
    }
  }

  /// Gives the word that machine code looks at, until {@link #end}.
  synchronized void begin(MemorySegment stopWord) {
    word = stopWord;
    word.set(ValueLayout.JAVA_LONG, 0, stopped ? 1 : 0);
  }

  synchronized void end() {
    word = NEVER;
  }

  synchronized long stopWord() {
    return word.address();
  }

  /// Stops the work when its time is over, though its threads are busy in machine code; until
  /// closed.
  Watch watch() {
    if (limit == Long.MAX_VALUE) {
      return () -> {};
    }
    var watcher =
        Thread.ofVirtual()
            .name("ashlar-cpu-watch")
            .start(() -> {
              try {
                Thread.sleep(
                    java.time.Duration.ofNanos(
                        Math.max(1, limit - (System.nanoTime() - begin) + 1)));
                isLate();
              } catch (InterruptedException _) {
                // done in time
              }
            });
    return watcher::interrupt;
  }

  /// Ends with what it looks after.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /// Whether the time is over; then the work is stopped too.
  boolean isLate() {
    if (limit != Long.MAX_VALUE && System.nanoTime() - begin > limit) {
      late = true;
      stop();
    }
    return late;
  }

  /// Notes a fault; the first one stays.
  void fault(int kernel, int site, long at, long size) {
    fault.compareAndSet(null, new Fault(kernel, site, at, size));
  }

  /// The first fault, in a list of at most one.
  java.util.List<Fault> faults() {
    var f = fault.get();
    return f == null ? java.util.List.of() : java.util.List.of(f);
  }
}
