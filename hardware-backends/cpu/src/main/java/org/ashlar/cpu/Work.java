package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A run of a plan: its stop word, its time limit and its fault, shared by all threads that work
/// for it. It serves one run after the other.
final class Work {
  /// The work of nobody.
  static final Work NONE = new Work(Arena.ofAuto());

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

  private static final long NEVER = Long.MAX_VALUE;

  private final AtomicReference<Fault> fault = new AtomicReference<>();
  private volatile boolean stopped;
  private volatile boolean late;

  /// On the clock of `System.nanoTime`.
  private volatile long end = NEVER;

  /// What machine code looks at; not 0: stopped.
  private final MemorySegment word;

  Work(SegmentAllocator memory) {
    word = memory.allocate(64, 64);
  }

  /// Begins a run.
  ///
  /// @param nanos the longest that it may take
  synchronized void begin(long nanos) {
    word.set(ValueLayout.JAVA_LONG, 0, 0);
    stopped = false;
    late = false;
    if (fault.get() != null) {
      fault.set(null);
    }
    end = nanos > NEVER / 4 ? NEVER : System.nanoTime() + Math.max(0, nanos);
  }

  /// Ends a run: it cannot become late any more.
  synchronized void end() {
    end = NEVER;
  }

  boolean isStopped() {
    return stopped;
  }

  synchronized void stop() {
    stopped = true;
    if (this != NONE) {
      word.set(ValueLayout.JAVA_LONG, 0, 1);
    }
  }

  long stopWord() {
    return word.address();
  }

  /// When the run becomes late, on the clock of `System.nanoTime`; `Long.MAX_VALUE`: never.
  long deadline() {
    return end;
  }

  /// Whether the time is over; then the work is stopped too.
  boolean isLate() {
    long last = end;
    if (last != NEVER && System.nanoTime() - last > 0) {
      synchronized (this) {
        // another run may have begun
        if (end == last) {
          late = true;
          stop();
        }
      }
    }
    return late;
  }

  /// Notes a fault; the first one stays.
  void fault(int kernel, int site, long at, long size) {
    fault.compareAndSet(null, new Fault(kernel, site, at, size));
  }

  boolean hasFault() {
    return fault.get() != null;
  }

  /// The first fault, in a list of at most one.
  List<Fault> faults() {
    var f = fault.get();
    return f == null ? List.of() : List.of(f);
  }
}
