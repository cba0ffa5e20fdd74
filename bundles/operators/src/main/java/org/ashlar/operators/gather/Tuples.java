package org.ashlar.operators.gather;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ir.Expr;
import org.ashlar.operators.Arguments;
import org.ashlar.operators.Sizes;

/// Places of several dimensions, that stand as rows in the second argument.
final class Tuples {
  private Tuples() {}

  /// How many dimensions of the first argument a row names.
  ///
  /// @param shared leading dimensions that both arguments have in common
  static int named(Arguments a, int shared) {
    a.require(a.dtype(1).isInteger(), "places must be integers")
        .require(
            shared >= 0 && a.rank(1) > shared && a.rank(0) >= shared,
            "needs more dimensions than the " + shared + " in common");
    long named =
        Sizes.known(a.get(1).size(-1))
            .orElseThrow(() -> a.wrong("the last size of the places must be known"));
    a.require(
        named <= a.rank(0) - shared,
        "places name " + named + " of " + (a.rank(0) - shared) + " dimensions");
    return (int) named;
  }

  /// The places that a row tells.
  static List<Expr> places(Arguments a, int shared, int named, List<? extends Expr> row) {
    var places = new ArrayList<Expr>();
    for (int n = 0; n < named; n++) {
      var at = new ArrayList<Expr>(row);
      at.add(Expr.of(n));
      places.add(Places.fromEnd("p" + n, a.read(1, at), a.get(0).size(shared + n)));
    }
    return places;
  }
}
