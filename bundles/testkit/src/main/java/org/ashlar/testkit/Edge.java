package org.ashlar.testkit;

import java.util.List;
import java.util.Set;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// A scalar operation on certain bits, and the bits that must come out.
///
/// @param operation `add`, `exp`, or for a cast its mode
/// @param dtype of the operands
/// @param result what dtype comes out
/// @param operands one or two, as the bits of a constant
public record Edge(
    String operation, DType dtype, DType result, List<Long> operands, long expected) {
  private static final Set<String> ELEMENTARY =
      Set.of(
          "exp", "expm1", "log", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "tanh",
          "erf", "pow", "atan2");

  private static final Set<String> FREE_ZERO = Set.of("add", "sub", "min", "max");

  public Edge {
    operands = List.copyOf(operands);
  }

  /// The operation on other operands.
  public Expr expr(List<Expr> operands) {
    for (var op : Op1.values()) {
      if (op.toString().equals(operation)) {
        return new Expr.Unary(op, operands.getFirst());
      }
    }
    for (var op : Op2.values()) {
      if (op.toString().equals(operation)) {
        return new Expr.Binary(op, operands.getFirst(), operands.getLast());
      }
    }
    return new Expr.Cast(result, mode(), operands.getFirst());
  }

  private Expr.Mode mode() {
    for (var mode : Expr.Mode.values()) {
      if (mode.name().equalsIgnoreCase(operation)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("edge: unknown operation: " + operation);
  }

  /// Whether these bits may come out: any NaN for a NaN, any zero where its sign is free,
  /// elementary functions within `ulps` units in the last place, all others to the bit.
  public boolean accepts(long actual, int ulps) {
    if (actual == expected) {
      return true;
    }
    if (!result.isFloat() || operation.equals("bits")) {
      return false;
    }
    double must = Codec.decode(result, expected);
    double is = Codec.decode(result, actual);
    if (Double.isNaN(must) || Double.isNaN(is)) {
      return Double.isNaN(must) && Double.isNaN(is);
    }
    if (must == 0 && is == 0) {
      return FREE_ZERO.contains(operation);
    }
    return ELEMENTARY.contains(operation) && Math.abs(place(expected) - place(actual)) <= ulps;
  }

  /// Floats in their order, counted; both zeros are 0.
  private long place(long bits) {
    long sign = 1L << (result == DType.TF32 ? 18 : result.bits() - 1);
    return result == DType.F8E8M0 || (bits & sign) == 0 ? bits : -(bits & sign - 1);
  }

  /// How messages show what came out.
  public String told(long actual) {
    return "edge "
        + operation
        + " "
        + dtype
        + operands.stream().map(bits -> shown(dtype, bits)).toList()
        + ": is "
        + shown(result, actual)
        + ", must be "
        + shown(result, expected);
  }

  private static String shown(DType dtype, long bits) {
    return dtype.isFloat()
        ? Codec.decode(dtype, bits) + " (0x" + Long.toHexString(bits) + ")"
        : dtype == DType.U64 ? Long.toUnsignedString(bits) : Long.toString(bits);
  }
}
