package org.ashlar.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Rewrite;
import org.ashlar.ir.Scalar;
import org.ashlar.ir.Text;
import org.junit.jupiter.api.Test;

/// Derivatives of scalar expressions: every operation against central differences, laziness, and
/// size.
class TangentTest {
  private static final Expr X = new Expr.Local("x", DType.F64);
  private static final Expr DX = new Expr.Local("dx", DType.F64);
  private static final double STEP = 1e-6;

  private static Expr derivative(Expr e) {
    return Tangent.of(e, X::equals, DX).orElse(Expr.of(e.dtype(), 0));
  }

  /// The number of an expression for x, with dx = 1.
  private static double at(Expr e, double x) {
    var locals =
        Map.<Expr, Long>of(X, Double.doubleToRawLongBits(x), DX, Double.doubleToRawLongBits(1));
    return Double.longBitsToDouble(value(e, locals));
  }

  /// A small evaluator: what is not chosen is not computed.
  private static long value(Expr e, Map<Expr, Long> locals) {
    return switch (e) {
      case Expr.Const(_, long bits) -> bits;
      case Expr.Local local -> locals.get(local);
      case Expr.Let(var name, var value, var body) -> {
        var inner = new HashMap<>(locals);
        inner.put(name, value(value, locals));
        yield value(body, inner);
      }
      case Expr.Cast(var to, var mode, var x) -> Scalar.cast(x.dtype(), to, mode, value(x, locals));
      case Expr.Unary(var op, var x) -> Scalar.apply(op, x.dtype(), value(x, locals));
      case Expr.Binary(var op, var x, var y) ->
          Scalar.apply(op, x.dtype(), value(x, locals), value(y, locals));
      case Expr.Select(var when, var then, var otherwise) ->
          value(value(when, locals) != 0 ? then : otherwise, locals);
      case Expr.Index _, Expr.Size _, Expr.Read _ -> throw new AssertionError(Text.of(e));
    };
  }

  private static void agrees(Expr e, double... places) {
    var d = derivative(e);
    for (double x : places) {
      double expected = (at(e, x + STEP) - at(e, x - STEP)) / (2 * STEP);
      assertEquals(
          expected,
          at(d, x),
          1e-7 * (1 + Math.abs(expected)),
          Text.of(e) + " at " + x + ": " + Text.of(d));
    }
  }

  @Test
  void everyOperationOfOneOperand() {
    for (var op : Op1.values()) {
      if (op != Op1.NOT && op != Op1.IS_NAN) {
        agrees(new Expr.Unary(op, X.times(0.5).plus(0.25)), 0.3, 0.71, 1.2);
      }
    }
    agrees(X.abs(), -0.5, 0.5);
    assertEquals(0, at(derivative(X.abs()), 0));
  }

  @Test
  void everyOperationOfTwoOperands() {
    var smooth =
        List.of(
            Op2.ADD, Op2.SUB, Op2.MUL, Op2.DIV, Op2.POW, Op2.ATAN2, Op2.MIN, Op2.MAX, Op2.REM,
            Op2.SET);
    UnaryOperator<Expr> other = x -> x.times(x).plus(0.4);
    for (var op : smooth) {
      agrees(new Expr.Binary(op, X, Expr.of(DType.F64, 0.7)), 0.3, 1.2);
      agrees(new Expr.Binary(op, Expr.of(DType.F64, 1.7), X), 0.3, 1.2);
      agrees(new Expr.Binary(op, X.plus(1), other.apply(X)), 0.3, 1.2);
    }
    agrees(X.pow(Expr.of(DType.F64, 2)), -1.5, 0, 2);
    agrees(X.pow(Expr.of(DType.F64, 3)), -1.5, 2);
  }

  @Test
  void tiesGoToTheFirstOperand() {
    assertEquals(1, at(derivative(X.max(X.times(2))), 0));
    assertEquals(2, at(derivative(X.times(2).min(X)), 0));
  }

  @Test
  void whatIsNotChosenIsNotComputed() {
    var guarded = Expr.of(DType.F64, 0).lt(X).select(X.log().times(X.log()), Expr.of(DType.F64, 7));
    agrees(guarded, 0.5, 2, -1);
    assertEquals(0, at(derivative(guarded), 0));
    assertEquals(
        "select(0.0:f64 < x, dx / x * log(x) + log(x) * (dx / x), 0.0:f64)",
        Text.of(derivative(guarded)));
  }

  @Test
  void namesAndCastsAreFollowed() {
    var t = new Expr.Local("t", DType.F64);
    agrees(new Expr.Let(t, X.exp(), t.times(t).plus(t)), 0.3, 1);
    // the inner name hides the outer one
    agrees(new Expr.Let(t, X.exp(), new Expr.Let(t, t.times(X), t.times(t))), 0.3, 1);
    assertEquals(3, at(derivative(X.cast(DType.F32).times(3).cast(DType.F64)), 0.3));
    assertEquals(0, at(derivative(X.cast(DType.I32).cast(DType.F64)), 0.3));
    assertEquals(
        "a cast that keeps bits has no derivative",
        assertThrows(
                IllegalArgumentException.class,
                () -> derivative(new Expr.Cast(DType.F64, Expr.Mode.BITS, X)))
            .getMessage());
  }

  @Test
  void sizeIsLinearInTheNodes() {
    var sizes = new ArrayList<Integer>();
    for (int links : List.of(1000, 2000)) {
      var names = new ArrayList<Expr.Local>();
      var values = new ArrayList<Expr>();
      var last = X;
      for (int i = 0; i < links; i++) {
        names.add(new Expr.Local("t" + i, DType.F64));
        values.add(last.times(last.tanh()));
        last = names.getLast();
      }
      Expr body = last;
      for (int i = links - 1; i >= 0; i--) {
        body = new Expr.Let(names.get(i), values.get(i), body);
      }
      var nodes = new int[1];
      Rewrite.visit(derivative(body), _ -> nodes[0]++);
      sizes.add(nodes[0]);
    }
    assertTrue(sizes.get(1) <= 2 * sizes.get(0) + 10, sizes.toString());
  }
}
