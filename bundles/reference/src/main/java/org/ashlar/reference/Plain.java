package org.ashlar.reference;

import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;

/// Compiles expressions to functions that give the number and nothing else.
final class Plain extends Scalars {
  Plain(Scope scope, Reads reads) {
    super(scope, reads);
  }

  @Override
  Real real(Expr e) {
    return switch (e) {
      case Expr.Const c -> {
        double value = c.value();
        yield f -> value;
      }
      case Expr.Index i -> throw noFloat(i);
      case Expr.Size s -> throw noFloat(s);
      case Expr.Local l -> scope.binding(l).real();
      case Expr.Read r -> reads.real(r, this);
      case Expr.Let l -> realLet(l);
      case Expr.Cast c -> cast(c);
      case Expr.Unary u -> {
        var x = real(u.x());
        var op = Floats.unary(u.op(), u.dtype());
        yield f -> op.applyAsDouble(x.at(f));
      }
      case Expr.Binary b -> binary(b);
      case Expr.Select s -> {
        var when = whole(s.when());
        var then = real(s.then());
        var otherwise = real(s.otherwise());
        yield f -> when.at(f) != 0 ? then.at(f) : otherwise.at(f);
      }
    };
  }

  /// From a float by rounding the double; from anything else by its bits.
  private Real cast(Expr.Cast c) {
    var from = c.x().dtype();
    var to = c.dtype();
    if (from.isFloat()) {
      var x = real(c.x());
      var op = Floats.cast(from, to, c.mode());
      return f -> op.applyAsDouble(x.at(f));
    }
    var x = whole(c.x());
    var mode = c.mode();
    return f -> Codec.decode(to, Scalar.cast(from, to, mode, x.at(f)));
  }

  private Real binary(Expr.Binary b) {
    var x = real(b.x());
    var y = real(b.y());
    if (b.dtype() != DType.F32) {
      return binary(b, x, y);
    }
    // the most frequent ones without a call more
    return switch (b.op()) {
      case ADD -> f -> (float) (x.at(f) + y.at(f));
      case SUB -> f -> (float) (x.at(f) - y.at(f));
      case MUL -> f -> (float) (x.at(f) * y.at(f));
      case MAX -> f -> Math.max(x.at(f), y.at(f));
      default -> binary(b, x, y);
    };
  }

  private static Real binary(Expr.Binary b, Real x, Real y) {
    var op = Floats.binary(b.op(), b.dtype());
    return f -> op.applyAsDouble(x.at(f), y.at(f));
  }

  @Override
  Whole compare(Op2 op, DType dtype, Expr left, Expr right) {
    var x = real(left);
    var y = real(right);
    return switch (op) {
      case LT -> f -> x.at(f) < y.at(f) ? 1 : 0;
      case LE -> f -> x.at(f) <= y.at(f) ? 1 : 0;
      default -> f -> Floats.compare(op, x.at(f), y.at(f)) ? 1 : 0;
    };
  }

  @Override
  Act keep(int slot, Expr value) {
    if (value.dtype().isFloat()) {
      var x = real(value);
      return f -> f.real[slot] = x.at(f);
    }
    var x = whole(value);
    return f -> f.whole[slot] = x.at(f);
  }

  @Override
  Real local(int slot, Act first) {
    return first == NOTHING
        ? f -> f.real[slot]
        : f -> {
          first.run(f);
          return f.real[slot];
        };
  }

  @Override
  Whole wholeLocal(int slot, Act first) {
    return first == NOTHING
        ? f -> f.whole[slot]
        : f -> {
          first.run(f);
          return f.whole[slot];
        };
  }

  static IllegalArgumentException noFloat(Expr e) {
    return new IllegalArgumentException("expression: is no float: " + e);
  }
}
