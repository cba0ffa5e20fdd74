package org.ashlar.gpu.timing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A streaming multiprocessor: sub-cores that issue, one path to shared memory and the L1, what
/// misses goes out.
///
/// It runs alone for a quantum of cycles that is shorter than the way to the L2 and back, so that
/// nothing that others do can reach it before the quantum ends: the model is exact for any number
/// of threads. Between two events nothing is computed.
final class Multiprocessor {
  /// A quarter of the multiprocessor, with its own scheduler and pipes.
  static final class Subcore {
    final List<ResidentWarp> warps = new ArrayList<>();
    final long[] portFree = new long[Unit.Port.values().length];
    long wake = Long.MAX_VALUE;
    @Nullable ResidentWarp greedy;
  }

  final int number;
  final Tally tally;
  final List<Request> requests = new ArrayList<>();

  /// Blocks that ended in this quantum, with the cycle, in order.
  final List<ResidentBlock> endedBlocks = new ArrayList<>();

  final List<Long> endedTimes = new ArrayList<>();
  int residentBlocks;
  int residentWarps;
  long lastEvent;

  private final Card card;
  private final MachineCode code;
  private final Subcore[] subcores;
  private final Cache l1;
  private final Miss[] misses;
  private final Lanes lanes = new Lanes();
  private final long[] arrivals;
  private int arrivalsHead;
  private int arrivalsCount;
  private long pathFree;
  private long storesUntil;
  private long now;
  private long ages;
  private final long[] instructionLines;

  Multiprocessor(int number, Card card, MachineCode code, int instructions, double l1Kib) {
    this.number = number;
    this.card = card;
    this.code = code;
    this.tally = new Tally(instructions);
    this.subcores = new Subcore[card.subcores];
    for (int i = 0; i < subcores.length; i++) {
      subcores[i] = new Subcore();
    }
    this.l1 = new Cache(l1Kib, card.l1Ways);
    this.misses = new Miss[l1.lines() * Cache.SECTORS];
    this.arrivals = new long[card.l1Misses];
    this.instructionLines = new long[Math.max(16, card.cacheInstructions / 8)];
    java.util.Arrays.fill(instructionLines, -1);
  }

  void start(ResidentBlock block, WarpTrace[] traces, long time) {
    block.warps = new ResidentWarp[traces.length];
    residentBlocks++;
    tally.blocks++;
    for (int i = 0; i < traces.length; i++) {
      // Warps of a block go to sub-cores in turn.
      int home = i % subcores.length;
      var warp = new ResidentWarp(block, traces[i], code, subcores[home], home, ages++, time);
      block.warps[i] = warp;
      if (!warp.ended) {
        block.alive++;
        subcores[home].warps.add(warp);
        subcores[home].wake = Math.min(subcores[home].wake, time);
        residentWarps++;
      }
    }
    if (block.alive == 0) {
      end(block, time);
    }
  }

  /// When something can happen here next.
  long next() {
    long first = Long.MAX_VALUE;
    for (var each : subcores) {
      first = Math.min(first, each.wake);
    }
    return first;
  }

  /// Runs up to, but without, a cycle.
  void run(long until) {
    long from = now;
    now = Math.max(now, next());
    while (now < until) {
      long nextWake = Long.MAX_VALUE;
      boolean busy = false;
      for (var each : subcores) {
        if (each.wake <= now) {
          busy |= issue(each);
        }
        nextWake = Math.min(nextWake, each.wake);
      }
      long step = Math.min(Math.max(now + 1, nextWake), until) - now;
      if (residentWarps > 0) {
        tally.warpCycles += residentWarps * step;
        tally.activeCycles += step;
      }
      now += step;
      if (busy) {
        lastEvent = now;
      }
    }
    if (from < until && now > until) {
      now = until;
    }
  }

  /// Issues of the warp that issued last, else of the oldest that can; false where none can.
  private boolean issue(Subcore subcore) {
    long soonest = Long.MAX_VALUE;
    var greedy = subcore.greedy;
    if (greedy != null && !greedy.ended && greedy.wake <= now && ready(subcore, greedy)) {
      issue(subcore, greedy);
      subcore.wake = now + 1;
      return true;
    }
    for (int i = 0; i < subcore.warps.size(); i++) {
      var warp = subcore.warps.get(i);
      if (warp.wake <= now && ready(subcore, warp)) {
        issue(subcore, warp);
        subcore.greedy = warp;
        subcore.wake = now + 1;
        return true;
      }
      soonest = Math.min(soonest, warp.wake);
    }
    subcore.wake = soonest;
    return false;
  }

  /// Whether a warp can issue now; where not, it says when it may.
  private boolean ready(Subcore subcore, ResidentWarp warp) {
    var operation = warp.operation();
    long time = now;
    var reason = Stall.NOT_SELECTED;
    var ready = warp.ready;
    for (int each : operation.sources()) {
      if (ready[each] > time) {
        time = ready[each];
        reason = warp.waitsFor[each];
      }
    }
    for (int each : operation.results()) {
      if (ready[each] > time) {
        time = ready[each];
        reason = warp.waitsFor[each];
      }
    }
    long free = subcore.portFree[operation.unit().port().ordinal()];
    if (free > time) {
      time = free;
      reason = Stall.MATH_PIPE_THROTTLE;
    }
    if (operation.effect() != Effect.NONE) {
      long allowed = effectAllowed(operation, warp);
      if (allowed > time) {
        time = allowed;
        reason = effectReason(operation);
      }
    }
    if (time <= now) {
      return true;
    }
    warp.wake = time >= Miss.UNKNOWN ? Long.MAX_VALUE : time;
    warp.reason = reason;
    return false;
  }

  private long effectAllowed(MachineOperation operation, ResidentWarp warp) {
    return switch (operation.effect()) {
      case LOAD, STORE, ATOMIC, COPY_ASYNC -> {
        long allowed = pathFree - card.l1Queue;
        if (!operation.shared()) {
          allowed = Math.max(allowed, room());
          if (operation.effect() == Effect.STORE) {
            allowed = Math.max(allowed, storesUntil);
          }
        }
        yield allowed;
      }
      case WAIT_GROUP -> groupsReady(warp, operation.bytes());
      case FENCE -> warp.storesDone;
      case NONE, COMMIT_GROUP, BARRIER, BRANCH -> 0;
    };
  }

  private static Stall effectReason(MachineOperation operation) {
    return switch (operation.effect()) {
      case LOAD, STORE, ATOMIC, COPY_ASYNC ->
          operation.shared() ? Stall.MIO_THROTTLE : Stall.LG_THROTTLE;
      case WAIT_GROUP -> Stall.LONG_SCOREBOARD;
      case FENCE -> Stall.MEMBAR;
      case NONE, COMMIT_GROUP, BARRIER, BRANCH -> Stall.WAIT;
    };
  }

  /// When another miss has room: sectors on their way are limited.
  private long room() {
    while (arrivalsCount > 0 && arrivals[arrivalsHead] <= now) {
      arrivalsHead = (arrivalsHead + 1) % arrivals.length;
      arrivalsCount--;
    }
    return arrivalsCount + outstanding < arrivals.length
        ? 0
        : arrivalsCount > 0 ? arrivals[arrivalsHead] : Miss.UNKNOWN;
  }

  /// Sectors whose arrival is not known yet.
  private int outstanding;

  /// Says when sectors arrive that were asked for.
  void arrival(Request request, long time) {
    int sectors = Integer.bitCount(request.sectors);
    outstanding -= sectors;
    for (int i = 0; i < sectors && arrivalsCount < arrivals.length; i++) {
      arrivals[(arrivalsHead + arrivalsCount++) % arrivals.length] = time;
    }
    request.miss.arrives = time;
    for (var each : request.miss.waiting) {
      each.arrived(time);
    }
    request.miss.waiting.clear();
  }

  /// After a quantum: who waited for room looks again.
  void settle(long time, long storeLimit) {
    storesUntil = storeLimit;
    for (var subcore : subcores) {
      for (var warp : subcore.warps) {
        if (warp.wake == Long.MAX_VALUE && !warp.atBarrier && warp.reason == Stall.LG_THROTTLE) {
          warp.wake(time);
        }
      }
    }
  }

  private static long groupsReady(ResidentWarp warp, int mayStayOpen) {
    long time = 0;
    int looked = warp.groups.size() - mayStayOpen;
    for (var group : warp.groups) {
      if (looked-- <= 0) {
        break;
      }
      time = Math.max(time, group.open > 0 ? Miss.UNKNOWN : group.ready);
    }
    return time;
  }

  private void issue(Subcore subcore, ResidentWarp warp) {
    var operation = warp.operation();
    int active = warp.active(operation);
    int unit = operation.unit().ordinal();
    subcore.portFree[operation.unit().port().ordinal()] = now + card.interval[unit];
    long waited = now - warp.lastIssue - 1;
    if (waited > 0) {
      tally.stalls[warp.reason.ordinal()] += waited;
      tally.stalledAt[operation.instruction()] += waited;
    }
    warp.lastIssue = now;
    warp.reason = Stall.NOT_SELECTED;
    warp.wake = now + 1;
    tally.issued[unit]++;
    tally.issuedAt[operation.instruction()]++;
    tally.instructions++;
    tally.threadInstructions += Integer.bitCount(active);
    tally.floats += (long) operation.floats() * Integer.bitCount(active);
    if (operation.effect() == Effect.NONE || active == 0 && operation.effect() != Effect.BRANCH) {
      long done = now + card.latency[unit];
      var kind =
          operation.unit().port() == Unit.Port.RARE || operation.unit() == Unit.SHUFFLE
              ? Stall.SHORT_SCOREBOARD
              : Stall.WAIT;
      for (int each : operation.results()) {
        warp.ready[each] = done;
        warp.waitsFor[each] = kind;
      }
    } else {
      effect(operation, warp, active);
    }
    int before = warp.at();
    if (!warp.advance()) {
      end(subcore, warp);
    } else if (operation.effect() == Effect.BARRIER) {
      arrive(warp);
    } else {
      fetch(warp, before);
    }
  }

  /// A jump empties what was fetched; code that is not in the cache has to come first.
  private void fetch(ResidentWarp warp, int before) {
    if (warp.jumped) {
      warp.wake = now + card.branchCycles;
      warp.reason = Stall.BRANCH_RESOLVING;
    }
    int line = warp.at() >> 3;
    if (line != before >> 3) {
      int slot = line % instructionLines.length;
      if (instructionLines[slot] != line) {
        instructionLines[slot] = line;
        if (warp.jumped) {
          warp.wake = now + card.cacheMissCycles;
          warp.reason = Stall.NO_INSTRUCTION;
        }
      }
    }
  }

  private void effect(MachineOperation operation, ResidentWarp warp, int active) {
    switch (operation.effect()) {
      case LOAD -> load(operation, warp, active);
      case STORE -> store(operation, warp, active);
      case ATOMIC -> atomic(operation, warp, active);
      case COPY_ASYNC -> copy(operation, warp, active);
      case COMMIT_GROUP -> {
        warp.groups.add(warp.copying);
        warp.copying = new CopyGroup();
      }
      case WAIT_GROUP -> {
        while (warp.groups.size() > operation.bytes()) {
          warp.groups.removeFirst();
        }
      }
      case NONE, BARRIER, BRANCH, FENCE -> {}
    }
  }

  private boolean shared(MachineOperation operation, ResidentWarp warp, int active) {
    return operation.shared()
        || Spaces.shared(
            warp.trace.address(warp.place(operation), Integer.numberOfTrailingZeros(active)));
  }

  /// Takes the path to shared memory and the L1 for some cycles; returns its last.
  private long path(long cycles) {
    long start = Math.max(now, pathFree);
    pathFree = start + cycles;
    return pathFree - 1;
  }

  private void results(ResidentWarp warp, int[] results, long time, Stall kind) {
    for (int each : results) {
      warp.ready[each] = time;
      warp.waitsFor[each] = kind;
    }
  }

  private void load(MachineOperation operation, ResidentWarp warp, int active) {
    int lanesOfMatrix = operation.lanes() < 32 ? (1 << operation.lanes()) - 1 : -1;
    if (shared(operation, warp, active)) {
      int passes =
          lanes.passes(
              warp.trace, warp.place(operation), active & lanesOfMatrix, operation.bytes());
      tally.sharedRequests++;
      tally.sharedPasses += passes;
      long last = path(passes * (long) Math.ceil(Cache.LINE / card.sharedBytesPerCycle));
      results(
          warp,
          operation.results(),
          last + (long) (passes - 1) * (card.conflictCycles - 1) + card.sharedLatency,
          Stall.SHORT_SCOREBOARD);
      return;
    }
    var access = read(operation, warp, active, operation.results(), null);
    if (access.open == 0) {
      results(warp, operation.results(), access.ready, Stall.LONG_SCOREBOARD);
    } else {
      results(warp, operation.results(), Miss.UNKNOWN, Stall.LONG_SCOREBOARD);
    }
  }

  private Access read(
      MachineOperation operation,
      ResidentWarp warp,
      int active,
      int[] results,
      @org.jspecify.annotations.Nullable CopyGroup group) {
    lines(operation, warp, active);
    tally.loadRequests++;
    tally.loadSectors += lanes.totalSectors;
    long cycles =
        Math.max(
            (long) Math.ceil(lanes.count / card.l1TagsPerCycle),
            (long) Math.ceil(lanes.totalSectors * 32 / card.l1BytesPerCycle));
    long last = path(cycles);
    var access = new Access(warp, results, group, last + card.l1Latency);
    for (int i = 0; i < lanes.count; i++) {
      look(lanes.lines[i], lanes.sectors[i], operation.bypass(), last, access);
    }
    return access;
  }

  /// Looks for sectors of a line in the L1, and asks for those that are neither there nor on their
  /// way.
  private void look(long line, int wanted, boolean bypass, long time, Access access) {
    if (bypass) {
      ask(line, wanted, time, access);
      return;
    }
    int place = l1.find(line);
    if (place < 0) {
      place = l1.place(line);
      for (int s = 0; s < Cache.SECTORS; s++) {
        misses[place * Cache.SECTORS + s] = null;
      }
    }
    int there = l1.valid(place) & wanted;
    for (int s = 0; s < Cache.SECTORS; s++) {
      if ((there >> s & 1) != 0) {
        tally.loadHits++;
        var miss = misses[place * Cache.SECTORS + s];
        if (miss != null) {
          if (miss.arrives >= Miss.UNKNOWN) {
            if (!miss.waiting.contains(access)) {
              miss.waiting.add(access);
              access.open++;
            }
          } else {
            access.ready = Math.max(access.ready, miss.arrives);
            if (miss.arrives <= now) {
              misses[place * Cache.SECTORS + s] = null;
            }
          }
        }
      }
    }
    int absent = wanted & ~there;
    if (absent != 0) {
      var miss = ask(line, absent, time, access);
      l1.fill(place, absent);
      for (int s = 0; s < Cache.SECTORS; s++) {
        if ((absent >> s & 1) != 0) {
          misses[place * Cache.SECTORS + s] = miss;
        }
      }
    }
  }

  private Miss ask(long line, int sectors, long time, Access access) {
    var miss = new Miss();
    miss.waiting.add(access);
    access.open++;
    outstanding += Integer.bitCount(sectors);
    requests.add(new Request(Request.Kind.READ, number, line, sectors, time, 0, miss));
    return miss;
  }

  /// Local memory is laid out so that lanes that access the same place of theirs are neighbours.
  private void lines(MachineOperation operation, ResidentWarp warp, int active) {
    int place = warp.place(operation);
    long first = warp.trace.address(place, Integer.numberOfTrailingZeros(active));
    if (Spaces.local(first)) {
      lanes.local(first, operation.bytes(), warp.block.index * 64 + warp.age % 64);
    } else {
      lanes.coalesce(warp.trace, place, active, operation.bytes());
    }
  }

  private void store(MachineOperation operation, ResidentWarp warp, int active) {
    if (shared(operation, warp, active)) {
      int passes = lanes.passes(warp.trace, warp.place(operation), active, operation.bytes());
      tally.sharedRequests++;
      tally.sharedPasses += passes;
      path(passes * (long) Math.ceil(Cache.LINE / card.sharedBytesPerCycle));
      return;
    }
    lines(operation, warp, active);
    tally.storeRequests++;
    tally.storeSectors += lanes.totalSectors;
    long last =
        path(
            Math.max(
                lanes.count, (long) Math.ceil(lanes.totalSectors * 32 / card.l1BytesPerCycle)));
    warp.storesDone = Math.max(warp.storesDone, last + card.l2Latency);
    for (int i = 0; i < lanes.count; i++) {
      requests.add(
          new Request(
              Request.Kind.WRITE, number, lanes.lines[i], lanes.sectors[i], last, 0, new Miss()));
    }
  }

  private void atomic(MachineOperation operation, ResidentWarp warp, int active) {
    int place = warp.place(operation);
    int repeats = lanes.repeats(warp.trace, place, active);
    if (shared(operation, warp, active)) {
      int passes = Math.max(repeats, lanes.passes(warp.trace, place, active, operation.bytes()));
      tally.sharedRequests++;
      tally.sharedPasses += passes;
      long last = path((long) passes * card.sharedAtomicCycles);
      results(warp, operation.results(), last + card.sharedLatency, Stall.SHORT_SCOREBOARD);
      return;
    }
    lanes.coalesce(warp.trace, place, active, operation.bytes());
    tally.atomicRequests++;
    long last = path(lanes.count);
    var access = new Access(warp, operation.results(), null, last);
    for (int i = 0; i < lanes.count; i++) {
      var miss = new Miss();
      miss.waiting.add(access);
      access.open++;
      outstanding += Integer.bitCount(lanes.sectors[i]);
      requests.add(
          new Request(
              Request.Kind.ATOMIC, number, lanes.lines[i], lanes.sectors[i], last, repeats, miss));
    }
    results(warp, operation.results(), Miss.UNKNOWN, Stall.LONG_SCOREBOARD);
  }

  private void copy(MachineOperation operation, ResidentWarp warp, int active) {
    var group = warp.copying;
    group.open++;
    var access = read(operation, warp, active, new int[0], group);
    if (access.open == 0) {
      access.finish();
    }
  }

  private void arrive(ResidentWarp warp) {
    var block = warp.block;
    warp.atBarrier = true;
    warp.wake = Long.MAX_VALUE;
    warp.reason = Stall.BARRIER;
    block.atBarrier++;
    release(block);
  }

  private void release(ResidentBlock block) {
    if (block.atBarrier > 0 && block.atBarrier == block.alive) {
      block.atBarrier = 0;
      for (var each : block.warps) {
        if (each.atBarrier) {
          each.atBarrier = false;
          each.wake(now + card.barrierCycles);
        }
      }
    }
  }

  private void end(Subcore subcore, ResidentWarp warp) {
    subcore.warps.remove(warp);
    subcore.greedy = null;
    residentWarps--;
    if (--warp.block.alive == 0) {
      end(warp.block, now + 1);
    } else {
      release(warp.block);
    }
  }

  private void end(ResidentBlock block, long time) {
    residentBlocks--;
    endedBlocks.add(block);
    endedTimes.add(time);
  }
}
