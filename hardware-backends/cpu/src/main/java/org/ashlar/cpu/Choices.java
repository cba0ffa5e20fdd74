package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// What was decided about a kernel before its code is written: which loops are unrolled and which
/// run in vectors, and where small buffers live. Written again after each refusal, so every
/// decision is only a proposal.
final class Choices {
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
  private Map<Buffer, Residence> residences = new HashMap<>();
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
    residences = Residences.of(body, this);
  }

  /// Leaves a buffer in memory after all.
  void leave(Buffer buffer) {
    inMemory.add(buffer);
  }

  Residence residence(Buffer buffer) {
    return inMemory.contains(buffer)
        ? Residence.MEMORY
        : residences.getOrDefault(buffer, Residence.MEMORY);
  }

  /// Whether a loop becomes a method, to keep the one around it small.
  boolean isPiece(Stmt.For f) {
    return pieces.contains(f);
  }

  /// The lanes that a loop runs in; 1 for plain loops.
  int lanes(Stmt.For f) {
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

  /// Whether the body is written once for each iteration: where that lets a buffer live in locals.
  boolean isUnrolled(Stmt.For f) {
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
          return n <= most && (placesRegisters(f) || told && n <= 4) && (told || isInnermost(f));
        });
  }

  private static boolean isInnermost(Stmt.For f) {
    var inner = new boolean[] {true};
    Statements.visit(f.body(), s -> inner[0] &= !(s instanceof Stmt.For));
    return inner[0];
  }

  /// Whether a small buffer in registers is read or written at places that depend on the index.
  private boolean placesRegisters(Stmt.For f) {
    var found = new boolean[1];
    Statements.visit(
        f.body(),
        s -> {
          if (s instanceof Stmt.Store t) {
            found[0] |= places(t.to(), t.at(), f);
          } else if (s instanceof Stmt.Update u) {
            found[0] |= places(u.to(), u.at(), f);
          }
          Statements.expressions(
              s,
              whole ->
                  Rewrite.visit(
                      whole,
                      e -> {
                        if (e instanceof Expr.Read(Buffer b, var at)) {
                          found[0] |= places(b, at, f);
                        }
                      }));
        });
    return found[0];
  }

  private boolean places(Buffer b, List<Expr> at, Stmt.For f) {
    return b.space() == Space.REGISTERS
        && b.shape().isConstant()
        && b.shape().elements()
            <= (long) LOCALS * Math.max(1, f.run() == Run.UNROLLED ? machine.vectorBytes() / 4 : 1)
        && at.stream().anyMatch(e -> Rewrite.free(e).contains(f.index()));
  }
}
