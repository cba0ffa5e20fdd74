package org.ashlar.gpu.engine;

/// Executes warps one instruction at a time: slow, obvious, and what everything else is held to.
///
/// Lanes that part meet at the immediate post-dominator of the branch. Where lanes spin on memory,
/// wait at a barrier or for each other, those that wait at meeting places go on by themselves, so
/// that a lock held by a lane of the same warp is given back.
public final class Interpreter {
  /// What a step came to.
  public enum Outcome {
    RAN,
    /// It ran, and others should: it asks for what another thread may change.
    YIELDS,
    /// It can do nothing until another warp does something.
    WAITS,
    ENDED
  }

  private Interpreter() {}

  /// Executes the next instruction of a warp.
  public static Outcome step(Warp warp) {
    if (warp.ended()) {
      return Outcome.ENDED;
    }
    if (!warp.ready()) {
      return Outcome.WAITS;
    }
    var split = warp.split();
    var kernel = warp.block.kernel();
    int at = split.place();
    var step = kernel.step(at);
    int mask = split.mask();
    if (split.barrier >= 0) {
      return passed(warp, split, step, at, mask);
    }
    int executing = step.guard() < 0 ? mask : guarded(warp, step, mask);
    if (step.clock() && executing != 0) {
      refresh(warp);
    }
    if (executing != 0 && executing != mask && waits(step.kind())) {
      // Those whose guard is false go around it.
      split.diverge(executing, at, at + 1, at + 1);
      return Outcome.RAN;
    }
    return switch (step.kind()) {
      case PLAIN -> {
        if (executing != 0) {
          step.action().run(warp, executing);
        }
        executed(warp, at, executing, step);
        split.go(at + 1);
        yield Outcome.RAN;
      }
      case BRANCH -> {
        executed(warp, at, executing, step);
        if (executing == mask) {
          split.go(step.target());
        } else if (executing == 0) {
          split.go(at + 1);
        } else {
          split.diverge(executing, step.target(), at + 1, step.meeting());
        }
        if (executing != 0 && step.spins()) {
          warp.partAll();
          warp.turn();
          yield Outcome.YIELDS;
        }
        yield Outcome.RAN;
      }
      case END -> {
        executed(warp, at, executing, step);
        if (executing != mask) {
          split.go(at + 1);
        }
        warp.end(executing);
        for (int i = 0; i < warp.splits.size(); i++) {
          if (warp.splits.get(i).gathering) {
            gather(warp, warp.splits.get(i));
          }
        }
        yield warp.ended() ? Outcome.ENDED : Outcome.RAN;
      }
      case BARRIER -> {
        if (executing == 0) {
          executed(warp, at, 0, step);
          split.go(at + 1);
          yield Outcome.RAN;
        }
        yield arrive(warp, split, (BarrierAction) step.action(), at, mask);
      }
      case GATHER -> {
        if (executing == 0) {
          executed(warp, at, 0, step);
          split.go(at + 1);
          yield Outcome.RAN;
        }
        split.gathering = true;
        if (!gather(warp, split)) {
          warp.partAll();
        }
        yield Outcome.RAN;
      }
    };
  }

  /// Executes a warp until it can do nothing more, yields or ends, as [#step] does again and again.
  static Outcome run(Warp warp) {
    while (true) {
      var outcome = step(warp);
      if (outcome != Outcome.RAN) {
        return outcome;
      }
      straight(warp);
    }
  }

  /// Executes what comes next as long as it is plain, and nobody looks on who wants each
  /// instruction.
  private static void straight(Warp warp) {
    if (warp.splits.isEmpty() || warp.block.watch.executions()) {
      return;
    }
    var split = warp.split();
    if (split.barrier >= 0 || split.gathering) {
      return;
    }
    int begin = split.place();
    int at = warp.block.kernel().straight().run(warp, begin, split.until(), split.mask());
    if (at != begin) {
      warp.issued += at - begin;
      split.go(at);
    }
  }

  private static boolean waits(Step.Kind kind) {
    return kind == Step.Kind.BARRIER || kind == Step.Kind.GATHER;
  }

  private static void executed(Warp warp, int at, int mask, Step step) {
    warp.issued++;
    var watch = warp.block.watch;
    if (watch.executions()) {
      watch.executed(warp, at, mask, mask != 0 && step.action().memory());
    }
  }

  static int guarded(Warp warp, Step step, int mask) {
    int found = 0;
    for (int m = mask; m != 0; m &= m - 1) {
      int lane = Integer.numberOfTrailingZeros(m);
      if (warp.registers[step.guard() + lane] != 0 != step.negated()) {
        found |= 1 << lane;
      }
    }
    return found;
  }

  private static void refresh(Warp warp) {
    warp.block
        .kernel()
        .slots()
        .specials()
        .forEach((name, slot) -> {
          if (Specials.moves(name)) {
            java.util.Arrays.fill(
                warp.registers, slot, slot + Grid.WARP, Specials.value(name, warp, 0));
          }
        });
  }

  private static Outcome arrive(Warp warp, Split split, BarrierAction action, int at, int mask) {
    var block = warp.block;
    if (mask != warp.alive()) {
      block.watch.divergedBarrier(warp, at, mask);
    }
    int id = action.id(warp, mask);
    if (id < 0 || id >= block.barriers.length) {
      throw new Fault(block.where(warp, at, -1), "barrier: a block has barriers 0 to 15: " + id);
    }
    executed(warp, at, mask, block.kernel().step(at));
    split.barrier = id;
    split.phase = block.barriers[id].phase;
    action.run(warp, mask);
    boolean opened = block.barriers[id].open(block.alive());
    if (opened) {
      block.watch.synchronised(block);
    }
    if (action.passes()) {
      split.barrier = -1;
      split.go(at + 1);
    } else if (!opened) {
      warp.partAll();
    }
    return Outcome.RAN;
  }

  private static Outcome passed(Warp warp, Split split, Step step, int at, int mask) {
    ((BarrierAction) step.action()).opened(warp, mask, warp.block.barriers[split.barrier]);
    split.barrier = -1;
    split.go(at + 1);
    warp.join(split);
    return Outcome.RAN;
  }

  /// Executes an instruction of several lanes if all that it names have come.
  private static boolean gather(Warp warp, Split split) {
    int at = split.place();
    var step = warp.block.kernel().step(at);
    int lane = Integer.numberOfTrailingZeros(split.mask());
    int members = step.members() < 0 ? -1 : (int) warp.registers[step.members() + lane];
    int need = members & warp.alive();
    int come = split.mask();
    if ((need & ~come) != 0) {
      for (var other : warp.splits) {
        if (other.gathering && other.place() == at) {
          come |= other.mask();
        }
      }
      if ((need & ~come) != 0) {
        return false;
      }
    }
    step.action().run(warp, come);
    executed(warp, at, come, step);
    warp.block.watch.synchronised(warp, come);
    boolean several = false;
    for (var other : warp.splits) {
      if (other == split || other.gathering && other.place() == at) {
        several |= other != split;
        other.gathering = false;
        other.go(at + 1);
      }
    }
    if (several) {
      warp.join(split);
    }
    return true;
  }
}
