package org.ashlar.cpu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;
import org.jspecify.annotations.Nullable;

/// Finds the buffers in registers whose places are all known when code is written, so that they
/// need no memory.
final class Residences {
  private final LoopChoices choices;
  private final boolean tails;
  private final Map<Buffer, Uses> uses = new HashMap<>();

  private Residences(LoopChoices choices, boolean tails) {
    this.choices = choices;
    this.tails = tails;
  }

  /// How each buffer in registers is used.
  ///
  /// @param tails whether the last vector of a loop or a buffer may be a part of one
  static Map<Buffer, Use> of(Stmt body, LoopChoices choices, boolean tails) {
    var residences = new Residences(choices, tails);
    residences.walk(body, new Place(Map.of(), null, null));
    var found = new HashMap<Buffer, Use>();
    residences.uses.forEach((b, u) -> found.put(b, u.use()));
    return found;
  }

  /// How a buffer is used.
  ///
  /// @param isMemory a place of it is open, so it needs memory
  /// @param lanes of the vectors that it is read and written in; 0: element by element
  /// @param isPrivate it is allocated inside a vector loop: every lane has its own
  record Use(boolean isMemory, int lanes, boolean isPrivate) {}

  private enum Known {
    FIXED,
    LANES,
    OPEN
  }

  /// What is known at a statement: how each index runs, the vector loop and the parallel loop
  /// around.
  private record Place(
      Map<Index, Known> indices, Stmt.@Nullable For vector, Stmt.@Nullable For part) {
    Place with(Index i, Known known) {
      var more = new HashMap<>(indices);
      more.put(i, known);
      return new Place(more, vector, part);
    }
  }

  private static final class Uses {
    final Place at;
    boolean memory;
    boolean constantWrite;
    int lanes;

    Uses(Place at) {
      this.at = at;
    }

    Use use() {
      boolean isPrivate = at.vector() != null;
      return new Use(memory || lanes > 0 && (constantWrite || isPrivate), lanes, isPrivate);
    }
  }

  private void walk(Stmt s, Place place) {
    Statements.expressions(
        s,
        whole ->
            Rewrite.visit(
                whole,
                e -> {
                  if (e instanceof Expr.Read(Buffer b, var at)) {
                    use(b, at, place, false);
                  }
                }));
    switch (s) {
      case Stmt.For f -> {
        if (choices.isPiece(f)) {
          var inside = place.with(f.index(), choices.lanes(f) > 1 ? Known.LANES : Known.OPEN);
          walk(f.body(), new Place(inside.indices(), choices.lanes(f) > 1 ? f : null, f));
        } else if (choices.isUnrolled(f)) {
          walk(f.body(), place.with(f.index(), Known.FIXED));
        } else if (place.vector() == null && choices.lanes(f) > 1) {
          var inside = place.with(f.index(), Known.LANES);
          walk(f.body(), new Place(inside.indices(), f, place.part()));
        } else if (f.run() == Run.CORES && place.part() == null && place.vector() == null) {
          var inside = place.with(f.index(), Known.OPEN);
          walk(f.body(), new Place(inside.indices(), null, f));
        } else {
          walk(f.body(), place.with(f.index(), Known.OPEN));
        }
      }
      case Stmt.Alloc(var b, var body) -> {
        if (b.space() == Space.REGISTERS && b.shape().isConstant()) {
          uses.computeIfAbsent(b, _ -> new Uses(place));
        }
        walk(body, place);
      }
      case Stmt.Store t -> use(t.to(), t.at(), place, true);
      case Stmt.Update u -> use(u.to(), u.at(), place, true);
      case Stmt.If _, Stmt.Seq _ -> Statements.children(s).forEach(child -> walk(child, place));
      case Stmt.Copy _, Stmt.Multiply _ ->
          throw new IllegalStateException("cpu: tiles are written as loops first");
    }
  }

  private void use(Buffer b, List<Expr> at, Place place, boolean write) {
    var u = uses.get(b);
    if (u == null || u.memory) {
      return;
    }
    if (u.at.part() != place.part() || u.at.vector() != null && u.at.vector() != place.vector()) {
      u.memory = true;
      return;
    }
    int lanes = 0;
    for (int d = 0; d < at.size(); d++) {
      int found = lanes(at.get(d), place, d == at.size() - 1);
      if (found < 0) {
        u.memory = true;
        return;
      }
      lanes = Math.max(lanes, found);
    }
    if (lanes == 0) {
      // machine code writes one lane of a vector as well
      u.constantWrite |= write && (!tails || b.dtype() == DType.BOOL);
    } else if (u.lanes != 0 && u.lanes != lanes || !tails && last(b) % lanes != 0) {
      u.memory = true;
    } else {
      u.lanes = lanes;
    }
  }

  private static long last(Buffer b) {
    return ((Expr.Const) b.sizes().getLast()).bits();
  }

  /// 0 for a place that is known, the lanes for vectors of consecutive places, -1 for all else.
  private int lanes(Expr e, Place place, boolean last) {
    boolean moves = false;
    for (var leaf : Rewrite.free(e)) {
      if (!(leaf instanceof Index i)) {
        return -1;
      }
      switch (place.indices().getOrDefault(i, Known.OPEN)) {
        case FIXED -> {}
        case LANES -> moves = true;
        case OPEN -> {
          return -1;
        }
      }
    }
    var isOpen = new boolean[1];
    Rewrite.visit(e, x -> isOpen[0] |= x instanceof Expr.Read || x instanceof Expr.Let);
    if (isOpen[0]) {
      return -1;
    }
    if (!moves) {
      return 0;
    }
    var loop = place.vector();
    if (!last || loop == null || !(loop.extent() instanceof Expr.Const(_, long n))) {
      return -1;
    }
    int lanes = choices.lanes(loop);
    var sum = Affine.of(e);
    boolean whole =
        (tails || n % lanes == 0) && sum.constant() % lanes == 0 && sum.factor(loop.index()) == 1;
    for (var term : sum.factors().entrySet()) {
      boolean own = term.getKey().equals(loop.index());
      whole &=
          own
              || !Rewrite.free(term.getKey()).contains(loop.index())
                  && term.getValue() % lanes == 0;
    }
    return whole ? lanes : -1;
  }
}
