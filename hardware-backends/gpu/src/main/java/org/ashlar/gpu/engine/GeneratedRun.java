package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs the blocks of a launch through a generated class, on several host threads where their order
/// is free.
///
/// Of several blocks that end with a fault, the first by index is reported: threads take blocks in
/// order.
final class GeneratedRun {
  private record Failure(long block, RuntimeException reason) {}

  private final Launch launch;
  private final Generated generated;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong issued = new AtomicLong();
  private final AtomicReference<Failure> failure = new AtomicReference<>();

  GeneratedRun(Launch launch, Generated generated) {
    this.launch = launch;
    this.generated = generated;
  }

  /// Runs all blocks; gives the warp instructions where they are counted.
  long run(int threads) {
    long blocks = launch.grid().blocks().count();
    int several = generated.ordered() ? 1 : (int) Math.min(threads, blocks);
    var others = new ArrayList<Thread>();
    for (int i = 1; i < several; i++) {
      others.add(
          Thread.ofPlatform()
              .daemon()
              .name("ashlar-gpu-" + i)
              .start(new FutureTask<@Nullable Void>(this::work, null)));
    }
    work();
    boolean interrupted = false;
    for (var other : others) {
      while (other.isAlive()) {
        try {
          other.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    var failed = failure.get();
    if (failed != null) {
      throw failed.reason();
    }
    return issued.get();
  }

  private void work() {
    long blocks = launch.grid().blocks().count();
    try (var store = new Store(launch.kernel(), launch.grid())) {
      var frame = frame(store);
      boolean first = true;
      for (long index = next.getAndIncrement(); index < blocks; index = next.getAndIncrement()) {
        var failed = failure.get();
        if (launch.stopped() || failed != null && failed.block() < index) {
          return;
        }
        try {
          block(index, store, frame, first);
        } catch (RuntimeException e) {
          long at = index;
          failure.accumulateAndGet(
              new Failure(at, e), (old, other) -> old == null || old.block() > at ? other : old);
        }
        first = false;
      }
    }
  }

  private Frame frame(Store store) {
    var grid = launch.grid();
    var memory = launch.memory().segment();
    var frame = new Frame();
    frame.global = memory.address();
    frame.globalBytes = memory.byteSize();
    frame.shared = store.shared().address();
    frame.sharedBytes = launch.kernel().sharedBytes() + grid.sharedBytes();
    frame.local = store.local().address();
    frame.locals = store.local().address();
    frame.localBytes = launch.kernel().localBytes();
    frame.functions = generated.functions();
    var parameters = launch.parameters();
    frame.parameters = new long[(int) (parameters.byteSize() + 7) / 8 + 2];
    for (int i = 0; i < parameters.byteSize(); i++) {
      frame.parameters[i / 8] |=
          (parameters.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) & 0xFFL) << i % 8 * 8;
    }
    frame.blocksX = grid.blocks().x();
    frame.blocksY = grid.blocks().y();
    frame.blocksZ = grid.blocks().z();
    frame.threadsX = grid.threads().x();
    frame.threadsY = grid.threads().y();
    frame.threadsZ = grid.threads().z();
    return frame;
  }

  private void block(long index, Store store, Frame frame, boolean first) {
    if (generated.lockstep()) {
      var lanes = new Block(launch, index, store);
      boolean ended = false;
      while (!ended) {
        ended = GridRun.run(lanes);
      }
      for (var warp : lanes.warps()) {
        issued.addAndGet(warp.issued);
      }
      return;
    }
    if (generated.stops()) {
      new ThreadsOfBlock(new Block(launch, index, store, first), generated, frame).run();
      return;
    }
    var place = launch.grid().place(index);
    frame.blockX = place.x();
    frame.blockY = place.y();
    frame.blockZ = place.z();
    try {
      generated.code().all(frame);
    } catch (Refused e) {
      var where =
          launch
              .kernel()
              .where(e.instruction, place, frame.thread / Grid.WARP, frame.thread % Grid.WARP);
      throw e.fault(where);
    }
  }
}
