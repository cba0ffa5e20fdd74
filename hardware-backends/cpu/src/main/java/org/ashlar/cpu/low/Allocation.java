package org.ashlar.cpu.low;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Which register of the machine each register of a function lives in, or which slot of the stack.
///
/// A linear scan over the instructions (Poletto and Sarkar 1999): what is alive somewhere in a loop
/// that it was made before is alive until the loop's end, and of too many the one that is used
/// least, with uses in loops counting tenfold a level, goes to the stack.
final class Allocation {
  private static final int NOWHERE = -1;
  private static final double LEVEL = 10;

  /// The weight of what must not go to the stack: a register that an instruction is free to use.
  private static final double FREE = 1e12;

  private final Register[] registers;
  private final int[] start;
  private final int[] end;
  private final double[] uses;
  private final int[] home;
  private final int[] slot;
  private final int[] hint;
  private int slots;

  /// @param pools the machine's registers of each kind
  Allocation(Listing code, int[][] pools) {
    int n = code.registers();
    registers = new Register[n];
    start = new int[n];
    end = new int[n];
    uses = new double[n];
    home = new int[n];
    slot = new int[n];
    hint = new int[n];
    Arrays.fill(start, Integer.MAX_VALUE);
    Arrays.fill(end, NOWHERE);
    Arrays.fill(home, NOWHERE);
    Arrays.fill(slot, NOWHERE);
    Arrays.fill(hint, NOWHERE);
    var loops = measure(code.instructions());
    extend(loops);
    for (var kind : Register.Kind.values()) {
      scan(kind, pools[kind.ordinal()]);
    }
  }

  /// The machine's register; negative where it lives on the stack.
  int home(Register r) {
    return home[r.number()];
  }

  /// Its slot on the stack.
  int slot(Register r) {
    return slot[r.number()];
  }

  /// The number of slots.
  int slots() {
    return slots;
  }

  /// Whether anything ever reads or writes it.
  boolean isUsed(Register r) {
    return end[r.number()] != NOWHERE;
  }

  /// The registers that hold something before and after an instruction.
  List<Register> across(int instruction) {
    var found = new ArrayList<Register>();
    int at = 2 * instruction;
    for (int i = 0; i < registers.length; i++) {
      if (start[i] < at && end[i] > at + 1 && home[i] != NOWHERE) {
        found.add(registers[i]);
      }
    }
    return found;
  }

  // ── lives ──

  private List<int[]> measure(List<Instruction> code) {
    var loops = new ArrayList<int[]>();
    var open = new ArrayDeque<int[]>();
    double weight = 1;
    for (int i = 0; i < code.size(); i++) {
      var one = code.get(i);
      switch (one.op()) {
        case LOOP -> {
          open.push(new int[] {2 * i, 0});
          weight *= LEVEL;
        }
        case END -> {
          var loop = open.pop();
          loop[1] = 2 * i + 1;
          loops.add(loop);
          weight /= LEVEL;
        }
        default -> {
          int use = 2 * i;
          use(one.x(), use, weight);
          use(one.y(), use, weight);
          use(one.z(), use, one.isEarly() ? FREE : weight);
          if (one.isEarly()) {
            use(one.z(), use + 1, FREE);
          }
          use(one.mask(), use, weight);
          use(one.place().base(), use, weight);
          use(one.place().index(), use, weight);
          int def = one.isEarly() ? use : use + 1;
          use(one.to(), def, weight);
          if (one.isEarly()) {
            use(one.to(), use + 1, weight);
          }
          if (!one.to().isNone() && !one.x().isNone() && !one.x().isConstant()) {
            hint[one.to().number()] = one.x().number();
          }
        }
      }
    }
    return loops;
  }

  private void use(Register r, int at, double weight) {
    if (r.isNone() || r.isConstant()) {
      return;
    }
    int n = r.number();
    registers[n] = r;
    start[n] = Math.min(start[n], at);
    end[n] = Math.max(end[n], at);
    uses[n] += weight;
  }

  /// Inner loops come first, so an end moves outwards as far as it must.
  private void extend(List<int[]> loops) {
    if (loops.isEmpty()) {
      return;
    }
    for (int i = 0; i < registers.length; i++) {
      for (var loop : loops) {
        if (start[i] < loop[0] && end[i] > loop[0] && end[i] < loop[1]) {
          end[i] = loop[1];
        }
      }
    }
  }

  // ── the scan ──

  private void scan(Register.Kind kind, int[] pool) {
    var order = new ArrayList<Integer>();
    for (int i = 0; i < registers.length; i++) {
      if (registers[i] != null && registers[i].kind() == kind) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingInt(i -> start[i]));
    var free = new ArrayList<Integer>();
    for (int r : pool) {
      free.add(r);
    }
    var active = new PriorityQueue<Integer>(Comparator.comparingInt(i -> end[i]));
    // slots of the stack that are free again, with when
    var freeSlots = new PriorityQueue<int[]>(Comparator.comparingInt(s -> s[0]));
    for (int i : order) {
      while (!active.isEmpty() && end[active.peek()] < start[i]) {
        free.add(home[active.poll()]);
      }
      if (!free.isEmpty()) {
        home[i] = take(free, hint[i] == NOWHERE ? NOWHERE : home[hint[i]]);
        active.add(i);
        continue;
      }
      int victim = i;
      for (int a : active) {
        if (cost(a) < cost(victim)) {
          victim = a;
        }
      }
      if (victim != i) {
        active.remove(victim);
        home[i] = home[victim];
        home[victim] = NOWHERE;
        active.add(i);
      }
      // a victim may have started long ago: its slot must have been free since
      var reused = freeSlots.peek();
      if (reused != null && reused[0] < start[victim]) {
        freeSlots.poll();
        slot[victim] = reused[1];
      } else {
        slot[victim] = slots++;
      }
      freeSlots.add(new int[] {end[victim], slot[victim]});
    }
  }

  private double cost(int i) {
    return uses[i] / (end[i] - start[i] + 1);
  }

  private static int take(List<Integer> free, int wanted) {
    int at = free.indexOf(wanted);
    return free.remove(at < 0 ? free.size() - 1 : at);
  }
}
