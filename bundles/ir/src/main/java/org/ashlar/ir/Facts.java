package org.ashlar.ir;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ir.Expr.Index;
import org.ashlar.ir.Expr.Local;

/// What is known at a place of a program: the extents of the indices around it, the conditions that
/// hold there, the values of its locals. Immutable; {@link #with} adds.
///
/// Proofs are incomplete but never wrong: `proves` says yes only where the condition holds in exact
/// arithmetic and nothing on the way leaves 60 bits.
public final class Facts {
  private static final long WIDE = 1L << 60;
  private static final int DEPTH = 3;
  private static final Range INDEX = new Range(0, Long.MAX_VALUE - 1);

  /// Nothing is known, but that indices are not negative and sizes lie between their bounds.
  public static final Facts NONE = new Facts(new LinkedHashMap<>(), Map.of(), Map.of(), List.of());

  private final LinkedHashMap<Index, Expr> extents;
  private final Map<Expr, Range> ranges;
  private final Map<Local, Expr> values;
  private final List<Sum> atLeastZero;

  private Facts(
      LinkedHashMap<Index, Expr> extents,
      Map<Expr, Range> ranges,
      Map<Local, Expr> values,
      List<Sum> atLeastZero) {
    this.extents = extents;
    this.ranges = ranges;
    this.values = values;
    this.atLeastZero = atLeastZero;
  }

  /// With an index inside the ones known so far: `0 <= index < extent`.
  public Facts with(Index index, Expr extent) {
    var more = new LinkedHashMap<>(extents);
    var n = Simplify.of(resolve(extent));
    more.put(index, n);
    var known = new HashMap<>(ranges);
    known.put(index, new Range(0, Math.max(0, range(n).max() - 1)));
    return new Facts(more, known, values, atLeastZero);
  }

  /// With a range of an index or local.
  public Facts with(Expr leaf, Range range) {
    var known = new HashMap<>(ranges);
    known.put(leaf, range);
    return new Facts(extents, known, values, atLeastZero);
  }

  /// With the value of a local.
  public Facts with(Local local, Expr value) {
    if (local.dtype() != DType.I64) {
      return this;
    }
    var more = new HashMap<>(values);
    more.put(local, resolve(value));
    return new Facts(extents, ranges, more, atLeastZero);
  }

  /// With a condition that holds. What is not a comparison of whole numbers, or several joined by
  /// `and`, adds nothing.
  public Facts with(Expr condition) {
    var facts = new ArrayList<>(atLeastZero);
    assume(resolve(condition), true, facts);
    return facts.size() == atLeastZero.size()
        ? this
        : new Facts(extents, ranges, values, List.copyOf(facts));
  }

  /// With a condition that does not hold.
  public Facts without(Expr condition) {
    return with(condition.not());
  }

  private void assume(Expr e, boolean holds, List<Sum> facts) {
    switch (e) {
      case Expr.Unary(var op, var x) when op == Op1.NOT -> assume(x, !holds, facts);
      case Expr.Binary(var op, var x, var y)
          when op == Op2.AND && holds || op == Op2.OR && !holds -> {
        assume(x, holds, facts);
        assume(y, holds, facts);
      }
      case Expr.Binary(var op, var x, var y)
          when x.dtype() == DType.I64 && isNarrow(x) && isNarrow(y) -> {
        switch (op) {
          case LT -> facts.add(holds ? difference(y, x, 1) : difference(x, y, 0));
          case LE -> facts.add(holds ? difference(y, x, 0) : difference(x, y, 1));
          case EQ, NE -> {
            if (holds == (op == Op2.EQ)) {
              facts.add(difference(y, x, 0));
              facts.add(difference(x, y, 0));
            }
          }
          default -> {}
        }
      }
      default -> {}
    }
  }

  private Sum difference(Expr x, Expr y, long less) {
    return Sum.of(Simplify.of(x)).minus(Sum.of(Simplify.of(y))).minus(Sum.of(less));
  }

  /// The expression with the known values of locals in their places.
  Expr resolve(Expr e) {
    return Rewrite.substitute(e, values);
  }

  /// The extent of an index around.
  Optional<Expr> extent(Index index) {
    return Optional.ofNullable(extents.get(index));
  }

  // ── ranges ──

  /// The least and greatest value that an expression of whole numbers can have.
  public Range range(Expr e) {
    return Bounds.of(resolve(e), this::leaf);
  }

  private Range leaf(Expr e) {
    return switch (e) {
      case Index i -> ranges.getOrDefault(i, INDEX);
      case Expr.Size(_, long min, long max) -> new Range(min, max);
      default -> ranges.getOrDefault(e, Range.ALL);
    };
  }

  /// Whether the value stays far from where 64 bits wrap.
  boolean isNarrow(Expr e) {
    return range(e).within(-WIDE, WIDE - 1);
  }

  Range range(Sum s) {
    var range = Range.of(0);
    for (var term : s.terms().entrySet()) {
      var product = Range.of(term.getValue());
      for (var atom : term.getKey()) {
        product = product.times(range(atom));
      }
      range = range.plus(product);
      if (range.isAll()) {
        return range;
      }
    }
    return range;
  }

  // ── proofs ──

  /// Whether a condition is known to hold.
  public boolean proves(Expr condition) {
    return holds(resolve(condition), true);
  }

  /// Whether a condition is known not to hold.
  public boolean refutes(Expr condition) {
    return holds(resolve(condition), false);
  }

  private boolean holds(Expr e, boolean wanted) {
    return switch (e) {
      case Expr.Const(var dtype, long bits) -> dtype == DType.BOOL && (bits != 0) == wanted;
      case Expr.Unary(var op, var x) when op == Op1.NOT -> holds(x, !wanted);
      case Expr.Binary(var op, var x, var y) when x.dtype() == DType.BOOL ->
          switch (op) {
            case AND ->
                wanted ? holds(x, true) && holds(y, true) : holds(x, false) || holds(y, false);
            case OR ->
                wanted ? holds(x, true) || holds(y, true) : holds(x, false) && holds(y, false);
            default -> false;
          };
      case Expr.Binary(var op, var x, var y)
          when x.dtype() == DType.I64 && isNarrow(x) && isNarrow(y) ->
          switch (op) {
            case LT -> wanted ? atLeastZero(y, x, 1) : atLeastZero(x, y, 0);
            case LE -> wanted ? atLeastZero(y, x, 0) : atLeastZero(x, y, 1);
            case EQ -> wanted ? equal(x, y) : unequal(x, y);
            case NE -> wanted ? unequal(x, y) : equal(x, y);
            default -> false;
          };
      default -> false;
    };
  }

  private boolean equal(Expr x, Expr y) {
    return atLeastZero(x, y, 0) && atLeastZero(y, x, 0);
  }

  private boolean unequal(Expr x, Expr y) {
    return atLeastZero(y, x, 1) || atLeastZero(x, y, 1) || leavesRemainder(difference(x, y, 0));
  }

  /// Whether some number that divides part of a sum cannot divide the rest: `16·a + b` is not 0
  /// where 0 < b < 16.
  private boolean leavesRemainder(Sum s) {
    if (range(s).isAll()) {
      return false;
    }
    for (long g : s.terms().values()) {
      long c = Math.abs(g);
      if (c > 1) {
        var rest = range(s.only(term -> Optional.of(term.getValue()).filter(n -> n % c != 0)));
        if (!rest.isAll()
            && Math.floorMod(rest.min(), c) != 0
            && Math.floorDiv(rest.min(), c) == Math.floorDiv(rest.max(), c)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean atLeastZero(Expr x, Expr y, long less) {
    return atLeastZero(difference(x, y, less), DEPTH);
  }

  /// `s >= 0`: by ranges; with an index at the end of its loop that makes `s` least; or by a
  /// condition that holds.
  private boolean atLeastZero(Sum s, int depth) {
    if (range(s).min() >= 0) {
      return true;
    }
    if (depth == 0 || s.isConstant()) {
      return false;
    }
    return byQuotients(s, depth) || byExtents(s, depth) || byConditions(s, depth);
  }

  /// Innermost indices first: their extents speak of outer ones.
  private boolean byExtents(Sum s, int depth) {
    var least = s;
    for (var index : extents.sequencedKeySet().reversed()) {
      var slope = least.coefficient(index);
      if (slope.terms().isEmpty()) {
        continue;
      }
      if (!slope.coefficient(index).terms().isEmpty()) {
        return false;
      }
      if (range(slope).min() >= 0) {
        least = least.replace(index, Sum.of(0));
      } else if (range(slope).max() <= 0) {
        least =
            atLargest(least, index, Optional.ofNullable(extents.get(index)).orElseThrow(), depth);
      } else {
        return false;
      }
      if (range(least).min() >= 0) {
        return true;
      }
    }
    return least != s && atLeastZero(Quotients.joined(least), depth - 1);
  }

  /// The index at its extent - 1; of a minimum the side that proves more, else the first.
  private Sum atLargest(Sum s, Index index, Expr extent, int depth) {
    if (extent instanceof Expr.Binary(var op, var x, var y) && op == Op2.MIN) {
      var first = atLargest(s, index, x, depth);
      return range(first).min() >= 0 || atLeastZero(first, depth - 1)
          ? first
          : atLargest(s, index, y, depth);
    }
    return s.replace(index, Sum.of(extent).minus(Sum.of(1)));
  }

  private boolean byConditions(Sum s, int depth) {
    return atLeastZero.stream().anyMatch(f -> shares(s, f) && atLeastZero(s.minus(f), depth - 1));
  }

  private static boolean shares(Sum s, Sum f) {
    return f.terms().keySet().stream()
        .anyMatch(atoms -> !atoms.isEmpty() && s.terms().containsKey(atoms));
  }

  /// `x - c < c·(x floordiv c) <= x`: trades a quotient for what was divided; and `c·s > -c` says
  /// `s >= 0`.
  private boolean byQuotients(Sum s, int depth) {
    for (var term : s.terms().entrySet()) {
      if (term.getKey().size() == 1
          && term.getKey().getFirst() instanceof Expr.Binary(var op, var x, Expr.Const(_, long c))
          && op == Op2.FLOORDIV
          && c > 0
          && c < WIDE) {
        long k = term.getValue();
        var rest = s.minus(Sum.atom(term.getKey().getFirst()).times(k)).times(c);
        var least = Sum.of(x).minus(Sum.of(k < 0 ? 0 : c - 1)).times(k);
        boolean narrow = range(rest).within(-WIDE, WIDE) && range(least).within(-WIDE, WIDE);
        if (narrow && atLeastZero(rest.plus(least).plus(Sum.of(c - 1)), depth - 1)) {
          return true;
        }
      }
    }
    return false;
  }
}
