package org.ashlar.reference;

import java.util.function.DoubleUnaryOperator;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;

/// Compiles expressions to functions that give the number and leave its magnitude in the frame.
///
/// The magnitude bounds what rounding may have done (a running error analysis): another order of
/// the same computation differs by at most `(terms + 8) · u` times it, with `u = 2⁻²⁴`. An exact
/// number has the magnitude 0; each rounded operation adds the number's own; what its operands may
/// be off by is carried through it, by evaluating it that far away. Where a comparison is so close
/// that it may come out otherwise, the other branch counts too.
final class Tracked extends Scalars {
  /// The unit in which magnitudes are carried, whatever the dtype.
  static final double UNIT = 0x1p-24;

  private final double reach;
  private final boolean rounds;

  /// @param terms how many terms the operands were summed from
  /// @param rounds whether operations add their own rounding; not inside a reduction, whose terms
  ///   are counted
  Tracked(Scope scope, Reads reads, long terms, boolean rounds) {
    super(scope, reads);
    this.reach = (terms + 8) * UNIT;
    this.rounds = rounds;
  }

  /// What rounding a number of magnitude 1 to a dtype adds. A narrow float may come out one place
  /// further.
  static double rounding(DType dtype) {
    return switch (dtype) {
      case F64 -> 0x1p-29;
      case F32 -> 1;
      case F16, TF32 -> 0x1p11;
      case BF16 -> 0x1p14;
      case F8E4M3FN, F8E4M3FNUZ -> 0x1p18;
      case F8E5M2, F8E5M2FNUZ -> 0x1p19;
      case F4E2M1 -> 0x1p20;
      default -> 0x1p21;
    };
  }

  /// What rounding adds to the magnitude of a number. Infinities and NaN are not rounded: they must
  /// come out as they are.
  static double own(double number, double rounding) {
    return Double.isFinite(number) ? Math.abs(number) * rounding : 0;
  }

  /// Whether the last operation of an expression adds the number's own magnitude.
  static boolean isRounded(Expr e) {
    return switch (e) {
      case Expr.Binary b -> !isPicking(b.op());
      case Expr.Unary u -> !isExact(u.op());
      case Expr.Let l -> isRounded(l.body());
      case Expr.Select s ->
          isRounded(s.then()) && (isRounded(s.otherwise()) || isZero(s.otherwise()));
      default -> false;
    };
  }

  private static boolean isZero(Expr e) {
    return e instanceof Expr.Const c && c.value() == 0;
  }

  private static boolean isPicking(Op2 op) {
    return op == Op2.MIN || op == Op2.MAX || op == Op2.SET;
  }

  private static boolean isExact(Op1 op) {
    return switch (op) {
      case NEG, ABS, FLOOR, CEIL, ROUND, TRUNC -> true;
      default -> false;
    };
  }

  @Override
  Real real(Expr e) {
    return switch (e) {
      case Expr.Const c -> {
        double value = c.value();
        yield f -> {
          f.magnitude = 0;
          return value;
        };
      }
      case Expr.Index i -> throw Plain.noFloat(i);
      case Expr.Size s -> throw Plain.noFloat(s);
      case Expr.Local l -> scope.binding(l).real();
      case Expr.Read r -> reads.real(r, this);
      case Expr.Let l -> realLet(l);
      case Expr.Cast c -> cast(c);
      case Expr.Unary u -> unary(u);
      case Expr.Binary b -> binary(b);
      case Expr.Select s -> select(s);
    };
  }

  /// Rounds only where the number does not fit the new dtype; widening is exact.
  private Real cast(Expr.Cast c) {
    var from = c.x().dtype();
    var to = c.dtype();
    var mode = c.mode();
    double rounding = rounding(to);
    if (from.isFloat()) {
      var x = real(c.x());
      var op = Floats.cast(from, to, mode);
      return f -> {
        double number = x.at(f);
        double rounded = op.applyAsDouble(number);
        if (rounded != number) {
          f.magnitude += own(rounded, rounding);
        }
        return rounded;
      };
    }
    var x = whole(c.x());
    return f -> {
      boolean before = f.near;
      f.near = false;
      double number = Codec.decode(to, Scalar.cast(from, to, mode, x.at(f)));
      // a truth that may come out otherwise is off by 1; of whole numbers the large ones are
      // rounded
      f.magnitude =
          (f.near ? 1 / reach : 0) + (Math.abs(number) < 1 << 11 ? 0 : Math.abs(number) * rounding);
      f.near = before;
      return number;
    };
  }

  /// What the operand may be off by is carried through the function by evaluating it at both ends:
  /// no table of derivatives, and right at jumps (floor) and edges of domains (log) too.
  private Real unary(Expr.Unary u) {
    var x = real(u.x());
    var op = Floats.unary(u.op(), u.dtype());
    if (u.op() == Op1.NEG || u.op() == Op1.ABS) {
      return f -> op.applyAsDouble(x.at(f));
    }
    var smooth = Floats.unary(u.op(), DType.F64);
    double rounding = !rounds || isExact(u.op()) ? 0 : rounding(u.dtype());
    return f -> {
      double at = x.at(f);
      double off = f.magnitude * reach;
      double number = op.applyAsDouble(at);
      f.magnitude = spread(smooth, at, off) / reach + own(number, rounding);
      return number;
    };
  }

  private Real binary(Expr.Binary b) {
    var x = real(b.x());
    var y = real(b.y());
    var op = Floats.binary(b.op(), b.dtype());
    if (b.op() == Op2.MIN || b.op() == Op2.MAX) {
      return f -> {
        double left = x.at(f);
        double off = f.magnitude;
        double right = y.at(f);
        f.magnitude = Math.max(off, f.magnitude);
        return op.applyAsDouble(left, right);
      };
    }
    if (b.op() == Op2.SET) {
      return y;
    }
    double rounding = rounds ? rounding(b.dtype()) : 0;
    var carried = carried(b.op());
    return f -> {
      double left = x.at(f);
      double leftOff = f.magnitude;
      double right = y.at(f);
      double number = op.applyAsDouble(left, right);
      f.magnitude =
          carried.magnitude(left, leftOff, right, f.magnitude, reach) + own(number, rounding);
      return number;
    };
  }

  /// The magnitude that an operation passes on from its operands.
  interface Carried {
    double magnitude(double x, double xMagnitude, double y, double yMagnitude, double reach);
  }

  static Carried carried(Op2 op) {
    return switch (op) {
      case ADD, SUB -> (x, m, y, n, reach) -> m + n;
      case MUL ->
          (x, m, y, n, reach) -> (m == 0 ? 0 : Math.abs(y) * m) + (n == 0 ? 0 : Math.abs(x) * n);
      case MIN, MAX -> (x, m, y, n, reach) -> Math.max(m, n);
      case SET -> (x, m, y, n, reach) -> n;
      default -> {
        var smooth = Floats.binary(op, DType.F64);
        yield (x, m, y, n, reach) ->
            spread(a -> smooth.applyAsDouble(a, y), x, m * reach) / reach
                + spread(a -> smooth.applyAsDouble(x, a), y, n * reach) / reach;
      }
    };
  }

  /// How far a function moves when its argument is off.
  private static double spread(DoubleUnaryOperator of, double at, double off) {
    if (off == 0 || !Double.isFinite(at)) {
      return 0;
    }
    double number = of.applyAsDouble(at);
    double most =
        Math.max(
            Math.abs(of.applyAsDouble(at + off) - number),
            Math.abs(of.applyAsDouble(at - off) - number));
    return Double.isNaN(most) ? Double.POSITIVE_INFINITY : most;
  }

  /// The branch that was chosen; the other one counts as well where rounding decided the choice. It
  /// is then computed though it was not chosen, so places out of range in it are not told.
  private Real select(Expr.Select s) {
    var when = whole(s.when());
    var then = real(s.then());
    var otherwise = real(s.otherwise());
    return f -> {
      boolean before = f.near;
      f.near = false;
      boolean chosen = when.at(f) != 0;
      boolean near = f.near;
      f.near = before;
      double number = (chosen ? then : otherwise).at(f);
      if (near) {
        double magnitude = f.magnitude;
        boolean muted = f.muted;
        f.muted = true;
        double other = (chosen ? otherwise : then).at(f);
        f.muted = muted;
        f.magnitude = Math.max(magnitude, f.magnitude) + Math.abs(other - number) / reach;
      }
      return number;
    };
  }

  @Override
  Whole compare(Op2 op, DType dtype, Expr left, Expr right) {
    var x = real(left);
    var y = real(right);
    return f -> {
      double a = x.at(f);
      double off = f.magnitude;
      double b = y.at(f);
      off += f.magnitude;
      f.near |= off > 0 && Math.abs(a - b) <= 2 * reach * off;
      return Floats.compare(op, a, b) ? 1 : 0;
    };
  }

  @Override
  Act keep(int slot, Expr value) {
    if (value.dtype().isFloat()) {
      var x = real(value);
      return f -> {
        f.real[slot] = x.at(f);
        f.magnitudes[slot] = f.magnitude;
      };
    }
    var x = whole(value);
    return f -> {
      boolean before = f.near;
      f.near = false;
      f.whole[slot] = x.at(f);
      f.nears[slot] = f.near;
      f.near = before;
    };
  }

  @Override
  Real local(int slot, Act first) {
    return f -> {
      first.run(f);
      f.magnitude = f.magnitudes[slot];
      return f.real[slot];
    };
  }

  @Override
  Whole wholeLocal(int slot, Act first) {
    return f -> {
      first.run(f);
      f.near |= f.nears[slot];
      return f.whole[slot];
    };
  }
}
