package org.ashlar.testkit;

import java.util.HashMap;
import java.util.Map;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;

/// What an expression of exact operations comes to, one operation at a time by {@link Scalar}.
///
/// @param free whether it is a zero whose sign is free
/// @param open whether what it comes to hangs on the sign of such a zero
record ExactValue(DType dtype, long bits, boolean free, boolean open) {
  /// @param known what the reads and the locals around the expression come to
  static ExactValue of(Expr e, Map<Expr, ExactValue> known) {
    return switch (e) {
      case Expr.Const c -> new ExactValue(c.dtype(), c.bits(), false, false);
      case Expr.Unary(var op, var x) -> {
        var v = of(x, known);
        yield made(e.dtype(), Scalar.apply(op, x.dtype(), v.bits), v.free, v.open);
      }
      case Expr.Cast(var to, var mode, var x) -> {
        var v = of(x, known);
        yield made(to, Scalar.cast(x.dtype(), to, mode, v.bits), v.free, v.open);
      }
      case Expr.Binary(var op, var left, var right) -> {
        var x = of(left, known);
        var y = of(right, known);
        boolean sum = op == Op2.ADD || op == Op2.SUB || op == Op2.MIN || op == Op2.MAX;
        // a quotient by a zero of either sign may be either infinity
        boolean open = x.open || y.open || y.free && !sum && !op.isComparison() && op != Op2.MUL;
        yield made(
            e.dtype(),
            Scalar.apply(op, left.dtype(), x.bits, y.bits),
            sum || x.free || y.free,
            open);
      }
      case Expr.Select(var when, var then, var otherwise) -> {
        var c = of(when, known);
        var chosen = of(c.bits != 0 ? then : otherwise, known);
        yield new ExactValue(chosen.dtype, chosen.bits, chosen.free, chosen.open || c.open);
      }
      case Expr.Let(var name, var value, var body) -> {
        var inside = new HashMap<>(known);
        inside.put(name, of(value, known));
        yield of(body, inside);
      }
      case Expr.Local l -> known(l, known);
      case Expr.Read r -> known(r, known);
      case Expr.Index i -> known(i, known);
      case Expr.Size s -> known(s, known);
    };
  }

  private static ExactValue known(Expr e, Map<Expr, ExactValue> known) {
    var value = known.get(e);
    if (value == null) {
      throw new IllegalArgumentException("exact value: nothing is known of " + e);
    }
    return value;
  }

  private static ExactValue made(DType dtype, long bits, boolean free, boolean open) {
    return new ExactValue(
        dtype, bits, free && dtype.isFloat() && Codec.decode(dtype, bits) == 0, open);
  }

  /// Whether a machine may give these bits.
  boolean accepts(long actual) {
    if (open || actual == bits) {
      return true;
    }
    if (!dtype.isFloat()) {
      return false;
    }
    double must = Codec.decode(dtype, bits);
    double is = Codec.decode(dtype, actual);
    return Double.isNaN(must) && Double.isNaN(is) || free && is == 0;
  }
}
