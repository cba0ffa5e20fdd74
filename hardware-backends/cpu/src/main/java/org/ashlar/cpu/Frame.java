package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.machine.Held;

/// What a thread has while it runs kernels: scratch memory, the run that it works for, and the
/// helpers that it may ask. Generated code calls it; one thread uses it at a time.
final class Frame implements AutoCloseable {
  private static final long FIRST = 64 << 10;

  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> chunks = new ArrayList<>();

  /// The address of each chunk.
  private long[] addresses = new long[4];

  private long[] marks = new long[32];
  private int depth;
  private int chunk;
  private long top;
  private int ticks;
  private Work work = Work.NONE;
  private Workers workers = Workers.NONE;
  private int kernel;
  private Held held = Held.NOTHING;
  private final MemorySegment context = arena.allocate(Context.WORDS + 8L * LowKernel.WORDS, 64);

  /// Numbers of the thread's own, as many as a kernel's words.
  private final long[] numbers = new long[LowKernel.WORDS];

  /// Makes it work for a run.
  ///
  /// @param workers who shares its parallel loops; {@link Workers#NONE} inside one
  void enter(Work work, int kernel, Workers workers) {
    this.work = work;
    this.kernel = kernel;
    this.workers = workers;
    held = Held.NOTHING;
    depth = 0;
    chunk = 0;
    top = 0;
  }

  /// What must stay while machine code is called.
  Held held() {
    return held;
  }

  void hold(Held memory) {
    held = memory;
  }

  Work work() {
    return work;
  }

  /// The block of words that machine code is given.
  MemorySegment context() {
    return context;
  }

  /// The words of a run, which the thread may change.
  long[] numbers(long[] given) {
    System.arraycopy(given, 0, numbers, 0, given.length);
    return numbers;
  }

  /// Notes a place that machine code found out of range.
  void fault(int site, long at, long size) {
    work.fault(kernel, site, at, size);
  }

  int kernel() {
    return kernel;
  }

  /// Who shares parallel loops with it.
  Workers workers() {
    return workers;
  }

  /// Scratch memory of this thread, aligned to 64 bytes, until {@link #give}. Its contents are
  /// undefined.
  MemorySegment take(long bytes) {
    long need = reserve(bytes);
    return chunks.get(chunk).asSlice(top - need, need);
  }

  /// The same, for machine code: its address.
  long takeAddress(long bytes) {
    long need = reserve(bytes);
    return addresses[chunk] + top - need;
  }

  private long reserve(long bytes) {
    long need = Math.addExact(Math.max(bytes, 1), 63) & -64;
    if (depth + 2 > marks.length) {
      marks = Arrays.copyOf(marks, 2 * marks.length);
    }
    marks[depth++] = chunk;
    marks[depth++] = top;
    if (chunk >= chunks.size() || top + need > chunks.get(chunk).byteSize()) {
      advance(need);
    }
    top += need;
    return need;
  }

  /// Goes to a chunk that has room: the next one, which is replaced by a larger one where it is too
  /// small.
  private void advance(long need) {
    chunk = Math.min(chunk + 1, chunks.size());
    top = 0;
    if (chunk == chunks.size()) {
      chunks.add(arena.allocate(Math.max(FIRST, need), 64));
    } else if (chunks.get(chunk).byteSize() < need) {
      chunks.set(chunk, arena.allocate(Math.multiplyExact(need, 2L), 64));
    }
    if (chunk == addresses.length) {
      addresses = Arrays.copyOf(addresses, 2 * addresses.length);
    }
    addresses[chunk] = chunks.get(chunk).address();
  }

  /// Ends the use of what was taken last.
  void give() {
    top = marks[--depth];
    chunk = (int) marks[--depth];
  }

  /// Ends this thread's work when the run was stopped or its time is over.
  void check() {
    if (work.isStopped() || (++ticks & 63) == 0 && work.isLate()) {
      throw new Work.Stopped();
    }
  }

  /// A place that was not proved in range: itself, or the nearest in range with the fault noted.
  long place(long at, long size, int site) {
    if (at >= 0 && at < size) {
      return at;
    }
    work.fault(kernel, site, at, size);
    if (size == 0) {
      throw new Work.Stopped();
    }
    return at < 0 ? 0 : size - 1;
  }

  /// Runs a parallel loop: in parts by all workers where it is large enough, else here.
  ///
  /// @param grain the least number of iterations that is worth a part
  void cores(
      Code code, int loop, long extent, long grain, MemorySegment[] memories, long[] numbers) {
    if (extent <= 0) {
      return;
    }
    if (extent <= grain || !workers.run(this, code, loop, extent, grain, memories, numbers)) {
      var around = workers;
      workers = Workers.NONE;
      try {
        code.part(loop, this, 0, extent, memories, numbers);
      } finally {
        workers = around;
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }
}
