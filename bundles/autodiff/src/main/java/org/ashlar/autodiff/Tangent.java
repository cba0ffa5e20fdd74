package org.ashlar.autodiff;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Local;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Rewrite;

/// How a scalar expression grows as leaves of it grow by their seeds: the sum of its derivatives by
/// these leaves, each times its seed.
///
/// One pass from the leaves up, linear in the nodes: every part that is used again is named. What a
/// `Select` does not choose is not computed here either, so a guarded logarithm has a guarded
/// derivative. At a tie of MIN and MAX the first operand has it all.
final class Tangent {
  /// An expression and its growth; none means 0.
  private record Dual(Expr value, Optional<Expr> growth) {}

  private final Function<Expr, Optional<Expr>> seeds;
  private final Set<Expr> met = new HashSet<>();
  private final Map<Expr, Dual> locals = new HashMap<>();

  private Tangent(Function<Expr, Optional<Expr>> seeds) {
    this.seeds = seeds;
  }

  /// The growth, in the dtype of the expression; empty where it is 0 everywhere.
  ///
  /// @param leaf which leaves grow
  /// @param seed by how much; itself a leaf
  /// @throws IllegalArgumentException when a part on the way has no derivative
  static Optional<Expr> of(Expr e, Predicate<Expr> leaf, Expr seed) {
    return of(e, x -> leaf.test(x) ? Optional.of(seed) : Optional.empty());
  }

  /// See {@link #of(Expr, Predicate, Expr)}; several leaves grow at once.
  ///
  /// @param seeds by how much a leaf grows, itself a leaf; empty for what stands still
  static Optional<Expr> of(Expr e, Function<Expr, Optional<Expr>> seeds) {
    var scope = new Scope(new Scope.Names());
    return new Tangent(seeds).walk(e, scope).growth().map(scope::close);
  }

  /// The expression, with its parts named in the scope where they are used again, and its growth.
  private Dual walk(Expr root, Scope scope) {
    // the spine of lets is walked in a loop: it may be a thousand links long
    var outside = new ArrayList<Map.Entry<Local, Optional<Dual>>>();
    var e = root;
    while (e instanceof Expr.Let(var name, var value, var body)) {
      var dual = walk(value, scope);
      var named = new Dual(scope.name(dual.value()), dual.growth().map(scope::name));
      outside.add(Map.entry(name, Optional.ofNullable(locals.put(name, named))));
      e = body;
    }
    var result = inside(e, scope);
    // behind the spine its names mean again what they meant before
    for (var entry : outside.reversed()) {
      entry
          .getValue()
          .ifPresentOrElse(
              dual -> locals.put(entry.getKey(), dual), () -> locals.remove(entry.getKey()));
    }
    return result;
  }

  private Dual inside(Expr e, Scope scope) {
    var seed = seeds.apply(e);
    if (seed.isPresent()) {
      // a read may say its places by names
      var renamed = renamed(seed.get());
      met.add(renamed);
      return new Dual(renamed(e), Optional.of(renamed.cast(e.dtype())));
    }
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _ -> constant(e);
      case Local local -> locals.getOrDefault(local, constant(local));
      case Expr.Read _, Expr.Let _ -> constant(renamed(e));
      case Expr.Cast cast -> cast(cast, scope);
      case Expr.Unary(var op, var x) -> unary(op, walk(x, scope), scope);
      case Expr.Binary(var op, var x, var y) -> {
        var a = walk(x, scope);
        var b = walk(y, scope);
        yield a.growth().isEmpty() && b.growth().isEmpty() || !e.dtype().isFloat()
            ? constant(new Expr.Binary(op, a.value(), b.value()))
            : binary((Expr.Binary) e, a, b, scope);
      }
      case Expr.Select(var when, var then, var otherwise) -> {
        var condition = scope.name(renamed(when));
        var value = condition.select(renamed(then), renamed(otherwise));
        var a = branch(then, scope);
        var b = branch(otherwise, scope);
        yield a.isEmpty() && b.isEmpty()
            ? constant(value)
            : new Dual(value, Optional.of(condition.select(orZero(a, value), orZero(b, value))));
      }
    };
  }

  /// The growth of a side of a choice; what it names stays inside it, and is computed only if it is
  /// chosen.
  private Optional<Expr> branch(Expr e, Scope scope) {
    var inner = scope.inner();
    return walk(e, inner).growth().map(inner::close);
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
    if (a.growth().isEmpty() || !cast.dtype().isFloat()) {
      return constant(value);
    }
    if (cast.mode() == Expr.Mode.BITS) {
      throw new IllegalArgumentException("a cast that keeps bits has no derivative");
    }
    return new Dual(value, a.growth().map(growth -> converted(growth, cast.dtype())));
  }

  /// A seed itself is converted once, not through the dtype of the leaf.
  private Expr converted(Expr growth, DType to) {
    return growth instanceof Expr.Cast(_, _, var x) && met.contains(x)
        ? x.cast(to)
        : growth.cast(to);
  }

  private static Dual unary(Op1 op, Dual a, Scope scope) {
    if (a.growth().isEmpty()) {
      return constant(new Expr.Unary(op, a.value()));
    }
    var x = scope.name(a.value());
    var value = scope.name(new Expr.Unary(op, x));
    return new Dual(value, Slopes.of(op, x, value, scope.name(a.growth().get())).map(scope::name));
  }

  /// The rules of calculus for two operands; where only one grows, only its term stands.
  private static Dual binary(Expr.Binary e, Dual a, Dual b, Scope scope) {
    var x = scope.name(a.value());
    var y = scope.name(b.value());
    var value = scope.name(new Expr.Binary(e.op(), x, y));
    var dx = a.growth().map(scope::name);
    var dy = b.growth().map(scope::name);
    var growth =
        switch (e.op()) {
          case ADD -> sum(dx, dy);
          case SUB -> difference(dx, dy);
          case MUL -> sum(dx.map(d -> d.times(y)), dy.map(x::times));
          case DIV -> difference(dx, dy.map(value::times)).map(d -> d.over(y));
          case REM -> difference(dx, dy.map(new Expr.Unary(Op1.TRUNC, x.over(y))::times));
          case FLOORMOD -> difference(dx, dy.map(new Expr.Unary(Op1.FLOOR, x.over(y))::times));
          case POW ->
              sum(dx.map(d -> powerByBase(x, y, d)), dy.map(d -> powerByExponent(x, value, d)));
          case ATAN2 -> {
            var square = scope.name(x.times(x).plus(y.times(y)));
            yield difference(dx.map(d -> d.times(y)), dy.map(x::times)).map(d -> d.over(square));
          }
          case MAX -> Optional.of(x.lt(y).select(orZero(dy, value), orZero(dx, value)));
          case MIN -> Optional.of(y.lt(x).select(orZero(dy, value), orZero(dx, value)));
          case SET -> dy;
          case FLOORDIV, AND, OR, XOR, SHL, SHR, EQ, NE, LT, LE ->
              throw new IllegalArgumentException(e.op() + " of floats has no derivative");
        };
    return new Dual(value, growth.map(scope::name));
  }

  /// `dx · y · x^(y - 1)`, where powers 1 and 2 need no power.
  private static Expr powerByBase(Expr x, Expr y, Expr dx) {
    if (y instanceof Expr.Const c && c.value() == 2) {
      return dx.times(x.times(2));
    }
    return y instanceof Expr.Const c && c.value() == 1 ? dx : dx.times(y.times(x.pow(y.minus(1))));
  }

  /// `dy · x^y · log x`; 0 where x is not positive: there the power is no smooth function of y.
  private static Expr powerByExponent(Expr x, Expr power, Expr dy) {
    var zero = Expr.of(x.dtype(), 0);
    return zero.lt(x).select(dy.times(power.times(x.log())), zero);
  }

  private static Dual constant(Expr e) {
    return new Dual(e, Optional.empty());
  }

  private static Expr orZero(Optional<Expr> growth, Expr like) {
    return growth.orElse(Expr.of(like.dtype(), 0));
  }

  private static Optional<Expr> sum(Optional<Expr> a, Optional<Expr> b) {
    return a.isEmpty() ? b : b.isEmpty() ? a : Optional.of(a.get().plus(b.get()));
  }

  private static Optional<Expr> difference(Optional<Expr> a, Optional<Expr> b) {
    return a.isEmpty()
        ? b.map(Expr::negate)
        : b.isEmpty() ? a : Optional.of(a.get().minus(b.get()));
  }
}
