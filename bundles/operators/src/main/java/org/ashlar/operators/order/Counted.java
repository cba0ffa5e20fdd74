package org.ashlar.operators.order;

import java.util.Map;
import org.ashlar.ir.Bounds;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;

/// Sizes that are known only once an operator has run.
final class Counted {
  private Counted() {}

  /// A size from 0 to `most`.
  static Expr.Size upTo(Arguments a, String name, Expr most) {
    a.require(!name.isEmpty(), "count needs a name");
    return new Expr.Size(name, 0, Bounds.of(most, Map.of()).max());
  }
}
