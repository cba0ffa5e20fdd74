package org.ashlar.reference;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;
import org.ashlar.ir.Scalar;

/// The arithmetic of {@link Scalar} on floats that lie in doubles.
///
/// For `+ - * /` and square roots of f32 the double result, rounded once more, is the correctly
/// rounded one: 53 bits are more than twice 24 and two.
final class Floats {
  private Floats() {}

  static DoubleUnaryOperator unary(Op1 op, DType dtype) {
    return dtype != DType.F32 && dtype != DType.F64
        ? any(op, dtype)
        : switch (op) {
          case NEG -> x -> -x;
          case ABS -> Math::abs;
          case SQRT -> dtype == DType.F32 ? x -> (float) Math.sqrt(x) : Math::sqrt;
          default -> any(op, dtype);
        };
  }

  static DoubleBinaryOperator binary(Op2 op, DType dtype) {
    if (op == Op2.SET) {
      return (x, y) -> y;
    }
    return switch (dtype) {
      case F32 ->
          switch (op) {
            case ADD -> (x, y) -> (float) (x + y);
            case SUB -> (x, y) -> (float) (x - y);
            case MUL -> (x, y) -> (float) (x * y);
            case DIV -> (x, y) -> (float) (x / y);
            case MIN -> Math::min;
            case MAX -> Math::max;
            default -> any(op, dtype);
          };
      case F64 ->
          switch (op) {
            case ADD -> (x, y) -> x + y;
            case SUB -> (x, y) -> x - y;
            case MUL -> (x, y) -> x * y;
            case DIV -> (x, y) -> x / y;
            case MIN -> Math::min;
            case MAX -> Math::max;
            default -> any(op, dtype);
          };
      default -> any(op, dtype);
    };
  }

  private static DoubleUnaryOperator any(Op1 op, DType dtype) {
    return x -> Codec.decode(dtype, Scalar.apply(op, dtype, Codec.encode(dtype, x)));
  }

  private static DoubleBinaryOperator any(Op2 op, DType dtype) {
    return (x, y) ->
        Codec.decode(
            dtype, Scalar.apply(op, dtype, Codec.encode(dtype, x), Codec.encode(dtype, y)));
  }

  static boolean compare(Op2 op, double x, double y) {
    return switch (op) {
      case EQ -> x == y;
      case NE -> x != y;
      case LT -> x < y;
      case LE -> x <= y;
      default -> throw new IllegalArgumentException(op + ": is no comparison");
    };
  }

  /// A number of one float dtype in another, as {@link Scalar#cast} converts it.
  static DoubleUnaryOperator cast(DType from, DType to, Expr.Mode mode) {
    if (mode == Expr.Mode.CONVERT && to == DType.F64) {
      return x -> x;
    }
    if (mode == Expr.Mode.CONVERT && to == DType.F32) {
      return x -> (float) x;
    }
    return x -> Codec.decode(to, Scalar.cast(from, to, mode, Codec.encode(from, x)));
  }
}
