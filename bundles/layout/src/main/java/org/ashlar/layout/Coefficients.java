package org.ashlar.layout;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;

/// How a coordinate follows the loops around it: the elements that it moves by when a loop goes on.
///
/// A remainder counts as what it is taken of: it moves alike but for its jumps. What cannot be told
/// (quotients, reads, minima) stands in `others`.
///
/// @param by coefficients, none 0
/// @param isExact whether the coordinate is this sum and a constant, and nothing else
record Coefficients(Map<Index, Long> by, Set<Index> others, boolean isExact) {

  static Coefficients of(Expr e) {
    var by = new HashMap<Index, Long>();
    var others = new HashSet<Index>();
    boolean exact = add(e, 1, by, others);
    by.values().removeIf(c -> c == 0);
    others.removeAll(by.keySet());
    return new Coefficients(by, others, exact);
  }

  static List<Coefficients> of(List<Expr> at) {
    return at.stream().map(Coefficients::of).toList();
  }

  private static boolean add(Expr e, long factor, Map<Index, Long> by, Set<Index> others) {
    return switch (e) {
      case Expr.Const _ -> true;
      case Index i -> {
        by.merge(i, factor, Long::sum);
        yield true;
      }
      case Expr.Binary(var op, var x, var y) when op == Op2.ADD ->
          add(x, factor, by, others) & add(y, factor, by, others);
      case Expr.Binary(var op, var x, var y) when op == Op2.SUB ->
          add(x, factor, by, others) & add(y, -factor, by, others);
      case Expr.Binary(var op, var x, Expr.Const c) when op == Op2.MUL ->
          add(x, factor * c.bits(), by, others);
      case Expr.Binary(var op, Expr.Const c, var y) when op == Op2.MUL ->
          add(y, factor * c.bits(), by, others);
      case Expr.Binary(var op, var x, Expr.Const _) when op == Op2.FLOORMOD -> {
        add(x, factor, by, others);
        yield false;
      }
      case Expr.Size _,
          Expr.Local _,
          Expr.Read _,
          Expr.Let _,
          Expr.Cast _,
          Expr.Unary _,
          Expr.Binary _,
          Expr.Select _ -> {
        for (var free : Rewrite.free(e)) {
          if (free instanceof Index i) {
            others.add(i);
          }
        }
        yield false;
      }
    };
  }

  /// Whether the next iteration touches the neighbour.
  boolean isNext(Index loop) {
    var c = by.get(loop);
    return c != null && Math.abs(c) == 1;
  }

  boolean contains(Index loop) {
    return by.containsKey(loop) || others.contains(loop);
  }
}
