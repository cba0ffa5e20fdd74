package org.ashlar.gpu.engine;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// What `cvt` gives: from one type to another, rounded and clamped as its suffixes say.
///
/// Floats to whole numbers clamp to the range of the target; NaN gives 0. Whole numbers wrap unless
/// `.sat` is there.
final class Conversions {
  private Conversions() {}

  static Optional<LaneFunction> of(Instruction instruction) {
    var types = instruction.types();
    if (types.size() != 2) {
      return Optional.empty();
    }
    var to = types.get(0);
    var from = types.get(1);
    if (to.isPair()) {
      return Optional.of(pair(instruction, to));
    }
    if (to == Type.TF32) {
      boolean relu = instruction.has("relu");
      return Optional.of((a, b, c) -> {
        float value = tf32(instruction, Words.single(a));
        return Words.bits(relu && value < 0 ? 0f : value);
      });
    }
    if (from.isFloat()) {
      return Optional.of(
          to.isFloat() ? floats(instruction, to, from) : toWhole(instruction, to, from));
    }
    return Optional.of(
        to.isFloat() ? fromWhole(instruction, to, from) : wholes(instruction, to, from));
  }

  private static float tf32(Instruction instruction, float value) {
    if (instruction.has("rn") || instruction.has("rz")) {
      if (!Float.isFinite(value)) {
        return Narrow.toTf32(value);
      }
      int bits = Float.floatToRawIntBits(value);
      int half = instruction.has("rz") ? 0 : 0xFFF + (bits >>> 13 & 1);
      return Float.intBitsToFloat(bits + half & 0xFFFFE000);
    }
    return Narrow.toTf32(value);
  }

  /// `cvt.rn.f16x2.f32 d, a, b`: the first operand is the upper half.
  private static LaneFunction pair(Instruction instruction, Type to) {
    var element = to == Type.BF16X2 ? Type.BF16 : Type.F16;
    var one = floats(instruction, element, Type.F32);
    return (a, b, c) -> one.apply(a, 0, 0) << 16 | one.apply(b, 0, 0);
  }

  private static LaneFunction wholes(Instruction instruction, Type to, Type from) {
    if (!instruction.has("sat")) {
      return (a, b, c) -> Words.wrap(to.bits(), Words.read(from, a));
    }
    long least = Words.least(to);
    long most = Words.most(to);
    return (a, b, c) -> {
      long value = Words.read(from, a);
      boolean huge = !from.isSigned() && value < 0;
      if (!to.isSigned() && to.bits() == 64) {
        return from.isSigned() ? Math.max(value, 0) : value;
      }
      return Words.wrap(to.bits(), huge ? most : Math.clamp(value, least, most));
    };
  }

  private static LaneFunction fromWhole(Instruction instruction, Type to, Type from) {
    var rounding = Rounding.of(instruction.suffixes());
    return (a, b, c) -> {
      long value = Words.read(from, a);
      if (value == 0) {
        return 0;
      }
      boolean plain = from.isSigned() || value > 0;
      var exact = plain ? BigDecimal.valueOf(value) : new BigDecimal(Long.toUnsignedString(value));
      boolean fits = plain && value > -(1L << 24) && value < 1L << 24;
      return switch (to) {
        case F64 ->
            Words.bits(
                plain && value > -(1L << 53) && value < 1L << 53
                    ? (double) value
                    : rounding.twice(exact));
        case F32 ->
            saturated(instruction, Words.bits(fits ? (float) value : rounding.single(exact)));
        default -> narrowed(to, rounding, exact.doubleValue());
      };
    };
  }

  private static long saturated(Instruction instruction, long bits) {
    if (!instruction.has("sat")) {
      return bits;
    }
    float value = Words.single(bits);
    return Words.bits(value > 0 ? Math.min(value, 1f) : 0f);
  }

  private static LaneFunction toWhole(Instruction instruction, Type to, Type from) {
    var mode =
        instruction.has("rni")
            ? RoundingMode.HALF_EVEN
            : instruction.has("rmi")
                ? RoundingMode.FLOOR
                : instruction.has("rpi") ? RoundingMode.CEILING : RoundingMode.DOWN;
    boolean flush = instruction.has("ftz");
    long least = Words.least(to);
    long most = Words.most(to);
    return (a, b, c) -> {
      double value = Comparisons.value(from, a, flush);
      if (Double.isNaN(value)) {
        return 0;
      }
      double whole = whole(value, mode);
      if (to.bits() == 64 && !to.isSigned()) {
        return whole <= 0
            ? 0
            : whole >= 0x1p64
                ? -1
                : whole < 0x1p63 ? (long) whole : (long) (whole - 0x1p63) ^ Long.MIN_VALUE;
      }
      long clamped = whole >= most ? most : whole <= least ? least : (long) whole;
      return Words.wrap(to.bits(), clamped);
    };
  }

  static double whole(double value, RoundingMode mode) {
    return switch (mode) {
      case HALF_EVEN -> Math.rint(value);
      case FLOOR -> Math.floor(value);
      case CEILING -> Math.ceil(value);
      default -> value < 0 ? Math.ceil(value) : Math.floor(value);
    };
  }

  private static LaneFunction floats(Instruction instruction, Type to, Type from) {
    var rounding = Rounding.of(instruction.suffixes());
    boolean flush = instruction.has("ftz");
    boolean clamp = instruction.has("sat");
    boolean relu = instruction.has("relu");
    var mode =
        instruction.has("rni")
            ? Optional.of(RoundingMode.HALF_EVEN)
            : instruction.has("rmi")
                ? Optional.of(RoundingMode.FLOOR)
                : instruction.has("rpi")
                    ? Optional.of(RoundingMode.CEILING)
                    : instruction.has("rzi")
                        ? Optional.of(RoundingMode.DOWN)
                        : Optional.<RoundingMode>empty();
    return (a, b, c) -> {
      double value = Comparisons.value(from, a, flush);
      if (mode.isPresent()) {
        value = whole(value, mode.get());
      }
      if (clamp) {
        value = value > 0 ? Math.min(value, 1) : 0;
      }
      if (relu && value < 0) {
        value = 0;
      }
      return switch (to) {
        case F64 -> Words.bits(value);
        case F32 -> {
          float single =
              inexact(value) && rounding != Rounding.NEAREST
                  ? rounding.single(new BigDecimal(value))
                  : (float) value;
          yield Double.isNaN(value)
              ? 0x7FFFFFFFL
              : Words.bits(flush ? Words.flush(single) : single);
        }
        default -> narrowed(to, rounding, value);
      };
    };
  }

  private static boolean inexact(double value) {
    return Double.isFinite(value) && (float) value != value;
  }

  /// To f16 or bf16 in a direction.
  private static long narrowed(Type to, Rounding rounding, double value) {
    boolean brain = to == Type.BF16;
    long near = FloatFunctions.write(brain, value);
    double back = FloatFunctions.read(brain, near);
    if (rounding == Rounding.NEAREST
        || back == value
        || Double.isNaN(value)
        || Double.isInfinite(value)) {
      return near;
    }
    boolean up = rounding == Rounding.UP || rounding == Rounding.ZERO && value < 0;
    if (back > value == up) {
      return near;
    }
    // One step towards the other side: bits grow with the magnitude.
    boolean grow = up == (value > 0);
    if (back == 0) {
      return (value < 0 ? 0x8000 : 0) | (grow ? 1 : 0);
    }
    return grow ? near + 1 : near - 1;
  }
}
