package org.ashlar.ir;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Expr.Binary;
import org.ashlar.ir.Expr.Const;

/// Laws of `floordiv` and `floormod` by a positive number, for what ranges prove not to wrap.
final class Quotients {
  private Quotients() {}

  static Expr floorDiv(Expr e, Expr x, Expr y, Facts facts) {
    return switch (y) {
      case Const(_, long c) when c > 0 -> byConstant(e, x, c, facts);
      case Expr.Size n when n.min() > 0 && facts.isNarrow(x) -> {
        var q = Sum.of(x).coefficient(n);
        yield liesBelow(remainder(x, n, q), n, facts) ? q.toExpr() : e; // (n·q + r) div n = q
      }
      default -> e;
    };
  }

  static Expr floorMod(Expr e, Expr x, Expr y, Facts facts) {
    return switch (y) {
      case Const(_, long c) when c > 0 -> modConstant(e, x, c, facts);
      case Expr.Size n when n.min() > 0 && facts.isNarrow(x) -> {
        var r = remainder(x, n, Sum.of(x).coefficient(n));
        yield liesBelow(r, n, facts) ? r : e; // (n·q + r) mod n = r
      }
      default -> e;
    };
  }

  private static Expr remainder(Expr x, Expr.Size n, Sum q) {
    return Sum.of(x).minus(q.times(Sum.atom(n)).orElse(Sum.of(0))).toExpr();
  }

  private static boolean liesBelow(Expr r, Expr n, Facts facts) {
    return facts.proves(Expr.of(0).le(r)) && facts.proves(r.lt(n));
  }

  private static Expr byConstant(Expr e, Expr x, long c, Facts facts) {
    if (x instanceof Binary(var op, var z, Const(_, long b))
        && op == Op2.FLOORDIV
        && b > 0
        && c < Long.MAX_VALUE / b) {
      return z.floorDiv(Expr.of(b * c)); // (z div b) div c = z div (b·c)
    }
    if (x instanceof Binary(var op, var z, Const(_, long m))
        && op == Op2.FLOORMOD
        && m > 0
        && m % c == 0) {
      return z.floorDiv(Expr.of(c))
          .floorMod(Expr.of(m / c)); // (z mod (c·m)) div c = (z div c) mod m
    }
    if (!facts.isNarrow(x)) {
      return e;
    }
    var q = multiples(Sum.of(x), c);
    var r = Sum.of(x).minus(q.times(c));
    var range = facts.range(r);
    long k = Math.floorDiv(range.min(), c);
    if (!range.isAll() && k == Math.floorDiv(range.max(), c)) {
      return q.plus(Sum.of(k)).toExpr(); // (c·q + r) div c = q + k where k·c <= r < (k+1)·c
    }
    long g = divisor(r, c);
    if (g > 1) {
      return q.plus(Sum.atom(divided(r, g).toExpr().floorDiv(Expr.of(c / g))))
          .toExpr(); // (g·a) div (g·b) = a div b
    }
    return q.terms().isEmpty() ? e : q.plus(Sum.atom(r.toExpr().floorDiv(Expr.of(c)))).toExpr();
  }

  private static Expr modConstant(Expr e, Expr x, long c, Facts facts) {
    if (x instanceof Binary(var op, var z, Const(_, long m))
        && op == Op2.FLOORMOD
        && m > 0
        && m % c == 0) {
      return z.floorMod(Expr.of(c)); // (z mod (c·m)) mod c = z mod c
    }
    boolean narrow = facts.isNarrow(x);
    if (!narrow && Long.bitCount(c) != 1) {
      return e;
    }
    var q = multiples(Sum.of(x), c);
    var r = Sum.of(x).minus(q.times(c));
    var range = facts.range(r);
    long k = Math.floorDiv(range.min(), c);
    if (!range.isAll() && k == Math.floorDiv(range.max(), c)) {
      return r.minus(Sum.of(k * c)).toExpr(); // (c·q + r) mod c = r - k·c where k·c <= r < (k+1)·c
    }
    long g = divisor(r, c);
    if (narrow && g > 1) {
      var rest =
          divided(r, g).toExpr().floorMod(Expr.of(c / g)); // (g·a + b) mod (g·c) = g·(a mod c) + b
      return Sum.atom(rest).times(g).plus(Sum.of(Math.floorMod(r.constant(), g))).toExpr();
    }
    return q.terms().isEmpty() ? e : r.toExpr().floorMod(Expr.of(c));
  }

  /// The part of a sum that c divides, divided; of the constant the whole multiples.
  private static Sum multiples(Sum s, long c) {
    return s.only(term ->
        term.getKey().isEmpty()
            ? Optional.of(Math.floorDiv(term.getValue(), c))
            : Optional.of(term.getValue()).filter(n -> n % c == 0).map(n -> n / c));
  }

  /// The greatest number that divides c and every coefficient but the constant.
  private static long divisor(Sum s, long c) {
    long g = c;
    for (var term : s.terms().entrySet()) {
      if (!term.getKey().isEmpty()) {
        g = gcd(g, Math.abs(term.getValue()));
      }
    }
    return s.isConstant() ? 1 : g;
  }

  private static Sum divided(Sum s, long g) {
    return s.only(term -> Optional.of(Math.floorDiv(term.getValue(), g)));
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /// `m·(x mod c) + m·c·(x div c) = m·x`, wherever both stand in a sum.
  static Sum joined(Sum s) {
    for (var term : s.terms().entrySet()) {
      if (term.getKey().size() == 1
          && term.getKey().getFirst() instanceof Binary(var op, var x, Const(_, long c))
          && op == Op2.FLOORMOD
          && c > 0) {
        var quotient = quotient(x, c);
        long m = term.getValue();
        if (coefficient(s.terms(), quotient) == m * c) {
          var rest =
              s.minus(Sum.atom(term.getKey().getFirst()).times(m))
                  .minus(Sum.atom(quotient).times(m * c));
          return joined(rest.plus(Sum.of(x).times(m)));
        }
      }
    }
    return s;
  }

  /// `x div c` as it comes out simplified.
  private static Expr quotient(Expr x, long c) {
    return x instanceof Binary(var op, var z, Const(_, long b))
            && op == Op2.FLOORDIV
            && b > 0
            && c < Long.MAX_VALUE / b
        ? z.floorDiv(Expr.of(b * c))
        : x.floorDiv(Expr.of(c));
  }

  private static long coefficient(Map<List<Expr>, Long> terms, Expr atom) {
    return terms.getOrDefault(List.of(atom), 0L);
  }
}
