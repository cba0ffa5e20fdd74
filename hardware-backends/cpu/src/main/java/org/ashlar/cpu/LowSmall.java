package org.ashlar.cpu;

import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;

/// Machine code for indices that differ from lane to lane: in lanes of 32 bits where their ranges
/// prove that these suffice.
final class LowSmall {
  private final LowFunction f;

  LowSmall(LowFunction function) {
    this.f = function;
  }

  /// Whether an index expression can be computed in lanes of 32 bits.
  boolean isSmall(Expr e) {
    if (e.dtype() != DType.I64 || !f.facts.range(e).within(-(1 << 30), 1 << 30)) {
      return false;
    }
    return switch (e) {
      case Expr.Const _, Expr.Index _, Expr.Size _ -> true;
      case Expr.Binary(var op, var x, var y) ->
          switch (op) {
            case ADD, SUB, MUL, MIN, MAX -> isSmall(x) && isSmall(y);
            case FLOORDIV, FLOORMOD ->
                isSmall(x)
                    && y instanceof Expr.Const(_, long n)
                    && n > 0
                    && f.facts.range(x).within(0, (1 << 22) - 1);
            default -> !f.moves(e);
          };
      case Expr.Select(_, var then, var otherwise) -> isSmall(then) && isSmall(otherwise);
      case Expr.Cast(_, var mode, var x) ->
          mode == Expr.Mode.CONVERT && x.dtype().isInteger() && x.dtype().bits() < 32
              || x.dtype() == DType.I32;
      default -> !f.moves(e);
    };
  }

  /// A small index expression in lanes of 32 bits.
  Register small(Expr e) {
    return f.lanes > 1 && !(e instanceof Expr.Const)
        ? f.pure("small", e, () -> computeSmall(e))
        : computeSmall(e);
  }

  private Register computeSmall(Expr e) {
    if (e instanceof Expr.Const c) {
      return Register.constant(Element.I32, c.bits() & 0xffff_ffffL);
    }
    if (!f.moves(e)) {
      if (f.lanes == 1) {
        return f.vector(
            Instruction.of(Op.OF_WHOLE).shape(f.shape(Element.I32)).x(f.places.whole(e)));
      }
      var from = f.places.whole(e);
      return f.vector(Instruction.of(Op.SPREAD_WHOLE).shape(f.shape(Element.I32)).x(from));
    }
    return switch (e) {
      case Expr.Index i -> indices(i, Element.I32);
      case Expr.Binary(var op, var x, Expr.Const(_, long n))
          when op == Op2.FLOORDIV || op == Op2.FLOORMOD ->
          quotient(op, small(x), n);
      case Expr.Binary(var op, var x, var y) -> {
        var sum = op == Op2.ADD || op == Op2.SUB ? indexAndRest(e) : Register.NONE;
        yield sum.isNone() ? f.operations.binary(op, DType.I32, small(x), small(y)) : sum;
      }
      case Expr.Select(var when, var then, var otherwise) ->
          f.values.select(
              when,
              () -> small(then),
              () -> small(otherwise),
              (mask, x, y) -> f.values.blend(mask, Element.I32, x, y));
      case Expr.Cast c -> f.values.vector(c.x());
      default -> throw new IllegalStateException("not small: " + e);
    };
  }

  /// The loop's index and something that is the same in every lane: one number spread, and the
  /// lanes' own added. Nothing for other sums.
  private Register indexAndRest(Expr e) {
    var index = f.vector.orElseThrow().loop().index();
    var sum = Affine.of(e);
    if (sum.factor(index) != 1) {
      return Register.NONE;
    }
    Expr rest = Expr.of(sum.constant());
    for (var term : sum.factors().entrySet()) {
      if (term.getKey().equals(index)) {
        continue;
      }
      if (f.moves(term.getKey())) {
        return Register.NONE;
      }
      rest = rest.plus(term.getKey().times(Expr.of(term.getValue())));
    }
    var all = rest.plus(index);
    var from = f.single(() -> f.places.whole(all));
    var shape = f.shape(Element.I32);
    var first = f.vector(Instruction.of(Op.SPREAD_WHOLE).shape(shape).x(from));
    return f.vector(Op.ADD, Element.I32, first, Register.row(Element.I32, count(Element.I32, 0)));
  }

  /// Whole numbers from one on, for as many lanes as there can be.
  private static long[] count(Element element, long first) {
    var row = new long[64 / element.bytes()];
    for (int n = 0; n < row.length; n++) {
      row[n] = first + n;
    }
    return row;
  }

  /// Of numbers below 2^22: a product with the reciprocal is off by one at most.
  private Register quotient(Op2 op, Register x, long n) {
    if (Long.bitCount(n) == 1) {
      return op == Op2.FLOORDIV
          ? f.vector(
              Instruction.of(Op.SHR_N)
                  .shape(f.shape(Element.I32))
                  .x(x)
                  .number(Long.numberOfTrailingZeros(n)))
          : f.vector(Op.AND, Element.I32, x, Register.constant(Element.I32, n - 1));
    }
    if (n >= 1 << 22) {
      return op == Op2.FLOORDIV ? Register.constant(Element.I32, 0) : x;
    }
    // (x + 1/2) / n is at least 1/(2n) away from whole numbers: more than all the roundings
    var half = f.vector(Op.I32_TO_F32, Element.F32, x);
    half = f.vector(Op.ADD, Element.F32, half, LowMath.constant(0.5f));
    var product = f.vector(Op.DIV, Element.F32, half, LowMath.constant((float) n));
    var quotient = f.vector(Op.F32_TO_I32, Element.I32, product);
    if (op == Op2.FLOORDIV) {
      return quotient;
    }
    var times = f.vector(Op.MUL, Element.I32, quotient, Register.constant(Element.I32, n));
    return f.vector(Op.SUB, Element.I32, x, times);
  }

  /// The loop's index in each lane.
  Register indices(Expr.Index i, Element element) {
    var shape = f.shape(element);
    if (f.indices.get(i) instanceof LowIndex.Fixed(long value)) {
      var row = Register.row(element, count(element, value));
      return f.vector(Instruction.of(Op.COPY).shape(shape).x(row));
    }
    var from = f.single(() -> f.places.whole(i));
    var first = f.vector(Instruction.of(Op.SPREAD_WHOLE).shape(shape).x(from));
    return f.vector(Op.ADD, element, first, Register.row(element, count(element, 0)));
  }
}
