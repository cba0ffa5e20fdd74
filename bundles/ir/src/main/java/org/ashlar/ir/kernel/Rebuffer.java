package org.ashlar.ir.kernel;

import java.util.List;
import java.util.function.UnaryOperator;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Rewrite;

/// Makes every access of a buffer one of another, at a place computed from the old one.
final class Rebuffer {
  private final Buffer from;
  private final Buffer to;
  private final UnaryOperator<List<Expr>> place;

  private Rebuffer(Buffer from, Buffer to, UnaryOperator<List<Expr>> place) {
    this.from = from;
    this.to = to;
    this.place = place;
  }

  static Stmt apply(Stmt root, Buffer from, Buffer to, UnaryOperator<List<Expr>> place) {
    var rebuffer = new Rebuffer(from, to, place);
    return Statements.map(Statements.mapExpressions(root, rebuffer::reads), rebuffer::statement);
  }

  private Expr reads(Expr whole) {
    return Rewrite.map(
        whole,
        e ->
            e instanceof Expr.Read(var of, var at) && of.equals(from)
                ? new Expr.Read(to, place.apply(at))
                : e);
  }

  private Stmt statement(Stmt s) {
    return switch (s) {
      case Stmt.Store(var b, var at, var value) when b.equals(from) ->
          new Stmt.Store(to, place.apply(at), value);
      case Stmt.Update(var b, var at, var op, var value) when b.equals(from) ->
          new Stmt.Update(to, place.apply(at), op, value);
      case Stmt.Copy(var t, var f, var outside) -> new Stmt.Copy(tile(t), tile(f), outside);
      case Stmt.Multiply(var acc, var a, var b) -> new Stmt.Multiply(tile(acc), tile(a), tile(b));
      case Stmt.For _, Stmt.If _, Stmt.Store _, Stmt.Update _, Stmt.Alloc _, Stmt.Seq _ -> s;
    };
  }

  private Tile tile(Tile t) {
    return t.of().equals(from) ? new Tile(to, t.over(), place.apply(t.at())) : t;
  }
}
