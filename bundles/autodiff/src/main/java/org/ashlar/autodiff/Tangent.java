package org.ashlar.autodiff;

import static org.ashlar.autodiff.Slopes.number;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Rewrite;

/// The derivative of a scalar expression by one of its leaves: how fast it grows as the leaf grows.
///
/// One pass from the leaves up, linear in the nodes: every part that is used again is named. What a `Select` does not
/// choose is not computed here either, so a guarded logarithm has a guarded derivative. At a tie of MIN and MAX the
/// first operand has it all.
final class Tangent {
  /// An expression and its derivative; no derivative means 0.
  private record Dual(Expr value, Optional<Expr> slope) {}

  private final Predicate<Expr> target;
  private final Map<Expr, Dual> locals = new HashMap<>();

  private Tangent(Predicate<Expr> target) {
    this.target = target;
  }

  /// The derivative by the leaves that are the target; empty where it is 0 everywhere.
  ///
  /// @throws IllegalArgumentException when a part on the way has no derivative
  static Optional<Expr> of(Expr e, Predicate<Expr> target) {
    var scope = new Scope(new Scope.Names());
    return new Tangent(target).walk(e, scope).slope().map(scope::close);
  }

  private Dual walk(Expr root, Scope scope) {
    var e = root;
    while (e instanceof Expr.Let(var name, var value, var body)) {
      var dual = walk(value, scope);
      locals.put(name, new Dual(scope.name(dual.value()), dual.slope().map(scope::name)));
      e = body;
    }
    if (target.test(e)) {
      return new Dual(e, Optional.of(number(e, 1)));
    }
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _ -> constant(e);
      case Local local -> locals.getOrDefault(local, constant(local));
      case Expr.Read _, Expr.Let _ -> constant(renamed(e));
      case Expr.Cast cast -> cast(cast, scope);
      case Expr.Unary(var op, var x) -> {
        var a = walk(x, scope);
        if (a.slope().isEmpty()) {
          yield constant(new Expr.Unary(op, a.value()));
        }
        var operand = scope.name(a.value());
        var value = scope.name(new Expr.Unary(op, operand));
        var slope = Optional.of(Slopes.of(op, operand, value)).filter(s -> !isZero(s));
        yield new Dual(value, product(slope, a.slope()).map(scope::name));
      }
      case Expr.Binary binary -> binary(binary, scope);
      case Expr.Select(var when, var then, var otherwise) -> {
        var condition = scope.name(renamed(when));
        var value = scope.name(condition.select(renamed(then), renamed(otherwise)));
        var a = branch(then, scope);
        var b = branch(otherwise, scope);
        yield a.isEmpty() && b.isEmpty()
            ? constant(value)
            : new Dual(value, Optional.of(condition.select(orZero(a, value), orZero(b, value))));
      }
    };
  }

  private Optional<Expr> branch(Expr e, Scope scope) {
    var inner = scope.inner();
    return walk(e, inner).slope().map(inner::close);
  }

  /// The expression with the names that this pass gave to its locals.
  private Expr renamed(Expr e) {
    var by = new HashMap<Expr, Expr>();
    locals.forEach((local, dual) -> by.put(local, dual.value()));
    return Rewrite.substitute(e, by);
  }

  private Dual cast(Expr.Cast cast, Scope scope) {
    var a = walk(cast.x(), scope);
    var value = new Expr.Cast(cast.dtype(), cast.mode(), a.value());
    if (a.slope().isEmpty() || !cast.dtype().isFloat()) {
      return constant(value);
    }
    if (cast.mode() == Expr.Mode.BITS) {
      throw new IllegalArgumentException("a cast that keeps bits has no derivative");
    }
    return new Dual(value, a.slope().map(slope -> converted(slope, cast.dtype())));
  }

  private Dual binary(Expr.Binary e, Scope scope) {
    var a = walk(e.x(), scope);
    var b = walk(e.y(), scope);
    if (a.slope().isEmpty() && b.slope().isEmpty() || !e.dtype().isFloat()) {
      return constant(new Expr.Binary(e.op(), a.value(), b.value()));
    }
    var x = scope.name(a.value());
    var y = scope.name(b.value());
    var value = scope.name(new Expr.Binary(e.op(), x, y));
    var slope = switch (e.op()) {
      case ADD -> sum(a.slope(), b.slope());
      case SUB -> sum(a.slope(), negated(b.slope()));
      case MUL -> sum(product(a.slope(), Optional.of(y)), product(Optional.of(x), b.slope()));
      case DIV -> sum(a.slope(), negated(product(Optional.of(value), b.slope()))).map(s -> s.over(y));
      case REM -> sum(a.slope(), negated(product(b.slope().map(_ -> whole(x, y)), b.slope())));
      case POW -> sum(product(a.slope().map(_ -> powerByBase(x, y)), a.slope()),
          product(b.slope().map(_ -> powerByExponent(x, value)), b.slope()));
      case ATAN2 -> {
        var square = scope.name(x.times(x).plus(y.times(y)));
        yield sum(product(Optional.of(y.over(square)), a.slope()),
            negated(product(Optional.of(x.over(square)), b.slope())));
      }
      case MAX -> Optional.of(x.lt(y).select(orZero(b.slope(), value), orZero(a.slope(), value)));
      case MIN -> Optional.of(y.lt(x).select(orZero(b.slope(), value), orZero(a.slope(), value)));
      case SET -> b.slope();
      case FLOORDIV, FLOORMOD, AND, OR, XOR, SHL, SHR, EQ, NE, LT, LE ->
          throw new IllegalArgumentException(e.op() + " of floats has no derivative");
    };
    return new Dual(value, slope.map(scope::name));
  }

  /// How often y goes into x, towards zero.
  private static Expr whole(Expr x, Expr y) {
    return new Expr.Unary(Op1.TRUNC, x.over(y));
  }

  /// `y · x^(y - 1)`, where powers 1 and 2 need no power.
  private static Expr powerByBase(Expr x, Expr y) {
    if (y instanceof Expr.Const c && c.value() == 2) {
      return x.times(2);
    }
    return y instanceof Expr.Const c && c.value() == 1 ? number(x, 1) : y.times(x.pow(y.minus(1)));
  }

  /// `x^y · log x`; 0 where x is not positive: there the power is no smooth function of y.
  private static Expr powerByExponent(Expr x, Expr power) {
    return number(x, 0).lt(x).select(power.times(x.log()), number(x, 0));
  }

  private static Dual constant(Expr e) {
    return new Dual(e, Optional.empty());
  }

  private static Expr orZero(Optional<Expr> slope, Expr like) {
    return slope.orElse(number(like, 0));
  }

  private static Optional<Expr> negated(Optional<Expr> slope) {
    return slope.map(s -> s instanceof Expr.Const c ? Expr.of(c.dtype(), -c.value()) : s.negate());
  }

  private static Optional<Expr> sum(Optional<Expr> a, Optional<Expr> b) {
    return a.isEmpty() ? b : b.isEmpty() ? a : Optional.of(a.get().plus(b.get()));
  }

  private static Optional<Expr> product(Optional<Expr> a, Optional<Expr> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return Optional.empty();
    }
    return isOne(a.get()) ? b : isOne(b.get()) ? a : Optional.of(a.get().times(b.get()));
  }

  private static Expr converted(Expr slope, DType to) {
    return slope instanceof Expr.Const c ? Expr.of(to, c.value()) : slope.cast(to);
  }

  private static boolean isZero(Expr e) {
    return e instanceof Expr.Const c && c.value() == 0;
  }

  private static boolean isOne(Expr e) {
    return e instanceof Expr.Const c && c.value() == 1;
  }
}
