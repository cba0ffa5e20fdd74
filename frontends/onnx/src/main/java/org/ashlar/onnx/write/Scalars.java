package org.ashlar.onnx.write;

import static org.ashlar.ir.Expr.Mode.BITS;
import static org.ashlar.ir.Expr.Mode.SATURATE;

import java.util.List;
import org.ashlar.ir.Codec;
import org.ashlar.ir.DType;
import org.ashlar.ir.DType.Kind;
import org.ashlar.ir.Expr;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// The scalar operations as nodes on whole tensors, each with its exact meaning: what the format
/// leaves open (a division by zero, numbers that an integer cannot hold) is said by more nodes.
///
/// Narrow integers and floats for which few runtimes have arithmetic are computed wider and cast
/// back, which gives the same bits.
final class Scalars {
  private final Draft draft;

  Scalars(Draft draft) {
    this.draft = draft;
  }

  /// The kind in which a kind is computed.
  static DType wide(DType dtype) {
    return switch (dtype.kind()) {
      case SIGNED, UNSIGNED ->
          dtype.bits() < 32 ? DType.I32 : dtype == DType.U32 ? DType.I64 : dtype;
      case FLOAT ->
          dtype.bits() < 32 && dtype != DType.F16 || dtype == DType.TF32 ? DType.F32 : dtype;
      case BOOL, COMPLEX, STRING -> dtype;
    };
  }

  // ── one operand ──

  String apply(Op1 op, DType dtype, String x) {
    var wide = wide(dtype);
    if (op == Op1.NOT) {
      return node(dtype == DType.BOOL ? "Not" : "BitwiseNot", x);
    }
    if (op == Op1.IS_NAN) {
      return dtype.isFloat()
          ? node("IsNaN", convert(dtype, wide, x))
          : node("And", node("Not", asTruth(dtype, x)), asTruth(dtype, x));
    }
    return convert(
        wide,
        dtype,
        wide.isFloat()
            ? real(op, wide, convert(dtype, wide, x))
            : whole(op, wide, convert(dtype, wide, x)));
  }

  private String asTruth(DType dtype, String x) {
    return convert(dtype, DType.BOOL, x);
  }

  private String whole(Op1 op, DType dtype, String x) {
    return switch (op) {
      case NEG -> node("Sub", draft.scalar(dtype, 0), x);
      case ABS -> dtype.kind() == Kind.UNSIGNED ? x : node("Abs", x);
      case FLOOR, CEIL, ROUND, TRUNC -> x;
      default -> throw new IllegalArgumentException("onnx: " + op + " of " + dtype);
    };
  }

  private String real(Op1 op, DType dtype, String x) {
    return switch (op) {
      case NEG -> node("Neg", x);
      case ABS -> node("Abs", x);
      case FLOOR -> node("Floor", x);
      case CEIL -> node("Ceil", x);
      case ROUND -> node("Round", x);
      case TRUNC -> node("Where", node("Less", x, zero(dtype)), node("Ceil", x), node("Floor", x));
      case SQRT -> node("Sqrt", x);
      case EXP -> node("Exp", x);
      case EXPM1 -> expm1(dtype, x);
      case LOG -> node("Log", x);
      case LOG1P -> log1p(dtype, x);
      case SIN -> node("Sin", x);
      case COS -> node("Cos", x);
      // few runtimes have tangents of doubles
      case TAN -> dtype == DType.F64 ? node("Div", node("Sin", x), node("Cos", x)) : node("Tan", x);
      case ASIN -> node("Asin", x);
      case ACOS -> node("Acos", x);
      case ATAN -> node("Atan", x);
      case TANH -> node("Tanh", x);
      case ERF -> node("Erf", x);
      case NOT, IS_NAN -> throw new IllegalArgumentException("onnx: " + op + " of " + dtype);
    };
  }

  /// `(e^x - 1) · x / log e^x`, where the errors of both cancel (Kahan).
  private String expm1(DType dtype, String x) {
    var u = node("Exp", x);
    var less = node("Sub", u, one(dtype));
    var ratio = node("Div", node("Mul", less, x), node("Log", u));
    var far = node("Or", node("Equal", less, number(dtype, -1)), node("IsInf", u));
    var near = node("Equal", u, one(dtype));
    return node("Where", near, x, node("Where", far, less, ratio));
  }

  /// `log(1 + x) · x / ((1 + x) - 1)`, where the errors of both cancel (Kahan).
  private String log1p(DType dtype, String x) {
    var u = node("Add", x, one(dtype));
    var ratio = node("Div", node("Mul", node("Log", u), x), node("Sub", u, one(dtype)));
    var near = node("Equal", u, one(dtype));
    return node("Where", near, x, node("Where", node("IsInf", u), u, ratio));
  }

  // ── two operands ──

  String apply(Op2 op, DType dtype, String x, String y) {
    if (op == Op2.SET) {
      return y;
    }
    if (dtype == DType.BOOL) {
      return truth(op, x, y);
    }
    var wide = wide(dtype);
    switch (op) {
      case AND, OR, XOR -> {
        var name = op == Op2.AND ? "BitwiseAnd" : op == Op2.OR ? "BitwiseOr" : "BitwiseXor";
        return node(name, x, y);
      }
      case SHL, SHR -> {
        return shift(op, dtype, x, y);
      }
      default -> {
        // computed below
      }
    }
    var a = convert(dtype, wide, x);
    var b = convert(dtype, wide, y);
    if (op.isComparison()) {
      return compare(op, wide, a, b);
    }
    return convert(wide, dtype, wide.isFloat() ? real(op, wide, a, b) : whole(op, wide, a, b));
  }

  private String compare(Op2 op, DType dtype, String x, String y) {
    boolean signed = dtype == DType.U64 && (op == Op2.EQ || op == Op2.NE);
    var a = signed ? cast(dtype, DType.I64, x) : x;
    var b = signed ? cast(dtype, DType.I64, y) : y;
    return switch (op) {
      case EQ -> node("Equal", a, b);
      case NE -> node("Not", node("Equal", a, b));
      case LT -> node("Less", a, b);
      default -> node("LessOrEqual", a, b);
    };
  }

  private String truth(Op2 op, String x, String y) {
    return switch (op) {
      case AND, MIN, MUL -> node("And", x, y);
      case OR, MAX, ADD -> node("Or", x, y);
      case XOR, NE -> node("Xor", x, y);
      case EQ -> node("Equal", x, y);
      case LT -> node("And", node("Not", x), y);
      case LE -> node("Or", node("Not", x), y);
      default -> throw new IllegalArgumentException("onnx: " + op + " of bool");
    };
  }

  private String real(Op2 op, DType dtype, String x, String y) {
    return switch (op) {
      case ADD -> node("Add", x, y);
      case SUB -> node("Sub", x, y);
      case MUL -> node("Mul", x, y);
      case DIV -> node("Div", x, y);
      case REM -> draft.node("Mod", List.of(x, y), Attribute.of("fmod", 1));
      case FLOORDIV -> node("Floor", node("Div", x, y));
      case FLOORMOD -> floorMod(dtype, x, y);
      case POW -> node("Pow", x, y);
      case ATAN2 -> atan2(dtype, x, y);
      case MIN -> node("Min", x, y);
      case MAX -> node("Max", x, y);
      default -> throw new IllegalArgumentException("onnx: " + op + " of " + dtype);
    };
  }

  /// The remainder, and the divisor more where their signs differ.
  private String floorMod(DType dtype, String x, String y) {
    var rest = draft.node("Mod", List.of(x, y), Attribute.of("fmod", 1));
    var zero = zero(dtype);
    var other = node("Xor", node("Less", rest, zero), node("Less", y, zero));
    var moved = node("And", other, node("Not", node("Equal", rest, zero)));
    return node("Where", moved, node("Add", rest, y), rest);
  }

  /// The angle of the point (x, y); `y` comes first.
  private String atan2(DType dtype, String y, String x) {
    var zero = zero(dtype);
    var below = node("Or", node("Less", y, zero), node("Less", node("Div", one(dtype), y), zero));
    var half = node("Where", below, number(dtype, -Math.PI), number(dtype, Math.PI));
    var left = node("Or", node("Less", x, zero), node("Less", node("Div", one(dtype), x), zero));
    var angle = node("Atan", node("Div", y, x));
    var origin = node("And", node("Equal", x, zero), node("Equal", y, zero));
    var flat = node("Where", origin, node("Mul", y, one(dtype)), angle);
    return node("Where", left, node("Where", origin, half, node("Add", angle, half)), flat);
  }

  private String whole(Op2 op, DType dtype, String x, String y) {
    return switch (op) {
      case ADD -> node("Add", x, y);
      case SUB -> node("Sub", x, y);
      case MUL -> node("Mul", x, y);
      case DIV -> guarded(dtype, y, d -> node("Div", x, d));
      case REM -> guarded(dtype, y, d -> draft.node("Mod", List.of(x, d), Attribute.of("fmod", 1)));
      case FLOORMOD -> guarded(dtype, y, d -> node("Mod", x, d));
      case FLOORDIV -> guarded(dtype, y, d -> node("Div", node("Sub", x, node("Mod", x, d)), d));
      case POW -> new Powers(draft, dtype).of(x, y);
      case MIN -> node("Min", x, y);
      case MAX -> node("Max", x, y);
      default -> throw new IllegalArgumentException("onnx: " + op + " of " + dtype);
    };
  }

  private interface ByDivisor {
    String by(String divisor);
  }

  /// 0 where the divisor is 0.
  private String guarded(DType dtype, String y, ByDivisor quotient) {
    if (draft.edition().isConstantWithoutZero(y)) {
      return quotient.by(y);
    }
    var none = node("Equal", y, zero(dtype));
    return node("Where", none, zero(dtype), quotient.by(node("Where", none, one(dtype), y)));
  }

  /// Counts at or above the width give 0, or the sign.
  private String shift(Op2 op, DType dtype, String x, String y) {
    var unsigned = dtype.bits() < 8 ? DType.U8 : DType.valueOf("U" + dtype.bits());
    if (dtype.bits() < 8) {
      throw new IllegalArgumentException("onnx: " + op + " of " + dtype);
    }
    var count = cast(dtype, unsigned, y);
    boolean far = draft.edition().isConstantBelow(y, dtype.bits());
    var inside =
        far
            ? ""
            : compare(
                Op2.LT,
                wide(unsigned),
                convert(unsigned, wide(unsigned), count),
                number(wide(unsigned), dtype.bits()));
    var some = far ? count : choose(unsigned, inside, count, draft.scalar(unsigned, 0));
    boolean signed = op == Op2.SHR && dtype.kind() == Kind.SIGNED;
    var negative =
        signed
            ? compare(Op2.LT, wide(dtype), convert(dtype, wide(dtype), x), zero(wide(dtype)))
            : "";
    // the sign is shifted in by shifting the complement
    var bits =
        cast(dtype, unsigned, signed ? choose(dtype, negative, node("BitwiseNot", x), x) : x);
    var moved =
        draft.node(
            "BitShift",
            List.of(bits, some),
            Attribute.of("direction", op == Op2.SHL ? "LEFT" : "RIGHT"));
    var shifted =
        cast(
            unsigned,
            dtype,
            far ? moved : choose(unsigned, inside, moved, draft.scalar(unsigned, 0)));
    return signed ? choose(dtype, negative, node("BitwiseNot", shifted), shifted) : shifted;
  }

  // ── choosing and converting ──

  String choose(DType dtype, String when, String then, String otherwise) {
    if (dtype == DType.BOOL) {
      return node("Or", node("And", when, then), node("And", node("Not", when), otherwise));
    }
    var wide = dtype == DType.U64 ? DType.I64 : wide(dtype);
    return convert(
        wide,
        dtype,
        node("Where", when, convert(dtype, wide, then), convert(dtype, wide, otherwise)));
  }

  String cast(DType from, DType to, Expr.Mode mode, String x) {
    if (from == to) {
      return x;
    }
    if (mode == BITS) {
      draft.edition().needs(26);
      return draft.node("BitCast", List.of(x), Attribute.of("to", to));
    }
    if (from.isFloat() && to.isInteger()) {
      return truncated(from, to, x);
    }
    if (mode == SATURATE && from.isInteger() && to.isInteger()) {
      return clamped(from, to, x);
    }
    draft.edition().holds(to);
    return to.isFloat() && to.bits() <= 8 && mode != SATURATE
        ? draft.node("Cast", List.of(x), Attribute.of("saturate", 0), Attribute.of("to", to))
        : cast(from, to, x);
  }

  /// Towards zero, to the nearest that the integer holds; NaN becomes 0.
  private String truncated(DType from, DType to, String x) {
    var wide = wide(from);
    var a = convert(from, wide, x);
    double low = Codec.decode(to, Codec.least(to));
    double high = Codec.decode(to, Codec.largest(to));
    var number = node("Where", node("IsNaN", a), zero(wide), a);
    var over = node("GreaterOrEqual", number, number(wide, high));
    var under = node("LessOrEqual", number, number(wide, low));
    var inside = node("Where", node("Or", over, under), zero(wide), number);
    return choose(
        to,
        over,
        draft.scalar(to, Codec.largest(to)),
        choose(to, under, draft.scalar(to, Codec.least(to)), cast(wide, to, inside)));
  }

  private String clamped(DType from, DType to, String x) {
    long low = Codec.least(to);
    long high = Codec.largest(to);
    boolean huge = from == DType.U64 || to == DType.U64;
    if (huge) {
      var big = from == DType.U64 && to.bits() < 64 ? node("Min", x, draft.scalar(from, high)) : x;
      var less =
          from.kind() == Kind.SIGNED && to == DType.U64
              ? node("Max", convert(from, DType.I64, big), draft.scalar(DType.I64, 0))
              : big;
      return cast(from.kind() == Kind.SIGNED ? DType.I64 : from, to, less);
    }
    var a = convert(from, DType.I64, x);
    var inside =
        node("Min", node("Max", a, draft.scalar(DType.I64, low)), draft.scalar(DType.I64, high));
    return cast(DType.I64, to, inside);
  }

  /// The number in another kind that holds it, or of which it is the remainder.
  String convert(DType from, DType to, String x) {
    return from == to ? x : cast(from, to, x);
  }

  private String cast(DType from, DType to, String x) {
    draft.edition().holds(from);
    draft.edition().holds(to);
    return from == to ? x : draft.node("Cast", List.of(x), Attribute.of("to", to));
  }

  private String node(String type, String... inputs) {
    return draft.node(type, List.of(inputs));
  }

  private String zero(DType dtype) {
    return draft.scalar(dtype, 0);
  }

  private String one(DType dtype) {
    return number(dtype, 1);
  }

  private String number(DType dtype, double value) {
    return draft.number(dtype, value);
  }
}
