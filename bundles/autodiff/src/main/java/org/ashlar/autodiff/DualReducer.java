package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;

/// A reducer over dual numbers: to each state of floats one more, how fast it grows.
///
/// Merging dual numbers is as associative as merging the numbers, so a reduction or a scan of any
/// kind has its tangent in one pass, a product with zeros too.
///
/// @param growing the states of floats, in order; the growth of the first follows the last state
record DualReducer(Reducer reducer, List<Integer> growing) {

  /// Empty where the result does not grow with any state.
  static Optional<DualReducer> of(Reducer by) {
    var states = by.states();
    var growing = new ArrayList<Integer>();
    for (int s = 0; s < states.size(); s++) {
      if (states.get(s).isFloat()) {
        growing.add(s);
      }
    }
    Map<Expr, Expr> seeds = new HashMap<>();
    var identity = new ArrayList<>(by.identity());
    for (int g = 0; g < growing.size(); g++) {
      var dtype = states.get(growing.get(g));
      seeds.put(Reducer.so(growing.get(g), dtype), Reducer.so(states.size() + g, dtype));
      seeds.put(Reducer.more(growing.get(g), dtype), Reducer.more(states.size() + g, dtype));
      identity.add(Expr.of(dtype, 0));
    }
    var merge = new ArrayList<>(by.merge());
    for (int state : growing) {
      merge.add(growth(by.merge().get(state), seeds).orElse(Expr.of(states.get(state), 0)));
    }
    return growth(by.finish(), seeds)
        .map(finish ->
            new DualReducer(new Reducer("t_" + by.name(), identity, merge, finish), growing));
  }

  /// The bodies of the states, and how those of floats grow.
  List<Expr> body(MeaningTangent tangent, List<Expr> body) {
    var all = new ArrayList<>(body);
    for (int state : growing) {
      var e = body.get(state);
      all.add(tangent.growth(e).orElse(Expr.of(e.dtype(), 0)));
    }
    return all;
  }

  private static Optional<Expr> growth(Expr e, Map<Expr, Expr> seeds) {
    return Tangent.of(e, leaf -> Optional.ofNullable(seeds.get(leaf)));
  }
}
