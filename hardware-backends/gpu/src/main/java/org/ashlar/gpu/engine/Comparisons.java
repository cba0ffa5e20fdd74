package org.ashlar.gpu.engine;

import java.util.List;
import java.util.Set;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// Comparisons of `setp` and `set`, and `testp`: two operands to 0 or 1.
final class Comparisons {
  private static final Set<String> NAMES =
      Set.of(
          "eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs", "equ", "neu", "ltu", "leu",
          "gtu", "geu", "num", "nan");

  private Comparisons() {}

  /// The comparison of an instruction; of pairs, the lower halves: shift for the upper.
  static LaneFunction of(Instruction instruction, Type type) {
    var name =
        instruction.suffixes().stream()
            .filter(NAMES::contains)
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    instruction.opcode() + ": no comparison: " + instruction));
    if (type.isFloat()) {
      return floats(name, type, instruction.has("ftz"));
    }
    boolean signed = type.isSigned() && !List.of("lo", "ls", "hi", "hs").contains(name);
    return (a, b, c) -> {
      int order =
          signed
              ? Long.compare(Words.read(type, a), Words.read(type, b))
              : Long.compareUnsigned(Words.wrap(type.bits(), a), Words.wrap(type.bits(), b));
      return holds(name, order) ? 1 : 0;
    };
  }

  private static boolean holds(String name, int order) {
    return switch (name) {
      case "eq" -> order == 0;
      case "ne" -> order != 0;
      case "lt", "lo" -> order < 0;
      case "le", "ls" -> order <= 0;
      case "gt", "hi" -> order > 0;
      case "ge", "hs" -> order >= 0;
      default ->
          throw new IllegalArgumentException("setp: no comparison of whole numbers: " + name);
    };
  }

  private static LaneFunction floats(String name, Type type, boolean flush) {
    // The upper letter u: true also where one is NaN.
    boolean unordered = Set.of("equ", "neu", "ltu", "leu", "gtu", "geu", "nan").contains(name);
    var plain = name.length() == 3 && name.endsWith("u") ? name.substring(0, 2) : name;
    return (a, b, c) -> {
      double x = value(type, a, flush);
      double y = value(type, b, flush);
      if (Double.isNaN(x) || Double.isNaN(y)) {
        return unordered ? 1 : 0;
      }
      boolean holds =
          switch (plain) {
            case "eq" -> x == y;
            case "ne" -> x != y;
            case "lt" -> x < y;
            case "le" -> x <= y;
            case "gt" -> x > y;
            case "ge" -> x >= y;
            case "num" -> true;
            case "nan" -> false;
            default -> throw new IllegalArgumentException("setp: no comparison of floats: " + name);
          };
      return holds ? 1 : 0;
    };
  }

  /// The number that bits are; of pairs, the lower.
  static double value(Type type, long bits, boolean flush) {
    return switch (type) {
      case F32 -> flush ? Words.flush(Words.single(bits)) : Words.single(bits);
      case F64 -> Words.twice(bits);
      case BF16, BF16X2 -> Narrow.ofBrain(bits & 0xFFFF);
      default -> Narrow.ofHalf(bits & 0xFFFF);
    };
  }

  /// `testp`: what kind of number it is.
  static LaneFunction kind(Instruction instruction) {
    boolean single = instruction.type() == Type.F32;
    var name = instruction.suffixes().getFirst();
    return (a, b, c) -> {
      double x = single ? Words.single(a) : Words.twice(a);
      double least = single ? Float.MIN_NORMAL : Double.MIN_NORMAL;
      boolean holds =
          switch (name) {
            case "finite" -> Double.isFinite(x);
            case "infinite" -> Double.isInfinite(x);
            case "number" -> !Double.isNaN(x);
            case "notanumber" -> Double.isNaN(x);
            case "normal" -> Double.isFinite(x) && Math.abs(x) >= least;
            case "subnormal" -> x != 0 && Math.abs(x) < least;
            default -> throw new IllegalArgumentException("testp: no such kind: " + name);
          };
      return holds ? 1 : 0;
    };
  }
}
