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
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// What is decided about a kernel before its machine code is written: the lanes of vector loops,
/// which loops are unrolled, and which small buffers live in registers. Decided again after each
/// refusal.
final class LowChoices implements LoopChoices {
  /// More registers than this are left in memory.
  private static final int CELLS = 64;

  private static final int UNROLLED = 64;

  /// Statements that unrolling may make of one loop.
  private static final int STATEMENTS = 400;

  private final int vectorBytes;
  private final Map<Stmt.For, Integer> lanes = new IdentityHashMap<>();
  private final Map<Stmt.For, Boolean> unrolled = new IdentityHashMap<>();
  private final Set<Buffer> inMemory = new HashSet<>();
  private Map<Buffer, Residences.Use> uses = new HashMap<>();

  LowChoices(int vectorBytes) {
    this.vectorBytes = vectorBytes;
  }

  void refuse(Unvectorable refusal) {
    lanes.put(refusal.loop(), refusal.lanes());
    unrolled.clear();
  }

  @Override
  public int lanes(Stmt.For f) {
    if (f.run() != Run.VECTOR || f.extent() instanceof Expr.Const(_, long n) && n <= 1) {
      return 1;
    }
    return lanes.computeIfAbsent(f, _ -> vectorBytes / 4);
  }

  @Override
  public boolean isUnrolled(Stmt.For f) {
    return unrolled.computeIfAbsent(
        f,
        _ -> {
          if (!(f.extent() instanceof Expr.Const(_, long n))
              || n < 1
              || lanes(f) > 1
              || f.run() == Run.CORES) {
            return false;
          }
          boolean told = f.run() == Run.UNROLLED || LowCombine.isCombination(f);
          return n <= (told ? UNROLLED : UNROLLED / 2)
              && n * statements(f.body()) <= STATEMENTS
              && (LoopChoices.placesRegisters(f, (long) CELLS * (vectorBytes / 4))
                  || told && n <= 4)
              && (told || LoopChoices.isInnermost(f));
        });
  }

  private long statements(Stmt s) {
    long sum = 0;
    for (var child : Statements.children(s)) {
      sum += statements(child);
    }
    return switch (s) {
      case Stmt.For f ->
          f.run() == Run.UNROLLED && f.extent() instanceof Expr.Const(_, long n) && n > 0
              ? n * sum
              : 2 * sum + 2;
      case Stmt.Store _, Stmt.Update _, Stmt.Copy _, Stmt.Multiply _ -> 1;
      case Stmt.If _, Stmt.Alloc _, Stmt.Seq _ -> sum;
    };
  }

  // ── residence ──

  /// The lanes of the registers that a buffer lives in; 0: it lives in memory.
  int cells(Buffer b) {
    var use = uses.get(b);
    if (use == null || use.isMemory() || inMemory.contains(b)) {
      return 0;
    }
    int each = Math.max(1, use.lanes());
    long last = b.rank() == 0 ? 1 : ((Expr.Const) b.sizes().getLast()).bits();
    long rows = b.shape().elements() / Math.max(1, last);
    return rows * Math.ceilDiv(last, each) > CELLS ? 0 : each;
  }

  /// Leaves a buffer in memory after all.
  void leave(Buffer b) {
    inMemory.add(b);
  }

  /// Whether a buffer in registers is allocated inside a vector loop: every lane has its own.
  boolean isPrivate(Buffer b) {
    var use = uses.get(b);
    return use != null && use.isPrivate();
  }

  void decide(Stmt body) {
    uses = Residences.of(body, this, true);
  }

  /// What it decided, for people.
  List<String> notes() {
    var notes = new ArrayList<String>();
    lanes.forEach((f, n) -> {
      if (n == 1 && f.run() == Run.VECTOR) {
        notes.add("loop " + f.index().name() + " is not in vectors");
      }
    });
    return notes;
  }
}
