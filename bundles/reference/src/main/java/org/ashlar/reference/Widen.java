package org.ashlar.reference;

import java.util.Optional;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Reducer;

/// Turns a reducer into one whose float states are f64 and whose result is rounded once, at the
/// end.
final class Widen {
  private Widen() {}

  /// The reducer in f64; itself where it takes floats apart into bits.
  static Reducer reducer(Reducer by) {
    var identity = by.identity().stream().map(Widen::expr).toList();
    var merge = by.merge().stream().map(Widen::expr).toList();
    var finish = expr(by.finish());
    if (identity.stream().anyMatch(Optional::isEmpty)
        || merge.stream().anyMatch(Optional::isEmpty)
        || finish.isEmpty()) {
      return by;
    }
    return new Reducer(
        by.name(),
        identity.stream().map(Optional::orElseThrow).toList(),
        merge.stream().map(Optional::orElseThrow).toList(),
        finish.orElseThrow().cast(by.finish().dtype()));
  }

  /// The expression with f64 in the place of every float dtype; empty where bits of a float are
  /// cast.
  private static Optional<Expr> expr(Expr e) {
    return switch (e) {
      case Expr.Const c -> Optional.of(c.dtype().isFloat() ? Expr.of(DType.F64, c.value()) : c);
      case Expr.Index i -> Optional.of(i);
      case Expr.Size s -> Optional.of(s);
      case Expr.Local l -> Optional.of(local(l));
      case Expr.Read r -> Optional.of(r.dtype().isFloat() ? r.cast(DType.F64) : r);
      case Expr.Let(var name, var value, var body) ->
          expr(value).flatMap(v -> expr(body).map(b -> new Expr.Let(local(name), v, b)));
      case Expr.Cast c -> {
        boolean floats = c.dtype().isFloat() || c.x().dtype().isFloat();
        if (floats && c.mode() == Expr.Mode.BITS) {
          yield Optional.empty();
        }
        yield expr(c.x())
            .map(x ->
                c.dtype().isFloat() ? x.cast(DType.F64) : new Expr.Cast(c.dtype(), c.mode(), x));
      }
      case Expr.Unary(var op, var x) -> expr(x).map(v -> new Expr.Unary(op, v));
      case Expr.Binary(var op, var x, var y) ->
          expr(x).flatMap(v -> expr(y).map(w -> new Expr.Binary(op, v, w)));
      case Expr.Select(var when, var then, var otherwise) ->
          expr(when)
              .flatMap(
                  w -> expr(then).flatMap(t -> expr(otherwise).map(o -> new Expr.Select(w, t, o))));
    };
  }

  private static Expr.Local local(Expr.Local l) {
    return l.dtype().isFloat() ? new Expr.Local(l.name(), DType.F64) : l;
  }
}
