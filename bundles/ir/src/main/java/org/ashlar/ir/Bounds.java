package org.ashlar.ir;

import java.util.Map;
import org.ashlar.ir.Expr.Index;

/// Interval arithmetic over expressions of whole numbers and truth values (0..1).
///
/// Every step knows about overflow: what may leave the dtype may be anything of the dtype. {@link
/// Facts} proves more, by sums, conditions and extents that depend on outer indices.
public final class Bounds {
  private Bounds() {}

  /// The values that an index may give its extent.
  @FunctionalInterface
  interface Leaves {
    /// The range of an index, size, local or read; {@link Range#ALL} where nothing is known.
    Range of(Expr leaf);
  }

  /// The least and greatest value of an expression, from those of the indices around. Other indices
  /// are at least 0.
  public static Range of(Expr e, Map<Index, Range> indices) {
    return of(
        e,
        leaf ->
            switch (leaf) {
              case Index i -> indices.getOrDefault(i, new Range(0, Long.MAX_VALUE - 1));
              case Expr.Size(_, long min, long max) -> new Range(min, max);
              default -> Range.ALL;
            });
  }

  static Range of(Expr e, Leaves leaves) {
    if (!isWhole(e.dtype())) {
      return Range.ALL;
    }
    return wrapped(
        e.dtype(),
        switch (e) {
          case Expr.Const(_, long bits) -> Range.of(bits);
          case Expr.Index _, Expr.Size _, Expr.Local _, Expr.Read _ -> leaves.of(e);
          case Expr.Let(var name, var value, var body) -> {
            var known = of(value, leaves);
            yield of(body, leaf -> leaf.equals(name) ? known : leaves.of(leaf));
          }
          case Expr.Cast(_, var mode, var x) when isWhole(x.dtype()) && mode != Expr.Mode.BITS ->
              of(x, leaves);
          case Expr.Cast _ -> Range.ALL;
          case Expr.Unary(var op, var x) -> unary(op, x, leaves);
          case Expr.Binary(var op, var x, var y) ->
              isWhole(x.dtype()) ? binary(op, of(x, leaves), of(y, leaves)) : Range.ALL;
          case Expr.Select(_, var then, var otherwise) ->
              of(then, leaves).or(of(otherwise, leaves));
        });
  }

  private static Range unary(Op1 op, Expr x, Leaves leaves) {
    if (!isWhole(x.dtype())) {
      return Range.ALL;
    }
    var r = of(x, leaves);
    return switch (op) {
      case NEG -> Range.of(0).minus(r);
      case ABS ->
          r.min() >= 0
              ? r
              : r.min() == Long.MIN_VALUE ? Range.ALL : r.or(Range.of(0).minus(r)).and(INDEXES);
      default -> Range.ALL;
    };
  }

  private static final Range INDEXES = new Range(0, Long.MAX_VALUE);

  private static Range binary(Op2 op, Range x, Range y) {
    return switch (op) {
      case ADD -> x.plus(y);
      case SUB -> x.minus(y);
      case MUL -> x.times(y);
      case FLOORDIV -> x.floorDiv(y);
      case FLOORMOD -> x.floorMod(y);
      case DIV -> x.min() >= 0 && y.min() > 0 ? x.floorDiv(y) : Range.ALL;
      case REM -> x.min() >= 0 && y.min() > 0 ? x.floorMod(y) : Range.ALL;
      case MIN -> x.min(y);
      case MAX -> x.max(y);
      case AND ->
          x.min() >= 0 && y.min() >= 0 ? new Range(0, Math.min(x.max(), y.max())) : Range.ALL;
      case POW, ATAN2, OR, XOR, SHL, SHR, EQ, NE, LT, LE -> Range.ALL;
      case SET -> y;
    };
  }

  /// Signed and unsigned integers up to 63 bits of value, and truth values.
  private static boolean isWhole(DType dtype) {
    return dtype == DType.BOOL || dtype.isInteger() && dtype != DType.U64;
  }

  /// The range itself where the dtype holds it, else everything that the dtype holds.
  private static Range wrapped(DType dtype, Range r) {
    var all =
        switch (dtype.kind()) {
          case BOOL -> new Range(0, 1);
          case SIGNED -> new Range(-1L << (dtype.bits() - 1), ~(-1L << (dtype.bits() - 1)));
          case UNSIGNED -> dtype == DType.U64 ? Range.ALL : new Range(0, (1L << dtype.bits()) - 1);
          case FLOAT, COMPLEX, STRING -> Range.ALL;
        };
    return r.within(all.min(), all.max()) ? r : all;
  }
}
