package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Register;

/// The code of several vectors of one loop, woven into each other: while one waits for its last
/// product, the others multiply.
///
/// A processor looks some hundred instructions ahead, a long polynomial is as long by itself; so
/// what may run at once must stand close together.
final class LowWeave {
  private static final int MOST = 4;

  /// Instructions of a vector from which on it is not worth the space of several.
  private static final int LONG = 400;

  /// Instructions of all copies together.
  private static final int ALL = 600;

  private static final int WHOLES = 8;
  private static final int MASKS = 5;

  private LowWeave() {}

  /// How many copies of code the registers have room for; 1 where it jumps.
  static int copies(List<Instruction> code) {
    if (code.size() > LONG || code.stream().anyMatch(LowWeave::isJump)) {
      return 1;
    }
    var made = new HashSet<Register>();
    code.forEach(i -> made.add(i.to()));
    var live = new HashSet<Register>();
    int[] most = new int[Register.Kind.values().length];
    for (int n = code.size() - 1; n >= 0; n--) {
      var i = code.get(n);
      live.remove(i.to());
      uses(
          i,
          r -> {
            if (made.contains(r)) {
              live.add(r);
            }
          });
      int[] now = new int[most.length];
      live.forEach(r -> now[r.kind().ordinal()]++);
      for (int k = 0; k < most.length; k++) {
        most[k] = Math.max(most[k], now[k]);
      }
    }
    var others = new HashSet<Register>();
    code.forEach(i ->
        uses(
            i,
            r -> {
              if (!made.contains(r) && r.kind() == Register.Kind.VECTOR) {
                others.add(r);
              }
            }));
    int vectors = Math.max(1, most[Register.Kind.VECTOR.ordinal()]);
    int copies = Math.min(MOST, ALL / Math.max(1, code.size()));
    copies = Math.min(copies, (LowKernel.REGISTERS - others.size()) / vectors);
    copies = Math.min(copies, MASKS / Math.max(1, most[Register.Kind.MASK.ordinal()]));
    copies = Math.min(copies, WHOLES / Math.max(1, most[Register.Kind.WHOLE.ordinal()]));
    return Math.max(1, copies == 3 ? 2 : copies);
  }

  /// Copies in turns, as far as one does not need what another makes; one after the other where
  /// they write to the same register or jump.
  static List<Instruction> together(List<List<Instruction>> copies) {
    var all = new ArrayList<Instruction>();
    var maker = new HashMap<Register, Integer>();
    if (copies.size() < 2 || !areApart(copies, maker)) {
      copies.forEach(all::addAll);
      return all;
    }
    Set<Register> done = new HashSet<>();
    int[] at = new int[copies.size()];
    boolean goesOn = true;
    while (goesOn) {
      goesOn = false;
      for (int c = 0; c < at.length; c++) {
        var copy = copies.get(c);
        if (at[c] < copy.size() && isReady(copy.get(at[c]), c, maker, done)) {
          var next = copy.get(at[c]++);
          all.add(next);
          done.add(next.to());
          goesOn = true;
        }
      }
    }
    return all;
  }

  /// Whether no register is written by two copies, and none reads what a later one makes.
  private static boolean areApart(List<List<Instruction>> copies, Map<Register, Integer> maker) {
    for (int c = 0; c < copies.size(); c++) {
      for (var i : copies.get(c)) {
        if (isJump(i)) {
          return false;
        }
        if (!i.to().isNone()) {
          var other = maker.put(i.to(), c);
          if (other != null && other != c) {
            return false;
          }
        }
      }
    }
    var fine = new boolean[] {true};
    for (int c = 0; c < copies.size(); c++) {
      int here = c;
      copies.get(c).forEach(i -> uses(i, r -> fine[0] &= maker.getOrDefault(r, here) <= here));
    }
    // what several read must be made once
    var times = new HashMap<Register, Integer>();
    copies.forEach(copy -> copy.forEach(i -> times.merge(i.to(), 1, Integer::sum)));
    for (int c = 0; c < copies.size(); c++) {
      int here = c;
      copies
          .get(c)
          .forEach(i ->
              uses(
                  i,
                  r ->
                      fine[0] &=
                          maker.getOrDefault(r, here) == here || times.getOrDefault(r, 0) == 1));
    }
    return fine[0];
  }

  private static boolean isReady(
      Instruction i, int copy, Map<Register, Integer> maker, Set<Register> done) {
    var ready = new boolean[] {true};
    uses(i, r -> ready[0] &= maker.getOrDefault(r, copy) == copy || done.contains(r));
    return ready[0];
  }

  private static void uses(Instruction i, Consumer<Register> each) {
    for (var r : List.of(i.x(), i.y(), i.z(), i.mask(), i.place().base(), i.place().index())) {
      if (!r.isNone() && !r.isConstant()) {
        each.accept(r);
      }
    }
  }

  private static boolean isJump(Instruction i) {
    return switch (i.op()) {
      case LABEL,
          LOOP,
          END,
          JUMP,
          BRANCH,
          BRANCH_N,
          UNLESS,
          UNLESS_ANY,
          POLL,
          CHECK,
          CHECK_N,
          CHECK_LANES,
          EACH ->
          true;
      default -> false;
    };
  }
}
