package org.ashlar.gpu.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is known of each byte of a block's shared memory: who wrote and read it last, and since
/// which meeting.
///
/// Two threads race where both touch a byte, one of them writes, and no barrier of the block lies
/// between; within a warp, a meeting of its lanes (`bar.warp.sync`, a shuffle, a vote) also orders
/// them. Atomics do not race with each other, and lanes that write the same value at once do not
/// either.
final class SharedShadow {
  private static final int NOBODY = -1;

  /// Readers of several warps; several of warp w are -2 - w.
  private static final int SEVERAL = Integer.MIN_VALUE;

  /// Bytes that a thread's open or committed group of copies writes.
  private record Copied(long address, int bytes, int instruction) {}

  private final Checker checker;
  private final Block block;
  private final boolean[] written;
  private final int[] writer;
  private final long[] writeTime;
  private final int[] writeInstruction;
  private final boolean[] atomically;
  private final byte[] values;
  private final int[] reader;
  private final long[] readTime;
  private final int[] readInstruction;

  /// The thread whose copy to the byte nobody has waited for.
  private final int[] copying;

  private final int[] copyInstruction;
  private final List<ArrayDeque<List<Copied>>> groups = new ArrayList<>();

  /// Meetings of the block so far, and those of each warp.
  private long blockTime = 1;

  private final long[] warpTime;

  SharedShadow(Checker checker, Block block) {
    this.checker = checker;
    this.block = block;
    int bytes = block.kernel().sharedBytes() + block.grid().sharedBytes();
    written = new boolean[bytes];
    writer = filled(bytes);
    writeTime = new long[bytes];
    writeInstruction = new int[bytes];
    atomically = new boolean[bytes];
    values = new byte[bytes];
    reader = filled(bytes);
    readTime = new long[bytes];
    readInstruction = new int[bytes];
    copying = filled(bytes);
    copyInstruction = new int[bytes];
    warpTime = new long[block.grid().warpsOfBlock()];
    for (int i = 0; i < block.grid().threadsOfBlock(); i++) {
      var open = new ArrayDeque<List<Copied>>();
      open.add(new ArrayList<>());
      groups.add(open);
    }
  }

  private static int[] filled(int bytes) {
    var all = new int[bytes];
    Arrays.fill(all, NOBODY);
    return all;
  }

  void met() {
    blockTime++;
  }

  void met(Warp warp, int mask) {
    if (mask == warp.alive()) {
      warpTime[warp.index]++;
    }
  }

  void committed(int thread) {
    groups.get(thread).add(new ArrayList<>());
  }

  /// @param pending groups that may stay open; -1: none, nor what is in no group yet
  void waited(int thread, int pending) {
    var open = groups.get(thread);
    // The last list is what was not committed yet.
    int stay = pending < 0 ? 0 : pending + 1;
    while (open.size() > stay && !open.isEmpty()) {
      for (var copied : open.removeFirst()) {
        finish(thread, copied);
      }
    }
    if (open.isEmpty()) {
      open.add(new ArrayList<>());
    }
  }

  /// From now on the bytes count as written by the thread.
  private void finish(int thread, Copied copied) {
    for (int i = 0; i < copied.bytes(); i++) {
      int at = (int) copied.address() + i;
      if (at >= 0 && at < copying.length && copying[at] == thread) {
        copying[at] = NOBODY;
        writer[at] = thread;
        writeTime[at] = time(thread);
        writeInstruction[at] = copied.instruction();
        atomically[at] = false;
      }
    }
  }

  private long time(int thread) {
    return blockTime << 32 | warpTime[thread / Grid.WARP];
  }

  /// Whether an earlier touch is not ordered before one of this thread now.
  private boolean races(int other, long then, int thread) {
    if (other == NOBODY || other == thread || then >>> 32 != blockTime) {
      return false;
    }
    return warp(other) != thread / Grid.WARP || (int) then == (int) warpTime[thread / Grid.WARP];
  }

  /// The warp of a thread, or of several that read; -1 where they are of several warps.
  private static int warp(int who) {
    return who == SEVERAL ? -1 : who < NOBODY ? -2 - who : who / Grid.WARP;
  }

  private static int joined(int one, int thread) {
    return one == thread ? one : warp(one) == thread / Grid.WARP ? -2 - warp(one) : SEVERAL;
  }

  void touched(
      Warp warp,
      int instruction,
      int lane,
      long address,
      int bytes,
      Watch.Touch touch,
      long value) {
    if (address < 0 || address + bytes > written.length) {
      // The access itself will be refused.
      return;
    }
    int thread = warp.thread(lane);
    boolean blamed = false;
    for (int i = 0; i < bytes; i++) {
      int at = (int) address + i;
      blamed =
          blamed
              || blame(warp, instruction, lane, thread, at, touch, (byte) (value >>> 8 * (i & 7)));
      note(thread, instruction, at, touch, (byte) (value >>> 8 * (i & 7)));
    }
    if (touch == Watch.Touch.COPY) {
      groups.get(thread).getLast().add(new Copied(address, bytes, instruction));
    }
  }

  private boolean blame(
      Warp warp, int instruction, int lane, int thread, int at, Watch.Touch touch, byte value) {
    if (copying[at] != NOBODY && touch != Watch.Touch.COPY) {
      checker.found(
          Finding.Kind.MISSING_COPY_WAIT,
          warp,
          instruction,
          lane,
          "%s of shared byte %d: the copy of line %d by thread %d was not waited for"
              .formatted(Checker.name(touch), at, line(copyInstruction[at]), copying[at]));
      return true;
    }
    if (touch == Watch.Touch.READ && !written[at]) {
      checker.found(
          Finding.Kind.UNINITIALISED_SHARED,
          warp,
          instruction,
          lane,
          "shared byte %d is read and nobody wrote it".formatted(at));
      return true;
    }
    boolean both = touch == Watch.Touch.ATOMIC && atomically[at];
    boolean same =
        touch == Watch.Touch.WRITE && writeInstruction[at] == instruction && values[at] == value;
    if (!both && !same && races(writer[at], writeTime[at], thread)) {
      checker.found(
          Finding.Kind.SHARED_RACE,
          warp,
          instruction,
          lane,
          "%s of shared byte %d by thread %d: no barrier after the write of line %d by thread %d"
              .formatted(Checker.name(touch), at, thread, line(writeInstruction[at]), writer[at]));
      return true;
    }
    if (touch != Watch.Touch.READ && races(reader[at], readTime[at], thread)) {
      checker.found(
          Finding.Kind.SHARED_RACE,
          warp,
          instruction,
          lane,
          "%s of shared byte %d by thread %d: no barrier after the read of line %d by %s"
              .formatted(
                  Checker.name(touch),
                  at,
                  thread,
                  line(readInstruction[at]),
                  reader[at] < NOBODY ? "several threads" : "thread " + reader[at]));
      return true;
    }
    return false;
  }

  private void note(int thread, int instruction, int at, Watch.Touch touch, byte value) {
    switch (touch) {
      case READ -> {
        boolean others = reader[at] != NOBODY && readTime[at] >>> 32 == blockTime;
        reader[at] = others ? joined(reader[at], thread) : thread;
        readTime[at] = time(thread);
        readInstruction[at] = instruction;
      }
      case WRITE, ATOMIC -> {
        written[at] = true;
        writer[at] = thread;
        writeTime[at] = time(thread);
        writeInstruction[at] = instruction;
        atomically[at] = touch == Watch.Touch.ATOMIC;
        values[at] = value;
      }
      case COPY -> {
        written[at] = true;
        copying[at] = thread;
        copyInstruction[at] = instruction;
      }
    }
  }

  private int line(int instruction) {
    return block.kernel().step(instruction).instruction().position().line();
  }
}
