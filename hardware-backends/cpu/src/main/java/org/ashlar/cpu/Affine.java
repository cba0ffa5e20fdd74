package org.ashlar.cpu;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;

/// A whole-number expression as a sum: a constant, and terms with constant factors.
///
/// @param factors the factor of each term; no term is a sum or a constant multiple itself
record Affine(Map<Expr, Long> factors, long constant) {
  static Affine of(Expr e) {
    var factors = new LinkedHashMap<Expr, Long>();
    long constant = add(Simplify.of(e), 1, factors);
    factors.values().removeIf(n -> n == 0);
    return new Affine(factors, constant);
  }

  private static long add(Expr e, long times, Map<Expr, Long> factors) {
    return switch (e) {
      case Expr.Const c -> c.bits() * times;
      case Expr.Binary(var op, var x, var y) when op == Op2.ADD ->
          add(x, times, factors) + add(y, times, factors);
      case Expr.Binary(var op, var x, var y) when op == Op2.SUB ->
          add(x, times, factors) + add(y, -times, factors);
      case Expr.Binary(var op, var x, Expr.Const c) when op == Op2.MUL ->
          add(x, times * c.bits(), factors);
      case Expr.Binary(var op, Expr.Const c, var y) when op == Op2.MUL ->
          add(y, times * c.bits(), factors);
      case Expr.Unary(var op, var x) when op == Op1.NEG -> add(x, -times, factors);
      default -> {
        factors.merge(e, times, Long::sum);
        yield 0;
      }
    };
  }

  /// The expression with numbers in place of the indices that have one.
  static Expr fixed(Expr e, Function<Index, OptionalLong> number) {
    var by = new HashMap<Index, Expr>();
    Rewrite.visit(
        e,
        x -> {
          if (x instanceof Index i) {
            number.apply(i).ifPresent(n -> by.put(i, Expr.of(n)));
          }
        });
    return by.isEmpty() ? e : Simplify.of(Rewrite.substitute(e, by));
  }

  long factor(Expr term) {
    return factors.getOrDefault(term, 0L);
  }
}
