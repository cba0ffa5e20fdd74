package org.ashlar.cpu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ashlar.cpu.Choices.Residence;
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
  private final Choices choices;
  private final Map<Buffer, Uses> uses = new HashMap<>();

  private Residences(Choices choices) {
    this.choices = choices;
  }

  static Map<Buffer, Residence> of(Stmt body, Choices choices) {
    var residences = new Residences(choices);
    residences.walk(body, new Place(Map.of(), null, null));
    var found = new HashMap<Buffer, Residence>();
    residences.uses.forEach((b, u) -> found.put(b, u.residence(b)));
    return found;
  }

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

    Residence residence(Buffer b) {
      boolean isPrivate = at.vector() != null;
      if (memory || lanes > 0 && (constantWrite || isPrivate)) {
        return Residence.MEMORY;
      }
      if (b.shape().elements() > (long) Choices.LOCALS * Math.max(1, lanes)) {
        return Residence.MEMORY;
      }
      return lanes > 0 ? Residence.VECTORS : isPrivate ? Residence.PRIVATE : Residence.SCALARS;
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
      u.constantWrite |= write;
    } else if (u.lanes != 0 && u.lanes != lanes || last(b) % lanes != 0) {
      u.memory = true;
    } else {
      u.lanes = lanes;
    }
  }

  private static long last(Buffer b) {
    return ((Expr.Const) b.sizes().getLast()).bits();
  }

  /// 0 for a place that is known, the lanes for whole vectors of consecutive places, -1 for all
  /// else.
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
    var hasRead = new boolean[1];
    Rewrite.visit(e, x -> hasRead[0] |= x instanceof Expr.Read);
    if (hasRead[0]) {
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
    boolean whole = n % lanes == 0 && sum.constant() % lanes == 0 && sum.factor(loop.index()) == 1;
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
