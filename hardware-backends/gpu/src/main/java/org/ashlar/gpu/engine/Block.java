package org.ashlar.gpu.engine;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A block of threads: its warps, shared and local memory, and barriers.
public final class Block {
  private static final int BARRIERS = 16;

  final Launch launch;
  final long index;
  final Grid.Place place;
  final MemorySegment shared;
  final MemorySegment local;
  final Barrier[] barriers = new Barrier[BARRIERS];
  final Watch watch;

  private final List<Warp> warps = new ArrayList<>();
  private int alive;

  Block(Launch launch, long index, Store store) {
    this(launch, index, store, true);
  }

  /// @param whole whether all registers are filled, not only those that differ from block to block
  Block(Launch launch, long index, Store store, boolean whole) {
    this.launch = launch;
    this.index = index;
    place = launch.grid().place(index);
    shared = store.shared();
    local = store.local();
    watch = launch.watch();
    alive = launch.grid().threadsOfBlock();
    for (int i = 0; i < BARRIERS; i++) {
      barriers[i] = new Barrier();
    }
    for (int i = 0; i < launch.grid().warpsOfBlock(); i++) {
      var warp = new Warp(this, i, store.registers(i));
      if (whole) {
        launch.kernel().fill(warp);
      } else {
        launch.kernel().fillSpecials(warp);
      }
      warps.add(warp);
    }
    watch.began(this);
  }

  public long index() {
    return index;
  }

  public List<Warp> warps() {
    return warps;
  }

  public boolean ended() {
    return alive == 0;
  }

  Kernel kernel() {
    return launch.kernel();
  }

  Grid grid() {
    return launch.grid();
  }

  int alive() {
    return alive;
  }

  void ended(int threads) {
    alive -= threads;
    for (int i = 0; i < BARRIERS; i++) {
      if (barriers[i].open(alive)) {
        watch.synchronised(this);
      }
    }
  }

  /// Where an instruction happens, for messages.
  Where where(Warp warp, int instruction, int lane) {
    return kernel().where(instruction, place, warp.index, lane);
  }
}
