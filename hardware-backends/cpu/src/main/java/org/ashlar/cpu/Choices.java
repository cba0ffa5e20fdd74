package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Stmt;

/// What was decided about a kernel before its code is written: which loops are unrolled and which
/// run in vectors, and where small buffers live. Written again after each refusal, so every
/// decision is only a proposal.
final class Choices implements LoopChoices {
  /// More locals than this are left in memory.
  static final int LOCALS = 64;

  /// The effort at which no loop runs in vectors.
  private static final int PLAIN = -1;

  private final Machine machine;
  private final Set<Stmt.For> pieces;
  private final Map<Stmt.For, Integer> lanes = new IdentityHashMap<>();
  private final Map<Stmt.For, Boolean> unrolled = new IdentityHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<Buffer> inMemory = new HashSet<>();
  private Map<Buffer, Residences.Use> uses = new HashMap<>();
  private int effort = 3;

  /// Where a buffer lives; see {@link Home}.
  enum Residence {
    MEMORY,
    SCALARS,
    VECTORS,
    PRIVATE
  }

  /// @param pieces loops that become methods of their own, by identity
  Choices(Machine machine, Set<Stmt.For> pieces) {
    this.pieces = pieces;
    this.machine = machine;
  }

  Machine machine() {
    return machine;
  }

  List<String> notes() {
    return notes;
  }

  /// Takes back a proposal that cannot be.
  void refuse(Unvectorable refusal) {
    lanes.put(refusal.loop(), refusal.lanes());
    unrolled.clear();
    if (refusal.lanes() == 1) {
      notes.add(
          "loop " + refusal.loop().index().name() + " is not in vectors: " + refusal.getMessage());
    }
  }

  /// Makes methods smaller: unrolls less, then gives up vectors; false when nothing is left to give
  /// up.
  boolean shrink() {
    unrolled.clear();
    effort--;
    if (effort == PLAIN && lanes.values().stream().anyMatch(n -> n > 1)) {
      lanes.clear();
      notes.add("not in vectors: a method of them would be too large to be compiled");
      return true;
    }
    return effort >= 0;
  }

  /// Proposes for a whole kernel.
  void decide(Stmt body) {
    uses = Residences.of(body, this, false);
  }

  /// Leaves a buffer in memory after all.
  void leave(Buffer buffer) {
    inMemory.add(buffer);
  }

  Residence residence(Buffer buffer) {
    var use = uses.get(buffer);
    if (use == null
        || use.isMemory()
        || inMemory.contains(buffer)
        || buffer.shape().elements() > (long) LOCALS * Math.max(1, use.lanes())) {
      return Residence.MEMORY;
    }
    return use.lanes() > 0
        ? Residence.VECTORS
        : use.isPrivate() ? Residence.PRIVATE : Residence.SCALARS;
  }

  @Override
  public boolean isPiece(Stmt.For f) {
    return pieces.contains(f);
  }

  @Override
  public int lanes(Stmt.For f) {
    if (f.run() != Run.VECTOR || machine.vectorBytes() == 0 || effort <= PLAIN) {
      return 1;
    }
    return lanes.computeIfAbsent(
        f,
        _ -> {
          int most = machine.vectorBytes() / 4;
          if (f.extent() instanceof Expr.Const(_, long n)) {
            while (most > 2 && most / 2 >= n) {
              most /= 2;
            }
            return n <= 1 ? 1 : most;
          }
          return most;
        });
  }

  @Override
  public boolean isUnrolled(Stmt.For f) {
    return unrolled.computeIfAbsent(
        f,
        _ -> {
          if (!(f.extent() instanceof Expr.Const(_, long n))
              || n < 1
              || lanes(f) > 1
              || f.run() == Run.CORES
              || isPiece(f)) {
            return false;
          }
          boolean told = f.run() == Run.UNROLLED;
          long most =
              switch (effort) {
                case 3 -> told ? 64 : 32;
                case 2 -> told ? 16 : 8;
                case 1 -> told ? 4 : 1;
                default -> 0;
              };
          long small = (long) LOCALS * Math.max(1, told ? machine.vectorBytes() / 4 : 1);
          return n <= most
              && (LoopChoices.placesRegisters(f, small) || told && n <= 4)
              && (told || LoopChoices.isInnermost(f));
        });
  }
}
