package org.ashlar.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// What is decided about a kernel before its machine code is written: the lanes of vector loops,
/// which loops are unrolled, and which small buffers live in registers. Decided again after each
/// refusal.
final class LowChoices {
  /// More registers than this are left in memory.
  private static final int CELLS = 64;

  private static final int UNROLLED = 64;

  /// Statements that unrolling may make of one loop.
  private static final int STATEMENTS = 400;

  private final int vectorBytes;
  private final Map<Stmt.For, Integer> lanes = new IdentityHashMap<>();
  private final Map<Stmt.For, Boolean> unrolled = new IdentityHashMap<>();
  private final Set<Buffer> inMemory = new HashSet<>();
  private Map<Buffer, Uses> uses = new HashMap<>();

  LowChoices(int vectorBytes) {
    this.vectorBytes = vectorBytes;
  }

  void refuse(Unvectorable refusal) {
    lanes.put(refusal.loop(), refusal.lanes());
    unrolled.clear();
  }

  /// The lanes that a loop runs in; 1 for plain loops.
  int lanes(Stmt.For f) {
    if (f.run() != Run.VECTOR || f.extent() instanceof Expr.Const(_, long n) && n <= 1) {
      return 1;
    }
    return lanes.computeIfAbsent(f, _ -> vectorBytes / 4);
  }

  boolean isUnrolled(Stmt.For f) {
    return unrolled.computeIfAbsent(
        f,
        _ -> {
          if (!(f.extent() instanceof Expr.Const(_, long n))
              || n < 1
              || lanes(f) > 1
              || f.run() == Run.CORES) {
            return false;
          }
          boolean told = f.run() == Run.UNROLLED;
          return n <= (told ? UNROLLED : UNROLLED / 2)
              && n * statements(f.body()) <= STATEMENTS
              && (placesRegisters(f) || told && n <= 4)
              && (told || isInnermost(f));
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

  private static boolean isInnermost(Stmt.For f) {
    var inner = new boolean[] {true};
    Statements.visit(f.body(), s -> inner[0] &= !(s instanceof Stmt.For));
    return inner[0];
  }

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
        && b.shape().elements() <= (long) CELLS * (vectorBytes / 4)
        && at.stream().anyMatch(e -> Rewrite.free(e).contains(f.index()));
  }

  // ── residence ──

  /// The lanes of the registers that a buffer lives in; 0: it lives in memory.
  int cells(Buffer b) {
    var use = uses.get(b);
    return use == null || inMemory.contains(b) ? 0 : use.cells(b);
  }

  /// Leaves a buffer in memory after all.
  void leave(Buffer b) {
    inMemory.add(b);
  }

  /// Whether a buffer in registers is allocated inside a vector loop: every lane has its own.
  boolean isPrivate(Buffer b) {
    var use = uses.get(b);
    return use != null && use.isPrivate;
  }

  void decide(Stmt body) {
    uses = new HashMap<>();
    walk(body, new Around(Map.of(), List.of(), List.of()));
  }

  private enum Known {
    FIXED,
    LANES,
    OPEN
  }

  /// How each index runs, and the vector and parallel loops around (at most one each).
  private record Around(Map<Index, Known> indices, List<Stmt.For> vector, List<Stmt.For> part) {
    Around with(Index i, Known known) {
      var more = new HashMap<>(indices);
      more.put(i, known);
      return new Around(more, vector, part);
    }
  }

  private static final class Uses {
    final Around at;
    final boolean isPrivate;
    boolean memory;
    boolean constantWrite;
    int lanes;

    Uses(Around at) {
      this.at = at;
      this.isPrivate = !at.vector().isEmpty();
    }

    int cells(Buffer b) {
      if (memory || lanes > 0 && (constantWrite || isPrivate)) {
        return 0;
      }
      int each = Math.max(1, lanes);
      long last = b.rank() == 0 ? 1 : ((Expr.Const) b.sizes().getLast()).bits();
      long rows = b.shape().elements() / Math.max(1, last);
      return rows * Math.ceilDiv(last, each) > CELLS ? 0 : each;
    }
  }

  private void walk(Stmt s, Around around) {
    Statements.expressions(
        s,
        whole ->
            Rewrite.visit(
                whole,
                e -> {
                  if (e instanceof Expr.Read(Buffer b, var at)) {
                    use(b, at, around, false);
                  }
                }));
    switch (s) {
      case Stmt.For f -> {
        if (isUnrolled(f)) {
          walk(f.body(), around.with(f.index(), Known.FIXED));
        } else if (around.vector().isEmpty() && lanes(f) > 1) {
          var inside = around.with(f.index(), Known.LANES);
          walk(f.body(), new Around(inside.indices(), List.of(f), around.part()));
        } else if (f.run() == Run.CORES && around.part().isEmpty() && around.vector().isEmpty()) {
          var inside = around.with(f.index(), Known.OPEN);
          walk(f.body(), new Around(inside.indices(), List.of(), List.of(f)));
        } else {
          walk(f.body(), around.with(f.index(), Known.OPEN));
        }
      }
      case Stmt.Alloc(var b, var body) -> {
        if (b.space() == Space.REGISTERS && b.shape().isConstant()) {
          uses.computeIfAbsent(b, _ -> new Uses(around));
        }
        walk(body, around);
      }
      case Stmt.Store t -> use(t.to(), t.at(), around, true);
      case Stmt.Update u -> use(u.to(), u.at(), around, true);
      case Stmt.If _, Stmt.Seq _ -> Statements.children(s).forEach(child -> walk(child, around));
      case Stmt.Copy _, Stmt.Multiply _ ->
          throw new IllegalStateException("cpu: tiles are written as loops first");
    }
  }

  private void use(Buffer b, List<Expr> at, Around around, boolean write) {
    var u = uses.get(b);
    if (u == null || u.memory) {
      return;
    }
    boolean other =
        isOther(u.at.part(), around.part())
            || !u.at.vector().isEmpty() && isOther(u.at.vector(), around.vector());
    if (other) {
      u.memory = true;
      return;
    }
    int found = 0;
    for (int d = 0; d < at.size(); d++) {
      int n = lanes(at.get(d), around, d == at.size() - 1);
      if (n < 0) {
        u.memory = true;
        return;
      }
      found = Math.max(found, n);
    }
    if (found == 0) {
      u.constantWrite |= write;
    } else if (u.lanes != 0 && u.lanes != found) {
      u.memory = true;
    } else {
      u.lanes = found;
    }
  }

  private static boolean isOther(List<Stmt.For> a, List<Stmt.For> b) {
    return a.size() != b.size() || !a.isEmpty() && a.getFirst() != b.getFirst();
  }

  /// 0 for a place that is known, the lanes for consecutive places from a multiple of them on, -1
  /// for all else.
  private int lanes(Expr e, Around around, boolean last) {
    boolean moves = false;
    var open = new boolean[1];
    Rewrite.visit(e, x -> open[0] |= x instanceof Expr.Read || x instanceof Expr.Let);
    for (var leaf : Rewrite.free(e)) {
      if (!(leaf instanceof Index i)) {
        return -1;
      }
      switch (around.indices().getOrDefault(i, Known.OPEN)) {
        case FIXED -> {}
        case LANES -> moves = true;
        case OPEN -> {
          return -1;
        }
      }
    }
    if (open[0]) {
      return -1;
    }
    if (!moves) {
      return 0;
    }
    if (!last
        || around.vector().isEmpty()
        || !(around.vector().getFirst().extent() instanceof Expr.Const)) {
      return -1;
    }
    var loop = around.vector().getFirst();
    int lanes = lanes(loop);
    var sum = Affine.of(e);
    boolean whole = sum.constant() % lanes == 0 && sum.factor(loop.index()) == 1;
    for (var term : sum.factors().entrySet()) {
      boolean own = term.getKey().equals(loop.index());
      whole &=
          own
              || !Rewrite.free(term.getKey()).contains(loop.index())
                  && term.getValue() % lanes == 0;
    }
    return whole ? lanes : -1;
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
