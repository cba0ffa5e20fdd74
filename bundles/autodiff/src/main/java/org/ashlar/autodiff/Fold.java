package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Reducer;
import org.ashlar.ir.Rewrite;

/// The algebra of a reducer, written over names of states, so that single steps can be derived. The
/// states of a set are named by a letter and their number: `p0`, `p1`, …
record Fold(Reducer by) {
  /// A state by its name.
  Local state(String letter, int state) {
    return new Local(letter + state, by.states().get(state));
  }

  int states() {
    return by.states().size();
  }

  /// Whether the result of a single state is that state, rounded at most.
  boolean isPlain() {
    return by.finish().equals(state("s", 0))
        || by.finish().equals(state("s", 0).cast(by.finish().dtype()));
  }

  /// The states that a derivative passes: floats that the result depends on, in order.
  List<Integer> reaching() {
    var reached = new TreeSet<Integer>();
    collect(by.finish(), reached);
    int before;
    do {
      before = reached.size();
      for (int state : List.copyOf(reached)) {
        collect(by.merge().get(state), reached);
      }
    } while (reached.size() > before);
    return List.copyOf(reached);
  }

  private void collect(Expr e, Set<Integer> reached) {
    var free = Rewrite.free(e);
    IntStream.range(0, states())
        .filter(s -> by.states().get(s).isFloat() && free.contains(state("s", s)))
        .forEach(reached::add);
  }

  /// `inner`, where the states named `to` are what those named `so` and `more` merge to.
  Expr merged(String so, String more, String to, Expr inner) {
    var e = inner;
    for (int s = states() - 1; s >= 0; s--) {
      e = new Expr.Let(state(to, s), merge(s, so, more), e);
    }
    return e;
  }

  /// What one state is after merging.
  Expr merge(int state, String so, String more) {
    var by = new HashMap<Expr, Expr>();
    for (int s = 0; s < states(); s++) {
      by.put(state("s", s), state(so, s));
      by.put(state("t", s), state(more, s));
    }
    return Rewrite.substitute(this.by.merge().get(state), by);
  }

  /// The result, of states of this letter.
  Expr finish(String of) {
    var by = new HashMap<Expr, Expr>();
    for (int s = 0; s < states(); s++) {
      by.put(state("s", s), state(of, s));
    }
    return Rewrite.substitute(this.by.finish(), by);
  }

  /// The reducer with one of its states as the result.
  Reducer giving(int state) {
    return new Reducer(by.name() + "_s" + state, by.identity(), by.merge(), state("s", state));
  }

  /// The reducer that merges from the last element to the first.
  Fold flipped() {
    var commutes = by.isSingle() && by.combine().isCommutative();
    if (commutes) {
      return this;
    }
    var merge = IntStream.range(0, states()).mapToObj(s -> merge(s, "t", "s")).toList();
    return new Fold(new Reducer(by.name() + "_back", by.identity(), merge, by.finish()));
  }

  /// How an expression grows by one name.
  static Optional<Expr> growth(Expr e, Local by, Expr seed) {
    return Tangent.of(e, by::equals, seed).map(g -> g.cast(e.dtype()));
  }

  /// The reducer of affine maps `λ → m λ + v`, of which the later one is applied to what the
  /// earlier ones gave; the result is one number of `v`. States: m by rows, then v.
  static Reducer affine(DType dtype, int size, int result) {
    var identity = new ArrayList<Expr>();
    var merge = new ArrayList<Expr>();
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        identity.add(Expr.of(dtype, row == column ? 1 : 0));
        merge.add(product(dtype, size, row, size, column));
      }
    }
    for (int row = 0; row < size; row++) {
      identity.add(Expr.of(dtype, 0));
      merge.add(
          product(dtype, size, row, 1, size * size).plus(Reducer.more(size * size + row, dtype)));
    }
    return new Reducer("affine", identity, merge, Reducer.so(size * size + result, dtype));
  }

  /// A row of the later matrix times a column of what was so far.
  private static Expr product(DType dtype, int size, int row, int stride, int first) {
    return IntStream.range(0, size)
        .<Expr>mapToObj(
            k -> Reducer.more(row * size + k, dtype).times(Reducer.so(first + k * stride, dtype)))
        .reduce(Expr::plus)
        .orElseThrow();
  }

  /// The free names of an expression replaced.
  static Expr placed(Expr e, Function<Local, Expr> place) {
    Map<Expr, Expr> by = new HashMap<>();
    for (var free : Rewrite.free(e)) {
      if (free instanceof Local local) {
        by.put(local, place.apply(local));
      }
    }
    return Rewrite.substitute(e, by);
  }
}
