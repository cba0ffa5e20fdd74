package org.ashlar.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;

/// A place as a sum of some indices, each times a known number, and a rest that has none of them.
record Affine(Map<Index, Long> coefficients, Expr rest) {

  /// The form of a place; empty where it is not affine in the indices.
  static Optional<Affine> of(Expr place, Set<Index> indices) {
    return switch (place) {
      case Index i when indices.contains(i) -> Optional.of(new Affine(Map.of(i, 1L), Expr.of(0)));
      case Expr.Binary(var op, var x, var y) when op == Op2.ADD -> both(x, y, 1, indices);
      case Expr.Binary(var op, var x, var y) when op == Op2.SUB -> both(x, y, -1, indices);
      case Expr.Binary(var op, var x, Expr.Const(_, long c)) when op == Op2.MUL ->
          of(x, indices).map(a -> a.times(c));
      case Expr.Binary(var op, Expr.Const(_, long c), var x) when op == Op2.MUL ->
          of(x, indices).map(a -> a.times(c));
      case Expr.Unary(var op, var x) when op == Op1.NEG -> of(x, indices).map(a -> a.times(-1));
      default ->
          isFree(place, indices) ? Optional.of(new Affine(Map.of(), place)) : Optional.empty();
    };
  }

  private static Optional<Affine> both(Expr x, Expr y, long sign, Set<Index> indices) {
    return of(x, indices).flatMap(a -> of(y, indices).map(b -> a.plus(b.times(sign))));
  }

  private static boolean isFree(Expr e, Set<Index> indices) {
    return Rewrite.free(e).stream().noneMatch(indices::contains);
  }

  private Affine plus(Affine other) {
    var sum = new LinkedHashMap<>(coefficients);
    other.coefficients.forEach((index, c) -> sum.merge(index, c, Long::sum));
    sum.values().removeIf(c -> c == 0);
    return new Affine(sum, rest.plus(other.rest));
  }

  private Affine times(long factor) {
    var product = new LinkedHashMap<Index, Long>();
    if (factor != 0) {
      coefficients.forEach((index, c) -> product.put(index, c * factor));
    }
    return new Affine(product, rest.times(Expr.of(factor)));
  }
}
