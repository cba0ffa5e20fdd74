package org.ashlar.autodiff;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Function;
import org.ashlar.ir.Meaning;
import org.ashlar.ir.stage.Checkpoints;

/// How the loops of one function are derived: which states are kept, and which loops are made
/// another way.
record Loops(Checkpoints checkpoints, Instead instead, Set<Function> segments) {
  static Loops of(Checkpoints checkpoints) {
    return new Loops(
        checkpoints, new Instead(), Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /// The same for a function inside: its calls are made once anyway.
  Loops inside() {
    return new Loops(checkpoints, new Instead(), segments);
  }

  /// How many steps lie between two states that are kept; empty where all are.
  Optional<Long> every(Meaning.Repeated meaning) {
    if (segments.contains(meaning.body())
        || !(meaning.times().orElse(Expr.of(0)) instanceof Expr.Const(_, long steps))) {
      return Optional.empty();
    }
    long every = checkpoints.every(steps);
    return every > 1 && every < steps ? Optional.of(every) : Optional.empty();
  }
}
