package org.ashlar.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;

/// Takes a condition apart by the indices that it speaks of, so that one over a row is decided once
/// for all lanes of a vector along a column.
final class Conditions {
  private Conditions() {}

  /// Conditions that hold together exactly where `all` does, each over other indices, in the order
  /// of the text.
  static List<Expr> apart(Expr all) {
    var byIndices = new LinkedHashMap<Set<Expr>, Expr>();
    for (var part : all(all)) {
      byIndices.merge(Rewrite.free(part), part, Expr::and);
    }
    return List.copyOf(byIndices.values());
  }

  /// What is joined by `and`.
  static List<Expr> all(Expr condition) {
    var parts = new ArrayList<Expr>();
    collect(condition, parts);
    return parts;
  }

  private static void collect(Expr e, List<Expr> parts) {
    if (e instanceof Expr.Binary(var op, var x, var y) && op == Op2.AND) {
      collect(x, parts);
      collect(y, parts);
    } else {
      parts.add(e);
    }
  }
}
