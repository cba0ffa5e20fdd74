package org.ashlar.lower;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Facts;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Simplify;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Stmt;

/// Loops whose index is read as quotient and rest of one number become two loops, over the
/// quotients and over the rests: `x[i // 2] · w[i % 2]` becomes `x[q] · w[r]`. Places are then sums
/// of indices, which products, vectors and arrangements want. The order of iterations stays.
final class Digits {
  private Digits() {}

  static Stmt of(Stmt body) {
    return of(body, Facts.NONE);
  }

  private static Stmt of(Stmt s, Facts facts) {
    if (s instanceof Stmt.For f) {
      var two = split(f, facts);
      if (two.isPresent()) {
        return of(two.get(), facts);
      }
      var inside = of(f.body(), facts.with(f.index(), f.extent()));
      return Statements.with(f, List.of(inside));
    }
    return Statements.with(
        s, Statements.children(s).stream().map(child -> of(child, facts)).toList());
  }

  private static Optional<Stmt> split(Stmt.For loop, Facts facts) {
    var bases = new HashSet<Long>();
    var index = loop.index();
    Statements.visit(
        loop.body(),
        s -> Statements.expressions(s, e -> Rewrite.visit(e, n -> base(n, index, bases))));
    if (bases.size() != 1
        || loop.run() != Run.SERIAL
        || !(loop.extent() instanceof Expr.Const(_, long extent))) {
      return Optional.empty();
    }
    long base = bases.iterator().next();
    if (base < 2 || extent <= base || extent % base != 0) {
      return Optional.empty();
    }
    var quotient = new Index(index.name() + "_q");
    var rest = new Index(index.name() + "_r");
    var known = facts.with(quotient, Expr.of(extent / base)).with(rest, Expr.of(base));
    var place = Map.of(index, quotient.times(Expr.of(base)).plus(rest));
    var body =
        Statements.mapExpressions(
            loop.body(),
            e ->
                places(
                    Rewrite.substitute(
                        Rewrite.map(
                            e,
                            n ->
                                offset(n, index).isPresent() ? digit(n, index, quotient, rest) : n),
                        place),
                    known));
    return Optional.of(
        new Stmt.For(
            quotient,
            Expr.of(extent / base),
            Run.SERIAL,
            new Stmt.For(rest, Expr.of(base), Run.SERIAL, body)));
  }

  /// Notes the number that an index is divided by.
  private static void base(Expr e, Index index, Set<Long> into) {
    if (offset(e, index).isPresent() && e instanceof Expr.Binary(_, _, Expr.Const(_, long base))) {
      into.add(base);
    }
  }

  /// What is added to the index before it is divided, where both digits are then sums of those of
  /// the index: any multiple of the base, and any number for base 2, whose digits are `q + r` and
  /// `1
  /// - r` beside an odd number.
  private static OptionalLong offset(Expr e, Index index) {
    if (e instanceof Expr.Binary(var op, var x, Expr.Const(_, long base))
        && (op == Op2.FLOORDIV || op == Op2.FLOORMOD)) {
      if (x.equals(index)) {
        return OptionalLong.of(0);
      }
      if (x instanceof Expr.Binary(var plus, var i, Expr.Const(_, long offset))
          && plus == Op2.ADD
          && i.equals(index)
          && (base == 2 || base > 0 && offset % base == 0)) {
        return OptionalLong.of(offset);
      }
    }
    return OptionalLong.empty();
  }

  private static Expr digit(Expr e, Index index, Expr quotient, Expr rest) {
    var divided = (Expr.Binary) e;
    long base = ((Expr.Const) divided.y()).bits();
    long offset = offset(e, index).orElseThrow();
    boolean carries = Math.floorMod(offset, base) != 0;
    if (divided.op() == Op2.FLOORMOD) {
      return carries ? Expr.of(1).minus(rest) : rest;
    }
    var high = offset == 0 ? quotient : quotient.plus(Expr.of(Math.floorDiv(offset, base)));
    return carries ? high.plus(rest) : high;
  }

  private static Expr places(Expr e, Facts facts) {
    return Rewrite.map(
        e.dtype() == DType.I64 ? Simplify.of(e, facts) : e,
        n ->
            n instanceof Expr.Read(var of, var at)
                ? new Expr.Read(of, at.stream().map(p -> Simplify.of(p, facts)).toList())
                : n);
  }
}
