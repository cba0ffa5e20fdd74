package org.ashlar.ir;

import static org.ashlar.ir.Op1.ABS;
import static org.ashlar.ir.Op1.IS_NAN;
import static org.ashlar.ir.Op1.NEG;
import static org.ashlar.ir.Op1.NOT;
import static org.ashlar.ir.Op2.ADD;
import static org.ashlar.ir.Op2.AND;
import static org.ashlar.ir.Op2.DIV;
import static org.ashlar.ir.Op2.EQ;
import static org.ashlar.ir.Op2.FLOORDIV;
import static org.ashlar.ir.Op2.FLOORMOD;
import static org.ashlar.ir.Op2.LE;
import static org.ashlar.ir.Op2.LT;
import static org.ashlar.ir.Op2.MAX;
import static org.ashlar.ir.Op2.MIN;
import static org.ashlar.ir.Op2.MUL;
import static org.ashlar.ir.Op2.NE;
import static org.ashlar.ir.Op2.OR;
import static org.ashlar.ir.Op2.SUB;
import static org.ashlar.ir.Op2.XOR;

import org.ashlar.ir.Expr.Binary;
import org.ashlar.ir.Expr.Cast;
import org.ashlar.ir.Expr.Const;
import org.ashlar.ir.Expr.Mode;
import org.ashlar.ir.Expr.Select;
import org.ashlar.ir.Expr.Unary;

/// Laws that keep every bit of a result (but for the sign of a sum's zero, which is free): whole
/// numbers as in algebra, floats only where rounding cannot tell. `x · 0` of floats stays: x may be
/// infinite.
///
/// Sums of `i64` come out in one canonical form, so equal places become equal expressions.
public final class Simplify {
  private static final int ROUNDS = 4;

  private Simplify() {}

  public static Expr of(Expr e) {
    return of(e, Facts.NONE);
  }

  /// With what is known at the place where the expression stands.
  public static Expr of(Expr e, Facts facts) {
    var now = e;
    for (int round = 0; round < ROUNDS; round++) {
      var next = Rewrite.map(Lets.inline(now), n -> step(n, facts));
      if (next == now) {
        break;
      }
      now = next;
    }
    return now;
  }

  private static Expr step(Expr e, Facts facts) {
    var folded = Fold.of(e);
    if (folded != e) {
      return folded;
    }
    var law = e.dtype().isFloat() ? general(floats(e)) : general(wholes(e));
    return law == e ? places(e, facts) : law;
  }

  /// Laws of every dtype.
  private static Expr general(Expr e) {
    return switch (e) {
      case Cast(var d, var mode, var x) when d == x.dtype() -> x; // (d) x = x
      case Cast(var d, var m, Cast(var w, var n, var x)) when m == n && widens(x, w, m, d) ->
          x.cast(d); // (d)(w) x = (d) x
      case Select(Const(_, long c), var x, var y) -> c != 0 ? x : y; // true ? x : y = x
      case Select(_, var x, var y) when x.equals(y) -> x; // c ? x : x = x
      case Select(Unary(var op, var c), var x, var y) when op == NOT ->
          new Select(c, y, x); // !c ? x : y = c ? y : x
      case Select(var c, Select(var d, var x, _), var y) when c.equals(d) ->
          new Select(c, x, y); // c ? (c ? x : _) : y
      case Select(var c, var x, Select(var d, _, var y)) when c.equals(d) ->
          new Select(c, x, y); // c ? x : (c ? _ : y)
      case Binary(var op, var x, var y) when (op == MIN || op == MAX) && x.equals(y) ->
          x; // min(x, x) = x
      default -> e;
    };
  }

  /// Laws of rounded numbers.
  private static Expr floats(Expr e) {
    return switch (e) {
      case Binary(var op, var x, var y) when op == MUL && is(y, 1) -> x; // x · 1 = x
      case Binary(var op, var x, var y) when op == MUL && is(x, 1) -> y; // 1 · y = y
      case Binary(var op, var x, var y) when op == DIV && is(y, 1) -> x; // x / 1 = x
      case Binary(var op, var x, var y) when op == ADD && is(y, 0) -> x; // x + 0 = x
      case Binary(var op, var x, var y) when op == ADD && is(x, 0) -> y; // 0 + y = y
      case Binary(var op, var x, var y) when op == SUB && is(y, 0) -> x; // x - 0 = x
      case Unary(var op, Unary(var o, var x)) when op == NEG && o == NEG -> x; // -(-x) = x
      case Unary(var op, Unary(var o, var x)) when op == ABS && (o == NEG || o == ABS) ->
          x.abs(); // |-x| = |x|
      default -> e;
    };
  }

  /// Laws of integers and truth values.
  private static Expr wholes(Expr e) {
    return switch (e) {
      case Binary(var op, var x, var y) when op == ADD && is(y, 0) -> x; // x + 0 = x
      case Binary(var op, var x, var y) when op == ADD && is(x, 0) -> y; // 0 + y = y
      case Binary(var op, var x, var y) when op == SUB && is(y, 0) -> x; // x - 0 = x
      case Binary(var op, var x, var y) when op == MUL && is(y, 1) -> x; // x · 1 = x
      case Binary(var op, var x, var y) when op == MUL && is(x, 1) -> y; // 1 · y = y
      case Binary(var op, _, var y) when op == MUL && is(y, 0) -> y; // x · 0 = 0
      case Binary(var op, var x, _) when op == MUL && is(x, 0) -> x; // 0 · y = 0
      case Binary(var op, var x, var y) when (op == DIV || op == FLOORDIV) && is(y, 1) ->
          x; // x / 1 = x
      case Binary(var op, _, var y) when op == FLOORMOD && is(y, 1) ->
          new Const(e.dtype(), 0); // x mod 1 = 0
      case Binary(var op, var x, var y) when op == AND && isTrue(y) -> x; // x and true = x
      case Binary(var op, var x, var y) when op == AND && isTrue(x) -> y; // true and y = y
      case Binary(var op, _, var y) when op == AND && isZero(y) -> y; // x and 0 = 0
      case Binary(var op, var x, _) when op == AND && isZero(x) -> x; // 0 and y = 0
      case Binary(var op, var x, var y) when (op == OR || op == XOR) && isZero(y) ->
          x; // x or 0 = x
      case Binary(var op, var x, var y) when (op == OR || op == XOR) && isZero(x) ->
          y; // 0 or y = y
      case Binary(var op, _, var y) when op == OR && isTrue(y) -> y; // x or true = true
      case Binary(var op, var x, _) when op == OR && isTrue(x) -> x; // true or y = true
      case Binary(var op, var x, var y) when (op == AND || op == OR) && x.equals(y) ->
          x; // x and x = x
      case Binary(var op, var x, var y)
          when reflexive(op) && !x.dtype().isFloat() && x.equals(y) -> // x = x, x <= x
          Expr.of(op == EQ || op == LE);
      case Unary(var op, Unary(var o, var x)) when op == NOT && o == NOT -> x; // not not x = x
      case Unary(var op, Binary(var o, var x, var y)) when op == NOT && o == EQ ->
          x.ne(y); // not x = y is x != y
      case Unary(var op, Binary(var o, var x, var y)) when op == NOT && o == NE ->
          x.eq(y); // not x != y is x = y
      case Unary(var op, Binary(var o, var x, var y)) when op == NOT && o == LT && ordered(x) ->
          y.le(x); // not x < y
      case Unary(var op, Binary(var o, var x, var y)) when op == NOT && o == LE && ordered(x) ->
          y.lt(x); // not x <= y
      case Unary(var op, var x) when op == IS_NAN && !x.dtype().isFloat() ->
          Expr.of(false); // an integer is a number
      default -> e;
    };
  }

  /// Laws of the index algebra: `i64` and its comparisons.
  private static Expr places(Expr e, Facts facts) {
    return switch (e) {
      case Binary(var op, var x, var y) when x.dtype() != DType.I64 -> e;
      case Binary(var op, _, _) when op == ADD || op == SUB || op == MUL -> canonical(e);
      case Unary(var op, var x) when op == NEG && x.dtype() == DType.I64 -> canonical(e);
      case Binary(var op, var x, var y) when op == FLOORDIV -> Quotients.floorDiv(e, x, y, facts);
      case Binary(var op, var x, var y) when op == FLOORMOD -> Quotients.floorMod(e, x, y, facts);
      case Binary(var op, var x, var y) when op == MIN && facts.proves(x.le(y)) -> x;
      case Binary(var op, var x, var y) when op == MIN && facts.proves(y.le(x)) -> y;
      case Binary(var op, var x, var y) when op == MAX && facts.proves(x.le(y)) -> y;
      case Binary(var op, var x, var y) when op == MAX && facts.proves(y.le(x)) -> x;
      case Binary(var op, _, _) when op.isComparison() && facts.proves(e) -> Expr.of(true);
      case Binary(var op, _, _) when op.isComparison() && facts.refutes(e) -> Expr.of(false);
      default -> e;
    };
  }

  private static Expr canonical(Expr e) {
    var sum = Quotients.joined(Sum.of(e)).toExpr();
    return sum.equals(e) ? e : sum;
  }

  private static boolean is(Expr e, double value) {
    return e instanceof Const c && c.dtype() != DType.BOOL && c.value() == value;
  }

  private static boolean isZero(Expr e) {
    return e instanceof Const c && c.bits() == 0;
  }

  private static boolean isTrue(Expr e) {
    return e instanceof Const c && c.dtype() == DType.BOOL && c.bits() != 0;
  }

  private static boolean reflexive(Op2 op) {
    return op.isComparison();
  }

  /// Whether one of `<` and `>=` always holds: not for floats, where NaN is neither.
  private static boolean ordered(Expr x) {
    return !x.dtype().isFloat();
  }

  /// Whether a cast through `wide` to `last` is the cast to `last`: `wide` holds every value of x.
  private static boolean widens(Expr x, DType wide, Mode mode, DType last) {
    var from = x.dtype();
    boolean floats =
        from.isFloat()
            && last.isFloat()
            && (wide == DType.F64 || wide == DType.F32 && from != DType.F64);
    boolean wholes =
        from.kind() == DType.Kind.SIGNED
            && wide.kind() == DType.Kind.SIGNED
            && wide.bits() >= from.bits();
    return mode == Mode.CONVERT && (floats || wholes && last.isInteger());
  }
}
