package org.ashlar.gpu.engine;

/// The threads of a block while generated code runs them one by one, from stop to stop.
///
/// At a stop the interpreter's action does what the lanes that stand there do together.
final class ThreadsOfBlock {
  /// A thread that can go on, waits at a stop, waits at a barrier where it has been counted, or has
  /// ended.
  private enum State {
    RUNS,
    STOPS,
    MEETS,
    ENDED
  }

  private final Block block;
  private final Generated generated;
  private final Frame frame;
  private final long local;

  /// For each thread the instruction where it goes on or waits.
  private final int[] at;

  private final State[] states;
  private final long[] phases;

  ThreadsOfBlock(Block block, Generated generated, Frame frame) {
    this.block = block;
    this.generated = generated;
    this.frame = frame;
    local = block.local.address();
    int threads = block.grid().threadsOfBlock();
    at = new int[threads];
    phases = new long[threads];
    states = new State[threads];
    java.util.Arrays.fill(states, State.RUNS);
  }

  void run() {
    while (!block.ended()) {
      boolean progress = false;
      for (var warp : block.warps()) {
        progress |= run(warp);
      }
      for (int i = 0; i < block.barriers.length; i++) {
        block.barriers[i].open(block.alive());
      }
      if (!progress && !block.ended()) {
        throw stuck();
      }
    }
  }

  private boolean run(Warp warp) {
    boolean progress = release(warp);
    boolean more = true;
    while (more) {
      boolean ran = advance(warp);
      boolean together = stops(warp);
      progress |= ran || together;
      more = together;
    }
    return progress;
  }

  /// Each lane that can goes on to its next stop.
  private boolean advance(Warp warp) {
    boolean ran = false;
    int base = warp.index * Grid.WARP;
    int ended = 0;
    frame.warp = warp;
    for (int m = warp.alive(); m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      int thread = base + lane;
      if (states[thread] != State.RUNS) {
        continue;
      }
      ran = true;
      frame.local = local + thread * frame.localBytes;
      int entry = at[thread];
      int result;
      try {
        do {
          result =
              generated.code().run(frame, warp.registers, lane, generated.parts()[entry], entry);
          entry = -2 - result;
        } while (result < ThreadCode.ENDED);
      } catch (Refused e) {
        throw e.fault(block.where(warp, e.instruction, lane));
      }
      if (result == ThreadCode.ENDED) {
        states[thread] = State.ENDED;
        ended |= 1 << lane;
      } else {
        states[thread] = State.STOPS;
        at[thread] = result;
      }
    }
    if (ended != 0) {
      warp.drop(ended);
    }
    return ran;
  }

  /// Does what lanes that stand at the same instruction do there.
  ///
  /// @return whether some can go on
  private boolean stops(Warp warp) {
    int base = warp.index * Grid.WARP;
    boolean any = false;
    int left = 0;
    for (int m = warp.alive(); m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      left |= states[base + lane] == State.STOPS ? 1 << lane : 0;
    }
    while (left != 0) {
      int place = Integer.MAX_VALUE;
      for (int m = left; m != 0; m &= m - 1) {
        place = Math.min(place, at[base + Integer.numberOfTrailingZeros(m)]);
      }
      int here = 0;
      for (int m = left; m != 0; m &= m - 1) {
        int lane = Integer.numberOfTrailingZeros(m);
        here |= at[base + lane] == place ? 1 << lane : 0;
      }
      left &= ~here;
      any |= stop(warp, place, here);
    }
    return any;
  }

  private boolean stop(Warp warp, int place, int here) {
    var step = block.kernel().step(place);
    switch (step.kind()) {
      case GATHER -> {
        boolean any = false;
        while (here != 0) {
          int group = here;
          if (step.members() >= 0) {
            long members = warp.registers[step.members() + Integer.numberOfTrailingZeros(here)];
            group = 0;
            for (int m = here; m != 0; m &= m - 1) {
              int lane = Integer.numberOfTrailingZeros(m);
              group |= warp.registers[step.members() + lane] == members ? 1 << lane : 0;
            }
            if ((members & warp.alive() & ~here) == 0) {
              step.action().run(warp, group);
              pass(warp, group, place);
              any = true;
            }
          } else if ((warp.alive() & ~here) == 0) {
            step.action().run(warp, here);
            pass(warp, here, place);
            any = true;
          }
          here &= ~group;
        }
        return any;
      }
      case BARRIER -> {
        var action = (BarrierAction) step.action();
        var barrier = block.barriers[barrier(warp, action, place, here)];
        for (int m = here; m != 0; m &= m - 1) {
          int thread = warp.thread(Integer.numberOfTrailingZeros(m));
          states[thread] = State.MEETS;
          phases[thread] = barrier.phase;
        }
        action.run(warp, here);
        if (action.passes()) {
          pass(warp, here, place);
        }
        barrier.open(block.alive());
        return action.passes();
      }
      default -> {
        step.action().run(warp, here);
        pass(warp, here, place);
        return true;
      }
    }
  }

  private int barrier(Warp warp, BarrierAction action, int place, int mask) {
    int id = action.id(warp, mask);
    if (id < 0 || id >= block.barriers.length) {
      throw new Fault(block.where(warp, place, -1), "barrier: a block has barriers 0 to 15: " + id);
    }
    return id;
  }

  private void pass(Warp warp, int mask, int place) {
    for (int m = mask; m != 0; m &= m - 1) {
      int thread = warp.thread(Integer.numberOfTrailingZeros(m));
      states[thread] = State.RUNS;
      at[thread] = place + 1;
    }
  }

  /// Lets lanes go whose barrier has opened.
  private boolean release(Warp warp) {
    boolean any = false;
    for (int m = warp.alive(); m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      int thread = warp.thread(lane);
      if (states[thread] == State.MEETS) {
        var action = (BarrierAction) block.kernel().step(at[thread]).action();
        var barrier = block.barriers[action.id(warp, 1 << lane)];
        if (barrier.phase != phases[thread]) {
          action.opened(warp, 1 << lane, barrier);
          pass(warp, 1 << lane, at[thread]);
          any = true;
        }
      }
    }
    return any;
  }

  private Fault stuck() {
    for (int thread = 0; thread < states.length; thread++) {
      if (states[thread] != State.ENDED) {
        var warp = block.warps().get(thread / Grid.WARP);
        return new Fault(
            block.where(warp, at[thread], thread % Grid.WARP),
            "deadlock: every thread that has not ended waits, and nobody is left to come");
      }
    }
    throw new IllegalStateException("block: it ended");
  }
}
