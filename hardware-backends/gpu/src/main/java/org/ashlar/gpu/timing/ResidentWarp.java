package org.ashlar.gpu.timing;

import java.util.ArrayDeque;
import java.util.Arrays;

/// A warp on a multiprocessor: where it is in its trace, when its registers are ready.
final class ResidentWarp {
  final ResidentBlock block;
  final WarpTrace trace;
  final MachineCode code;
  final int subcore;
  final long[] ready;
  final Stall[] waitsFor;
  final ArrayDeque<CopyGroup> groups = new ArrayDeque<>();
  CopyGroup copying = new CopyGroup();
  final long age;

  /// The first cycle in which it is worth looking at.
  long wake;

  Stall reason = Stall.WAIT;
  long lastIssue;
  long storesDone;
  boolean atBarrier;
  boolean ended;

  private MachineBlock visiting;
  private int next;
  private int position;
  private int end;
  private int from;
  private int to;
  private final int[] places;

  private final Multiprocessor.Subcore home;

  ResidentWarp(
      ResidentBlock block,
      WarpTrace trace,
      MachineCode code,
      Multiprocessor.Subcore home,
      int subcore,
      long age,
      long start) {
    this.block = block;
    this.trace = trace;
    this.code = code;
    this.home = home;
    this.subcore = subcore;
    this.age = age;
    this.wake = start;
    this.lastIssue = start - 1;
    this.ready = new long[code.names()];
    this.waitsFor = new Stall[code.names()];
    Arrays.fill(waitsFor, Stall.WAIT);
    int longest =
        code.blocks().stream().mapToInt(each -> each.end() - each.first()).max().orElse(1);
    this.places = new int[longest];
    this.visiting = code.blocks().getFirst();
    this.ended = !enter();
  }

  /// Wakes it, and the sub-core that would not look before.
  void wake(long time) {
    wake = time;
    if (time < home.wake) {
      home.wake = time;
    }
  }

  /// The operation that it would issue; only while it has not ended.
  MachineOperation operation() {
    return visiting.operations()[next];
  }

  /// The place of its code.
  int at() {
    return visiting.at() + next;
  }

  /// Whether lanes execute the operation, and not only its guard.
  int active(MachineOperation operation) {
    int place = places[operation.instruction() - visiting.first()];
    return place < 0 ? 0 : trace.active(place);
  }

  int place(MachineOperation operation) {
    return places[operation.instruction() - visiting.first()];
  }

  /// Goes on to the next operation; false at the end of the warp. [#jumped] says whether it was a
  /// jump.
  boolean advance() {
    jumped = false;
    next++;
    if (skip()) {
      return true;
    }
    int before = visiting.end();
    if (!enter()) {
      ended = true;
      return false;
    }
    jumped = visiting.first() != before;
    return true;
  }

  boolean jumped;

  private boolean skip() {
    var operations = visiting.operations();
    while (next < operations.length) {
      int instruction = operations[next].instruction();
      if (instruction >= from && instruction <= to) {
        return true;
      }
      next++;
    }
    return false;
  }

  /// Takes the next run of instructions of one block from the trace.
  private boolean enter() {
    while (true) {
      if (position >= trace.length()) {
        position = 0;
        if (!trace.next()) {
          return false;
        }
      }
      from = trace.instruction(position);
      visiting = code.block(from);
      Arrays.fill(places, 0, visiting.end() - visiting.first(), -1);
      to = from - 1;
      end = position;
      while (end < trace.length()) {
        int instruction = trace.instruction(end);
        if (instruction <= to || instruction >= visiting.end() || instruction < visiting.first()) {
          break;
        }
        places[instruction - visiting.first()] = end;
        to = instruction;
        end++;
      }
      position = end;
      next = 0;
      if (skip()) {
        return true;
      }
    }
  }
}
