package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.ashlar.cpu.low.Context;
import org.ashlar.cpu.machine.Held;
import org.ashlar.cpu.product.Tasks;

/// Runs a chain: each task takes a block of rows of a batch through all links, so that what they
/// pass on stays in the caches.
///
/// Of a buffer between links a thread has one block of rows. The code thinks that it is whole: its
/// address is moved, so that the block's rows are where they would be.
final class LowChain {
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  private final LowCode code;
  private final LowCode.Step.Chain chain;
  private final LowCode.Step[] links;
  private final LowCode.Between[] between;
  private final LowCode.Batch[] batches;
  private final long blocks;
  private final long betweenBytes;
  private final long scratchBytes;
  private final long packedBytes;

  private LowChain(LowCode code, LowCode.Step.Chain chain) {
    this.code = code;
    this.chain = chain;
    links = chain.links().toArray(LowCode.Step[]::new);
    between = chain.between().toArray(LowCode.Between[]::new);
    batches = chain.batches().toArray(LowCode.Batch[]::new);
    blocks = chain.blocks();
    long bytes = 0;
    for (var b : between) {
      bytes += bytes(b);
    }
    betweenBytes = bytes;
    var tasks = LowCode.products(chain.links()).stream().map(LowCode.Step.Product::tasks).toList();
    scratchBytes = tasks.stream().mapToLong(Tasks::scratchBytes).max().orElse(0);
    packedBytes = tasks.stream().mapToLong(t -> t.packedBytes() * t.copies(batches.length)).sum();
  }

  static Optional<LowChain> of(LowCode code, List<LowCode.Step> steps) {
    return steps.stream()
        .filter(LowCode.Step.Chain.class::isInstance)
        .findFirst()
        .map(step -> new LowChain(code, (LowCode.Step.Chain) step));
  }

  private long bytes(LowCode.Between b) {
    return (b.rowBytes() * chain.block() + 63 & -64) + 64;
  }

  /// @param given the words of the run
  void run(Frame frame, MemorySegment context, long begin, long end, long[] given) {
    long[] numbers = frame.numbers(given);
    long memory = frame.takeAddress(betweenBytes);
    long packed = frame.takeAddress(packedBytes);
    long scratch = frame.takeAddress(scratchBytes);
    long before = -1;
    for (long task = begin; task < end; task++) {
      long batch = task / blocks;
      int block = (int) (task % blocks);
      long row = (long) block * chain.block();
      place(context, numbers, memory, batch, row);
      if (batch != before) {
        pack(batch, numbers, packed, frame.held());
        before = batch;
      }
      long panels = packed;
      for (var link : links) {
        if (link instanceof LowCode.Step.Product product) {
          product(frame, context, product, batch, block, panels, numbers, scratch);
          panels += product.tasks().packedBytes() * product.tasks().copies(batches.length);
        } else if (link instanceof LowCode.Step.Call call) {
          context.set(WORD, Context.BEGIN, row);
          context.set(WORD, Context.END, Math.min(chain.rows(), row + chain.block()));
          code.call(frame, context, call.function(), call.weight());
        }
      }
      frame.check();
    }
    frame.give();
    frame.give();
    frame.give();
  }

  /// Tells the code where the block of rows is.
  private void place(MemorySegment context, long[] numbers, long memory, long batch, long row) {
    long at = memory;
    for (var b : between) {
      long address = at - (batch * chain.rows() + row) * b.rowBytes();
      context.set(WORD, b.word(), address);
      numbers[(b.word() - Context.WORDS) / 8] = address;
      at += bytes(b);
    }
    long left = batch;
    for (int i = batches.length - 1; i >= 0; i--) {
      context.set(WORD, batches[i].word(), left % batches[i].extent());
      left /= batches[i].extent();
    }
  }

  private void pack(long batch, long[] numbers, long packed, Held held) {
    long at = packed;
    for (var link : links) {
      if (link instanceof LowCode.Step.Product product && product.tasks().packedBytes() > 0) {
        var tasks = product.tasks();
        int copies = tasks.copies(batches.length);
        for (int copy = 0; copy < copies; copy++) {
          tasks.pack(
              code.loaded(product.number()),
              batch * copies + copy,
              product.operands(),
              numbers,
              at,
              held);
          at += tasks.packedBytes();
        }
      }
    }
  }

  private void product(
      Frame frame,
      MemorySegment context,
      LowCode.Step.Product product,
      long batch,
      int block,
      long packed,
      long[] numbers,
      long scratch) {
    var tasks = product.tasks();
    var loaded = code.loaded(product.number());
    int copies = tasks.copies(batches.length);
    for (int copy = 0; copy < copies; copy++) {
      for (int panel = 0; panel < tasks.panels(); panel++) {
        long panels = tasks.packedBytes() == 0 ? 0 : packed + copy * tasks.packedBytes();
        int kind =
            tasks.run(
                loaded,
                batch * copies + copy,
                block,
                panel,
                panels,
                product.operands(),
                numbers,
                context,
                scratch,
                frame.held());
        if (product.after()[kind] >= 0) {
          code.call(frame, context, product.after()[kind], tasks.weight());
        }
      }
    }
  }
}
