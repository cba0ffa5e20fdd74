package org.ashlar.lower;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.TensorType;

/// An element that is a constant outside a box of its places: a rim, a padding, the gradient of a
/// slice. It is written as a fill and a loop over the box, neither with a condition inside.
///
/// @param from the first place of each dimension inside
/// @param to the first place of each dimension beyond
/// @param inside the element there
/// @param outside the element elsewhere
record Box(List<Long> from, List<Long> to, Expr inside, Expr.Const outside) {
  /// The box of an element over the indices `i0`, `i1`, … of a type; empty where there is none.
  static Optional<Box> of(Expr element, TensorType type) {
    if (!type.shape().isConstant()
        || !(element instanceof Expr.Select(var when, var inside, Expr.Const outside))) {
      return Optional.empty();
    }
    var from = new ArrayList<Long>();
    var to = new ArrayList<Long>();
    for (long size : type.shape().constants()) {
      from.add(0L);
      to.add(size);
    }
    for (var condition : Conditions.all(when)) {
      if (!narrow(condition, from, to)) {
        return Optional.empty();
      }
    }
    return Optional.of(new Box(List.copyOf(from), List.copyOf(to), inside, outside));
  }

  boolean isEmpty() {
    for (int d = 0; d < from.size(); d++) {
      if (to.get(d) <= from.get(d)) {
        return true;
      }
    }
    return false;
  }

  /// `c <= i + k` or `i + k < c`, for a result index and numbers.
  private static boolean narrow(Expr condition, List<Long> from, List<Long> to) {
    if (!(condition instanceof Expr.Binary(var op, var x, var y))
        || op != Op2.LE && op != Op2.LT
        || x.dtype() != DType.I64) {
      return false;
    }
    for (int d = 0; d < from.size(); d++) {
      var index = Nest.resultIndex(d);
      if (x instanceof Expr.Const(_, long c)
          && Simplify.of(y.minus(index)) instanceof Expr.Const(_, long k)) {
        from.set(d, Math.max(from.get(d), c - k + (op == Op2.LT ? 1 : 0)));
        return true;
      }
      if (y instanceof Expr.Const(_, long c)
          && Simplify.of(x.minus(index)) instanceof Expr.Const(_, long k)) {
        to.set(d, Math.min(to.get(d), c - k + (op == Op2.LE ? 1 : 0)));
        return true;
      }
    }
    return false;
  }
}
