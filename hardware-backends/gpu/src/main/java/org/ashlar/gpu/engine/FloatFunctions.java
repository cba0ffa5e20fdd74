package org.ashlar.gpu.engine;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.ashlar.ptx.Instruction;

/// Arithmetic of floats: each result is rounded once, in the direction that the instruction names.
///
/// Subnormal numbers are kept unless `.ftz` is there. NaNs are one NaN only where the manual says
/// so (`min`, `max`); elsewhere their payload is free.
final class FloatFunctions {
  private FloatFunctions() {}

  static Optional<LaneFunction> of(Instruction instruction) {
    var type = instruction.type();
    var found =
        switch (type) {
          case F32 -> single(instruction);
          case F64 -> twice(instruction);
          case F16, F16X2 -> narrow(instruction, false);
          case BF16, BF16X2 -> narrow(instruction, true);
          default -> null;
        };
    if (found == null) {
      return Optional.empty();
    }
    return Optional.of(type.isPair() ? paired(found) : found);
  }

  /// The same for both halves of a word.
  private static LaneFunction paired(LaneFunction one) {
    return (a, b, c) ->
        one.apply(a & 0xFFFF, b & 0xFFFF, c & 0xFFFF)
            | one.apply(a >>> 16, b >>> 16, c >>> 16) << 16;
  }

  private static @org.jspecify.annotations.Nullable LaneFunction single(Instruction instruction) {
    var rounding = Rounding.of(instruction.suffixes());
    boolean plain = rounding == Rounding.NEAREST;
    LaneFunction found =
        switch (instruction.opcode()) {
          case "add" ->
              plain
                  ? (a, b, c) -> Words.bits(Words.single(a) + Words.single(b))
                  : (a, b, c) -> directed(rounding, 1, Words.single(a), Words.single(b));
          case "sub" ->
              plain
                  ? (a, b, c) -> Words.bits(Words.single(a) - Words.single(b))
                  : (a, b, c) -> directed(rounding, 1, Words.single(a), -Words.single(b));
          case "mul" ->
              plain
                  ? (a, b, c) -> Words.bits(Words.single(a) * Words.single(b))
                  : (a, b, c) -> directed(rounding, Words.single(a), Words.single(b), -0f, true);
          case "fma", "mad" ->
              plain
                  ? (a, b, c) ->
                      Words.bits(Math.fma(Words.single(a), Words.single(b), Words.single(c)))
                  : (a, b, c) ->
                      directed(rounding, Words.single(a), Words.single(b), Words.single(c), false);
          case "div" -> quotient(instruction, rounding);
          case "rcp" ->
              (a, b, c) -> Words.bits((float) divided(rounding, 1f, Words.single(a), true));
          case "sqrt" -> (a, b, c) -> Words.bits((float) root(rounding, Words.single(a), true));
          case "abs" -> (a, b, c) -> a & 0x7FFFFFFFL;
          case "neg" -> (a, b, c) -> a ^ 0x80000000L;
          case "min" -> extreme(instruction, false);
          case "max" -> extreme(instruction, true);
          case "copysign" -> (a, b, c) -> a & 0x80000000L | b & 0x7FFFFFFFL;
          case "rsqrt" -> approximate(x -> 1 / Math.sqrt(x));
          case "sin" -> approximate(Math::sin);
          case "cos" -> approximate(Math::cos);
          case "lg2" -> approximate(Approximations::log2);
          case "ex2" -> approximate(Approximations::exp2);
          case "tanh" -> approximate(Math::tanh);
          default -> null;
        };
    if (found == null) {
      return null;
    }
    return saturated(flushed(found, instruction.has("ftz")), instruction.has("sat"));
  }

  private static LaneFunction approximate(DoubleUnaryOperator function) {
    return (a, b, c) -> Words.bits((float) function.applyAsDouble(Words.single(a)));
  }

  private static LaneFunction flushed(LaneFunction of, boolean flush) {
    if (!flush) {
      return of;
    }
    return (a, b, c) -> flush(of.apply(flush(a), flush(b), flush(c)));
  }

  private static long flush(long bits) {
    return (bits & 0x7F800000L) == 0 ? bits & 0x80000000L : bits;
  }

  /// From 0 to 1; NaN becomes 0.
  private static LaneFunction saturated(LaneFunction of, boolean clamp) {
    if (!clamp) {
      return of;
    }
    return (a, b, c) -> {
      float value = Words.single(of.apply(a, b, c));
      return Words.bits(value > 0 ? Math.min(value, 1f) : 0f);
    };
  }

  /// `.approx` gives zero where the divisor is beyond 2^126, as the manual says.
  private static LaneFunction quotient(Instruction instruction, Rounding rounding) {
    if (!instruction.has("approx")) {
      return (a, b, c) ->
          Words.bits((float) divided(rounding, Words.single(a), Words.single(b), true));
    }
    return (a, b, c) -> {
      float x = Words.single(a);
      float y = Words.single(b);
      if (Math.abs(y) > 0x1p126f && !Float.isInfinite(y)) {
        return Words.bits(Float.isInfinite(x) ? Float.NaN : x / y * 0f);
      }
      return Words.bits(x / y);
    };
  }

  private static @org.jspecify.annotations.Nullable LaneFunction twice(Instruction instruction) {
    var rounding = Rounding.of(instruction.suffixes());
    boolean plain = rounding == Rounding.NEAREST;
    return switch (instruction.opcode()) {
      case "add" ->
          plain
              ? (a, b, c) -> Words.bits(Words.twice(a) + Words.twice(b))
              : (a, b, c) -> directed(rounding, 1, Words.twice(a), Words.twice(b), false);
      case "sub" ->
          plain
              ? (a, b, c) -> Words.bits(Words.twice(a) - Words.twice(b))
              : (a, b, c) -> directed(rounding, 1, Words.twice(a), -Words.twice(b), false);
      case "mul" ->
          plain
              ? (a, b, c) -> Words.bits(Words.twice(a) * Words.twice(b))
              : (a, b, c) -> directed(rounding, Words.twice(a), Words.twice(b), -0.0, true);
      case "fma", "mad" ->
          plain
              ? (a, b, c) -> Words.bits(Math.fma(Words.twice(a), Words.twice(b), Words.twice(c)))
              : (a, b, c) ->
                  directed(rounding, Words.twice(a), Words.twice(b), Words.twice(c), false);
      case "div" ->
          (a, b, c) -> Words.bits(divided(rounding, Words.twice(a), Words.twice(b), false));
      case "rcp" -> (a, b, c) -> Words.bits(divided(rounding, 1, Words.twice(a), false));
      case "sqrt" -> (a, b, c) -> Words.bits(root(rounding, Words.twice(a), false));
      case "rsqrt" -> (a, b, c) -> Words.bits(1 / Math.sqrt(Words.twice(a)));
      case "abs" -> (a, b, c) -> a & Long.MAX_VALUE;
      case "neg" -> (a, b, c) -> a ^ Long.MIN_VALUE;
      case "min" -> (a, b, c) -> Words.bits(lesser(Words.twice(a), Words.twice(b)));
      case "max" -> (a, b, c) -> Words.bits(-lesser(-Words.twice(a), -Words.twice(b)));
      case "copysign" -> (a, b, c) -> a & Long.MIN_VALUE | b & Long.MAX_VALUE;
      default -> null;
    };
  }

  private static double lesser(double a, double b) {
    return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
  }

  /// f16 and bf16: what f64 holds exactly, or rounded to odd, and then once.
  private static @org.jspecify.annotations.Nullable LaneFunction narrow(
      Instruction instruction, boolean brain) {
    boolean relu = instruction.has("relu");
    boolean clamp = instruction.has("sat");
    boolean flush = instruction.has("ftz") && !brain;
    LaneFunction found =
        switch (instruction.opcode()) {
          case "add" -> (a, b, c) -> write(brain, read(brain, a) + read(brain, b));
          case "sub" -> (a, b, c) -> write(brain, read(brain, a) - read(brain, b));
          case "mul" -> (a, b, c) -> write(brain, read(brain, a) * read(brain, b));
          case "fma" ->
              (a, b, c) ->
                  write(brain, Narrow.oddFma(read(brain, a), read(brain, b), read(brain, c)));
          case "abs" -> (a, b, c) -> a & 0x7FFF;
          case "neg" -> (a, b, c) -> a ^ 0x8000;
          case "min" -> narrowExtreme(instruction, brain, false);
          case "max" -> narrowExtreme(instruction, brain, true);
          case "ex2" -> (a, b, c) -> write(brain, Approximations.exp2(read(brain, a)));
          case "tanh" -> (a, b, c) -> write(brain, Math.tanh(read(brain, a)));
          default -> null;
        };
    if (found == null || !relu && !clamp && !flush) {
      return found;
    }
    return (a, b, c) -> {
      long bits =
          flush
              ? flushHalf(found.apply(flushHalf(a), flushHalf(b), flushHalf(c)))
              : found.apply(a, b, c);
      double value = read(brain, bits);
      if (relu && value < 0) {
        return 0;
      }
      return !clamp ? bits : value > 0 ? write(brain, Math.min(value, 1)) : 0;
    };
  }

  private static long flushHalf(long bits) {
    return (bits & 0x7C00) == 0 ? bits & 0x8000 : bits;
  }

  static double read(boolean brain, long bits) {
    return brain ? Narrow.ofBrain(bits) : Narrow.ofHalf(bits);
  }

  static long write(boolean brain, double value) {
    return brain ? Narrow.toBrain(value) : Narrow.toHalf(value);
  }

  private static LaneFunction narrowExtreme(
      Instruction instruction, boolean brain, boolean largest) {
    boolean spread = instruction.has("NaN");
    boolean signs = instruction.has("xorsign");
    return (a, b, c) -> {
      double x = read(brain, a);
      double y = read(brain, b);
      if (spread ? Double.isNaN(x) || Double.isNaN(y) : Double.isNaN(x) && Double.isNaN(y)) {
        return Narrow.NAN;
      }
      if (signs) {
        double chosen = chosen(largest, Math.abs(x), Math.abs(y));
        return write(brain, chosen) & 0x7FFF | (a ^ b) & 0x8000;
      }
      return write(brain, chosen(largest, x, y));
    };
  }

  private static double chosen(boolean largest, double x, double y) {
    return largest ? -lesser(-x, -y) : lesser(x, y);
  }

  /// One NaN gives the other operand, two (or one with `.NaN`) the one NaN; -0 is less than 0.
  private static LaneFunction extreme(Instruction instruction, boolean largest) {
    boolean spread = instruction.has("NaN");
    boolean signs = instruction.has("xorsign");
    return (a, b, c) -> {
      float x = Words.single(a);
      float y = Words.single(b);
      if (spread ? Float.isNaN(x) || Float.isNaN(y) : Float.isNaN(x) && Float.isNaN(y)) {
        return 0x7FFFFFFFL;
      }
      if (signs) {
        float chosen = (float) chosen(largest, Math.abs(x), Math.abs(y));
        return Words.bits(chosen) & 0x7FFFFFFFL | (a ^ b) & 0x80000000L;
      }
      return Words.bits((float) chosen(largest, x, y));
    };
  }

  private static long directed(Rounding rounding, float one, float a, float b) {
    return directed(rounding, one, a, b, false);
  }

  private static long directed(Rounding rounding, float a, float b, float c, boolean product) {
    float near = product ? a * b : Math.fma(a, b, c);
    if (!finite(a, b, c) || a == 0 && b == 0 && c == 0) {
      return Words.bits(near);
    }
    var exact = exact(a, b, product ? 0 : c);
    if (exact.signum() == 0) {
      return Words.bits(product || (a == 0 || b == 0) && c != 0 ? near : zero(rounding, a * b, c));
    }
    return Words.bits(rounding.single(exact));
  }

  private static long directed(Rounding rounding, double a, double b, double c, boolean product) {
    double near = product ? a * b : Math.fma(a, b, c);
    if (!finite(a, b, c) || a == 0 && b == 0 && c == 0) {
      return Words.bits(near);
    }
    var exact = exact(a, b, product ? 0 : c);
    if (exact.signum() == 0) {
      return Words.bits(
          product ? near : (double) zero(rounding, (float) Math.signum(a * b), (float) c));
    }
    return Words.bits(rounding.twice(exact));
  }

  private static float zero(Rounding rounding, float x, float y) {
    boolean same = Math.copySign(1f, x) == Math.copySign(1f, y);
    return same && x == 0 && y == 0 ? x : (float) rounding.zero();
  }

  private static boolean finite(double a, double b, double c) {
    return Double.isFinite(a) && Double.isFinite(b) && Double.isFinite(c);
  }

  private static BigDecimal exact(double a, double b, double c) {
    return new BigDecimal(a).multiply(new BigDecimal(b)).add(new BigDecimal(c));
  }

  private static double divided(Rounding rounding, double a, double b, boolean single) {
    double near = single ? (float) a / (float) b : a / b;
    if (rounding == Rounding.NEAREST
        || !Double.isFinite(near)
        || !Double.isFinite(b)
        || near == 0) {
      return near;
    }
    int order = exact(near, b, 0).compareTo(new BigDecimal(a));
    int side = b < 0 ? -order : order;
    return rounding.corrected(near, side, single);
  }

  private static double root(Rounding rounding, double a, boolean single) {
    double near = single ? (float) Math.sqrt(a) : Math.sqrt(a);
    if (rounding == Rounding.NEAREST || !Double.isFinite(near) || near == 0) {
      return near;
    }
    return rounding.corrected(near, exact(near, near, 0).compareTo(new BigDecimal(a)), single);
  }
}
