package org.ashlar.ir.kernel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// An access of a buffer at a constant place plus loop indices times constant steps, all of it
/// proved to lie inside.
///
/// @param first the element at which all indices are 0
/// @param steps elements from one value of an index to the next; indices that do not move it are
///   left out
public record Strided(Buffer of, long first, Map<Expr.Index, Long> steps) {
  public Strided {
    steps = Map.copyOf(steps);
  }

  /// Elements from one value of an index to the next.
  public long step(Expr.Index index) {
    return steps.getOrDefault(index, 0L);
  }

  /// The access as such; empty where its places are no such sums, or not proved to be inside for
  /// all values of the indices.
  ///
  /// @param extents of the loops around
  public static Optional<Strided> of(Buffer of, List<Expr> at, Map<Expr.Index, Long> extents) {
    if (!of.shape().isConstant()) {
      return Optional.empty();
    }
    try {
      long first = 0;
      var steps = new HashMap<Expr.Index, Long>();
      long stride = 1;
      for (int d = at.size() - 1; d >= 0; d--) {
        long size = ((Expr.Const) of.sizes().get(d)).bits();
        var terms = new HashMap<Expr.Index, Long>();
        long constant = add(at.get(d), 1, terms);
        if (!isInside(constant, terms, size, extents)) {
          return Optional.empty();
        }
        first = Math.addExact(first, Math.multiplyExact(constant, stride));
        for (var term : terms.entrySet()) {
          steps.merge(term.getKey(), Math.multiplyExact(term.getValue(), stride), Math::addExact);
        }
        stride = Math.multiplyExact(stride, size);
      }
      steps.values().removeIf(step -> step == 0);
      return Optional.of(new Strided(of, first, steps));
    } catch (ArithmeticException _) {
      return Optional.empty();
    }
  }

  private static boolean isInside(
      long constant, Map<Expr.Index, Long> terms, long size, Map<Expr.Index, Long> extents) {
    long least = constant;
    long most = constant;
    for (var term : terms.entrySet()) {
      var extent = extents.get(term.getKey());
      if (extent == null) {
        return false;
      }
      long reach = Math.multiplyExact(term.getValue(), extent - 1);
      least = Math.addExact(least, Math.min(0, reach));
      most = Math.addExact(most, Math.max(0, reach));
    }
    return least >= 0 && most < size;
  }

  /// Adds the terms of an expression; its constant is the result.
  ///
  /// @throws ArithmeticException where it is no such sum
  private static long add(Expr e, long times, Map<Expr.Index, Long> terms) {
    return switch (e) {
      case Expr.Const c -> Math.multiplyExact(c.bits(), times);
      case Expr.Index i -> {
        terms.merge(i, times, Math::addExact);
        yield 0;
      }
      case Expr.Unary(var op, var x) when op == Op1.NEG -> add(x, Math.negateExact(times), terms);
      case Expr.Binary(var op, var x, var y) when op == Op2.ADD ->
          Math.addExact(add(x, times, terms), add(y, times, terms));
      case Expr.Binary(var op, var x, var y) when op == Op2.SUB ->
          Math.addExact(add(x, times, terms), add(y, Math.negateExact(times), terms));
      case Expr.Binary(var op, var x, Expr.Const c) when op == Op2.MUL ->
          add(x, Math.multiplyExact(times, c.bits()), terms);
      case Expr.Binary(var op, Expr.Const c, var y) when op == Op2.MUL ->
          add(y, Math.multiplyExact(times, c.bits()), terms);
      default -> throw new ArithmeticException("no sum of indices");
    };
  }
}
