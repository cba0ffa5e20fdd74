package org.ashlar.cpu;

import org.ashlar.cpu.low.Element;
import org.ashlar.cpu.low.Instruction;
import org.ashlar.cpu.low.Op;
import org.ashlar.cpu.low.Register;
import org.ashlar.ir.DType;
import org.ashlar.ir.Op1;
import org.ashlar.ir.Op2;

/// Machine code for the scalar operations, on all lanes at once. What they mean stands in {@link
/// org.ashlar.ir.Scalar}.
final class LowOperations {
  private static final int EQ = 0;
  private static final int UNORDERED = 3;
  private static final int NE = 4;
  private static final int LT = 0x11;
  private static final int LE = 0x12;

  private final LowFunction f;

  LowOperations(LowFunction function) {
    this.f = function;
  }

  // ── one operand ──

  Register unary(Op1 op, DType dtype, Register x) {
    var element = LowFunction.element(dtype);
    if (!dtype.isFloat()) {
      return wrap(dtype, whole(op, dtype, element, x));
    }
    var result =
        switch (op) {
          case NEG -> f.vector(Op.XOR, element, x, sign(element));
          case ABS -> f.vector(Op.AND, element, x, magnitude(element));
          case FLOOR -> rounded(element, x, 1);
          case CEIL -> rounded(element, x, 2);
          case ROUND -> rounded(element, x, 0);
          case TRUNC -> rounded(element, x, 3);
          case SQRT -> f.vector(Op.SQRT, element, x);
          default -> f.math.function(op, element, x);
        };
    return round(dtype, result);
  }

  private Register whole(Op1 op, DType dtype, Element element, Register x) {
    return switch (op) {
      case NEG -> f.vector(Op.SUB, element, Register.constant(element, 0), x);
      case NOT -> f.vector(Op.XOR, element, x, ones(element));
      case ABS -> LowExpressions.isSigned(dtype) ? f.vector(Op.ABS, element, x) : x;
      case FLOOR, CEIL, ROUND, TRUNC -> x;
      default -> throw new Refused(op + " of " + dtype);
    };
  }

  Register rounded(Element element, Register x, int how) {
    return f.vector(Instruction.of(Op.ROUND).shape(f.shape(element)).x(x).number(how));
  }

  static Register sign(Element element) {
    return Register.constant(element, element.bytes() == 4 ? 0x8000_0000L : Long.MIN_VALUE);
  }

  static Register magnitude(Element element) {
    return Register.constant(element, element.bytes() == 4 ? 0x7fff_ffffL : Long.MAX_VALUE);
  }

  private static Register ones(Element element) {
    return Register.constant(element, element.bytes() == 4 ? 0xffff_ffffL : -1);
  }

  // ── two operands ──

  Register binary(Op2 op, DType dtype, Register x, Register y) {
    var element = LowFunction.element(dtype);
    return dtype.isFloat()
        ? round(dtype, real(op, dtype, element, x, y))
        : wrap(dtype, whole(op, dtype, element, x, y));
  }

  private Register real(Op2 op, DType dtype, Element element, Register x, Register y) {
    return switch (op) {
      case ADD -> commutative(Op.ADD, element, x, y);
      case SUB -> f.vector(Op.SUB, element, x, y);
      case MUL -> commutative(Op.MUL, element, x, y);
      case DIV -> f.vector(Op.DIV, element, x, y);
      case MIN -> extreme(Op.MIN, element, x, y);
      case MAX -> extreme(Op.MAX, element, x, y);
      case FLOORDIV -> rounded(element, round(dtype, f.vector(Op.DIV, element, x, y)), 1);
      case REM -> f.math.call("fmod", element, x, y);
      case POW -> power(element, x, y);
      case ATAN2 -> f.math.call("atan2", element, x, y);
      case FLOORMOD -> {
        var rest = f.math.call("fmod", element, x, y);
        var zero = Register.constant(element, 0);
        var some = compare(element, rest, zero, NE);
        var below = compare(element, rest, zero, LT);
        var other = compare(element, y, zero, LT);
        var differs = f.mask(Instruction.of(Op.M_XOR).x(below).y(other));
        var wanted = f.mask(Instruction.of(Op.M_AND).x(differs).y(some));
        yield f.values.blend(wanted, element, f.vector(Op.ADD, element, rest, y), rest);
      }
      case SET -> y;
      default -> throw new Refused(op + " of " + dtype);
    };
  }

  /// A quotient of f32.
  ///
  /// @param limit how far above `least` the bits of x must stay below; 0: the machine divides
  Register quotient(Register x, Register y, Register reciprocal, Register limit, int least) {
    var shape = f.shape(Element.F32);
    var rough = f.vector(Op.MUL, Element.F32, x, reciprocal);
    var rest = f.vector(Instruction.of(Op.FNMA).shape(shape).x(rough).y(y).z(x));
    var result = f.vector(Instruction.of(Op.FMA).shape(shape).x(rest).y(reciprocal).z(rough));
    var size = f.vector(Op.AND, Element.I32, x, magnitude(Element.F32));
    var above = f.vector(Op.SUB, Element.I32, size, Register.constant(Element.I32, least));
    var other =
        f.mask(
            Instruction.of(Op.COMPARE_UNSIGNED)
                .shape(f.shape(Element.I32))
                .x(above)
                .y(limit)
                .number(5));
    long end = f.listing.label();
    f.add(Instruction.of(Op.UNLESS_ANY).x(other).number(end));
    f.jumped(() -> {
      var exact = f.vector(Op.DIV, Element.F32, x, y);
      f.add(Instruction.of(Op.COPY).shape(shape).to(result).x(exact));
    });
    f.add(Instruction.of(Op.LABEL).number(end));
    return result;
  }

  private Register power(Element element, Register x, Register y) {
    if (y.isSame() && isNumber(element, y)) {
      double exponent =
          element == Element.F32
              ? Float.intBitsToFloat((int) y.bit())
              : Double.longBitsToDouble(y.bit());
      if (exponent == 2) {
        return f.vector(Op.MUL, element, x, x);
      }
      if (exponent == 1) {
        return x;
      }
    }
    return element == Element.F32 ? f.doubles.power(x, y) : f.math.call("pow", element, x, y);
  }

  /// Constants may stand last only.
  private Register commutative(Op op, Element element, Register x, Register y) {
    return x.isConstant() ? f.vector(op, element, y, x) : f.vector(op, element, x, y);
  }

  /// The machine gives the second operand where one is NaN: a number first, what may be NaN second.
  private Register extreme(Op op, Element element, Register x, Register y) {
    if (isNumber(element, x)) {
      return f.vector(op, element, x, y);
    }
    if (isNumber(element, y)) {
      return f.vector(op, element, y, x);
    }
    var result = f.vector(op, element, x, y);
    return f.values.blend(isNan(element, x), element, x, result);
  }

  private static boolean isNumber(Element element, Register r) {
    return r.isSame()
        && !(element == Element.F32
            ? Float.isNaN(Float.intBitsToFloat((int) r.bit()))
            : Double.isNaN(Double.longBitsToDouble(r.bit())));
  }

  private Register whole(Op2 op, DType dtype, Element element, Register x, Register y) {
    boolean signed = LowExpressions.isSigned(dtype);
    return switch (op) {
      case ADD -> commutative(Op.ADD, element, x, y);
      case SUB -> f.vector(Op.SUB, element, x, y);
      case MUL -> commutative(Op.MUL, element, x, y);
      case AND -> commutative(Op.AND, element, x, y);
      case OR -> commutative(Op.OR, element, x, y);
      case XOR -> commutative(Op.XOR, element, x, y);
      case MIN -> f.vector(signed ? Op.MIN : Op.UMIN, element, x, y);
      case MAX -> f.vector(signed ? Op.MAX : Op.UMAX, element, x, y);
      case SHL -> f.vector(Op.SHL, element, x, y);
      case SHR -> f.vector(signed ? Op.SAR : Op.SHR, element, x, y);
      case DIV -> divide(0, signed, element, x, y);
      case REM -> divide(1, signed, element, x, y);
      case FLOORDIV -> divide(2, signed, element, x, y);
      case FLOORMOD -> divide(3, signed, element, x, y);
      case SET -> y;
      default -> throw new Refused(op + " of " + dtype);
    };
  }

  private Register divide(int kind, boolean signed, Element element, Register x, Register y) {
    f.owner.laneByLane();
    return f.vector(
        Instruction.of(Op.DIVIDE)
            .shape(f.shape(element))
            .x(x)
            .y(y)
            .z(f.listing.whole())
            .number(kind)
            .other(signed ? 0 : 1));
  }

  Register truth(Op2 op, Register x, Register y) {
    return switch (op) {
      case AND, MUL, MIN -> f.mask(Instruction.of(Op.M_AND).x(x).y(y));
      case OR, ADD, MAX -> f.mask(Instruction.of(Op.M_OR).x(x).y(y));
      case XOR, NE -> f.mask(Instruction.of(Op.M_XOR).x(x).y(y));
      case EQ -> {
        var differs = f.mask(Instruction.of(Op.M_XOR).x(x).y(y));
        yield f.mask(Instruction.of(Op.M_NOT).x(differs));
      }
      // false < true
      case LT -> f.mask(Instruction.of(Op.M_ANDN).x(x).y(y));
      case LE -> {
        var more = f.mask(Instruction.of(Op.M_ANDN).x(y).y(x));
        yield f.mask(Instruction.of(Op.M_NOT).x(more));
      }
      case SET -> y;
      default -> throw new Refused(op + " of bool");
    };
  }

  // ── comparisons ──

  Register compare(Op2 op, DType dtype, Register x, Register y) {
    var element = LowFunction.element(dtype);
    if (dtype.isFloat()) {
      return compare(
          element,
          x,
          y,
          switch (op) {
            case EQ -> EQ;
            case NE -> NE;
            case LT -> LT;
            default -> LE;
          });
    }
    int predicate =
        switch (op) {
          case EQ -> 0;
          case NE -> 4;
          case LT -> 1;
          default -> 2;
        };
    boolean unsigned = dtype == DType.U32 || dtype == DType.U64;
    return f.mask(
        Instruction.of(unsigned ? Op.COMPARE_UNSIGNED : Op.COMPARE)
            .shape(f.shape(element))
            .x(x)
            .y(y)
            .number(predicate));
  }

  Register compare(Element element, Register x, Register y, int predicate) {
    return f.mask(Instruction.of(Op.COMPARE).shape(f.shape(element)).x(x).y(y).number(predicate));
  }

  Register less(Element element, Register x, Register y) {
    return compare(element, x, y, LT);
  }

  Register equal(Element element, Register x, Register y) {
    return compare(element, x, y, EQ);
  }

  Register isNan(Element element, Register x) {
    return compare(element, x, x, UNORDERED);
  }

  // ── width ──

  /// The low bits of each number, for integers narrower than their lane.
  Register wrap(DType dtype, Register x) {
    if (dtype.bits() >= 32) {
      return x;
    }
    if (!LowExpressions.isSigned(dtype)) {
      return f.vector(
          Op.AND, Element.I32, x, Register.constant(Element.I32, (1L << dtype.bits()) - 1));
    }
    var shape = f.shape(Element.I32);
    int by = 32 - dtype.bits();
    var high = f.vector(Instruction.of(Op.SHL_N).shape(shape).x(x).number(by));
    return f.vector(Instruction.of(Op.SAR_N).shape(shape).x(high).number(by));
  }

  /// The nearest number of a narrow float kind.
  Register round(DType dtype, Register x) {
    return switch (dtype) {
      case F16 -> f.vector(Op.OF_HALF, Element.F32, f.vector(Op.TO_HALF, Element.I32, x));
      case BF16 -> bf16(x);
      default -> x;
    };
  }

  /// Half of the last place is added, less one where the place before is even; the lower half goes.
  private Register bf16(Register x) {
    var shape = f.shape(Element.I32);
    var high = f.vector(Instruction.of(Op.SHR_N).shape(shape).x(x).number(16));
    var odd = f.vector(Op.AND, Element.I32, high, Register.constant(Element.I32, 1));
    var up = f.vector(Op.ADD, Element.I32, x, Register.constant(Element.I32, 0x7fff));
    up = f.vector(Op.ADD, Element.I32, up, odd);
    up = f.vector(Op.AND, Element.I32, up, Register.constant(Element.I32, 0xffff_0000L));
    return f.values.blend(
        isNan(Element.F32, x), Element.I32, Register.constant(Element.I32, 0x7fc0_0000L), up);
  }
}
