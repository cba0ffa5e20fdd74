package org.ashlar.reference;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;

/// A compiled reducer with its bodies: states that are reset, added to and finished. Floats are
/// reduced in f64 and rounded once.
final class Reduction {
  private final boolean counted;
  private final Act reset;
  private final Act add;
  private final Element finish;

  /// One element of a result: gives its bits and leaves the magnitude in the frame (for truths:
  /// whether it is near).
  @FunctionalInterface
  interface Element {
    long bits(Frame frame);
  }

  Reduction(Reducer declared, List<Expr> body, Scope scope, Reads reads, long terms) {
    var by = Widen.reducer(declared);
    // what picks one of its terms rounds nothing
    counted =
        !(by.isSingle()
            && switch (by.combine()) {
              case MIN, MAX, AND, OR, XOR, SET -> true;
              default -> false;
            });
    var outside = new Tracked(scope, reads, terms, true);
    var inside = new Tracked(scope, reads, terms, false);
    var saved = scope.save();
    int n = body.size();
    var states = new int[n];
    var resets = new ArrayList<Act>();
    var bodies = new ArrayList<Act>();
    var merges = new ArrayList<Act>();
    var moves = new ArrayList<Act>();
    for (int i = 0; i < n; i++) {
      var dtype = by.identity().get(i).dtype();
      require(scope, by, i, body.get(i).dtype(), declared.identity().get(i).dtype());
      states[i] = slot(scope, dtype);
      resets.add(inside.keep(states[i], by.identity().get(i)));
      int more = slot(scope, dtype);
      bodies.add(term(outside, more, body.get(i), declared.identity().get(i).dtype()));
      scope.bind("t" + i, inside.binding(dtype, more, Scalars.NOTHING));
    }
    // identities and bodies see no states
    for (int i = 0; i < n; i++) {
      scope.bind("s" + i, inside.binding(by.identity().get(i).dtype(), states[i], Scalars.NOTHING));
    }
    for (int i = 0; i < n; i++) {
      var dtype = by.identity().get(i).dtype();
      int next = slot(scope, dtype);
      merges.add(inside.keep(next, by.merge().get(i)));
      moves.add(move(dtype, states[i], next));
    }
    finish = element(outside, by.finish());
    scope.restore(saved);
    reset = all(resets);
    merges.addAll(moves);
    bodies.addAll(merges);
    add = all(bodies);
  }

  /// An element that is computed without a reduction.
  static Element element(Tracked scalars, Expr e) {
    var dtype = e.dtype();
    if (dtype.isFloat()) {
      var x = scalars.real(e);
      return f -> Codec.encode(dtype, x.at(f));
    }
    var x = scalars.whole(e);
    return f -> {
      f.near = false;
      long bits = x.at(f);
      f.magnitude = f.near ? 1 : 0;
      return bits;
    };
  }

  /// Whether adding rounds, so that the terms count.
  boolean isCounted() {
    return counted;
  }

  /// Sets the states to the identity.
  void reset(Frame frame) {
    reset.run(frame);
  }

  /// Merges the bodies at the indices that the frame holds: all new states are computed from the
  /// old ones, then kept.
  void add(Frame frame) {
    add.run(frame);
  }

  /// The bits of the result of the states so far; its magnitude lies in the frame.
  long finish(Frame frame) {
    return finish.bits(frame);
  }

  /// A term takes part in a rounded sum: it adds its own magnitude, unless its last operation did.
  private Act term(Tracked scalars, int slot, Expr body, DType state) {
    var keep = scalars.keep(slot, body);
    if (!counted || !body.dtype().isFloat() || Tracked.isRounded(body)) {
      return keep;
    }
    double rounding = Tracked.rounding(state);
    return f -> {
      keep.run(f);
      f.magnitudes[slot] += Tracked.own(f.real[slot], rounding);
    };
  }

  private static Act move(DType dtype, int to, int from) {
    if (dtype.isFloat()) {
      return f -> {
        f.real[to] = f.real[from];
        f.magnitudes[to] = f.magnitudes[from];
      };
    }
    return f -> {
      f.whole[to] = f.whole[from];
      f.nears[to] = f.nears[from];
    };
  }

  private static int slot(Scope scope, DType dtype) {
    return dtype.isFloat() ? scope.slots.real() : scope.slots.whole();
  }

  private static Act all(List<Act> acts) {
    var array = acts.toArray(Act[]::new);
    return f -> {
      for (var act : array) {
        act.run(f);
      }
    };
  }

  private static void require(Scope scope, Reducer by, int state, DType body, DType identity) {
    if (body != identity) {
      throw new IllegalStateException(
          scope.owner()
              + ": "
              + by.name()
              + ": state "
              + state
              + ": dtypes differ: "
              + identity
              + ", the body "
              + body);
    }
  }
}
