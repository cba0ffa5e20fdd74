package org.ashlar.gpu.engine;

import java.util.Optional;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// The most frequent instructions with the Vector API, on the register file as it is: 64 bits a
/// lane.
///
/// Numbers of 32 bits are the lower halves of the lanes; the upper halves are zero, and sums,
/// differences, products and bit operations of zeros stay zero, so that nothing is unpacked. The
/// only class that names the module.
final class VectorLanes {
  private static final VectorSpecies<Long> LANES = LongVector.SPECIES_PREFERRED;
  private static final int STEP = LANES.length();
  private static final long LOW = 0xFFFFFFFFL;
  private static final Set<String> SPECIAL =
      Set.of("sat", "ftz", "rz", "rm", "rp", "cc", "relu", "hi", "approx", "full");

  private VectorLanes() {}

  /// The loop of an instruction, where there is one.
  static Optional<LaneLoop> of(Instruction i) {
    if (i.suffixes().stream().anyMatch(SPECIAL::contains)) {
      return Optional.empty();
    }
    var type = i.type();
    return Optional.ofNullable(
        switch (type) {
          case F32 -> floats(i.opcode());
          case U32, S32, B32 -> i.has("wide") ? wide(i.opcode(), type) : words(i.opcode());
          case U64, S64, B64 -> longs(i.opcode());
          case PRED -> bits(i.opcode());
          default -> null;
        });
  }

  private static @org.jspecify.annotations.Nullable LaneLoop floats(String opcode) {
    return switch (opcode) {
      case "add" -> VectorLanes::addFloats;
      case "sub" -> VectorLanes::subFloats;
      case "mul" -> VectorLanes::mulFloats;
      case "fma", "mad" -> VectorLanes::fmaFloats;
      case "mov" -> VectorLanes::move;
      case "selp" -> VectorLanes::select;
      default -> null;
    };
  }

  private static @org.jspecify.annotations.Nullable LaneLoop words(String opcode) {
    return switch (opcode) {
      case "add" -> VectorLanes::addWords;
      case "sub" -> VectorLanes::subWords;
      case "mul" -> VectorLanes::mulWords;
      case "mad" -> VectorLanes::madWords;
      case "mov", "cvta" -> VectorLanes::move;
      case "selp" -> VectorLanes::select;
      default -> bits(opcode);
    };
  }

  private static @org.jspecify.annotations.Nullable LaneLoop bits(String opcode) {
    return switch (opcode) {
      case "and" -> VectorLanes::and;
      case "or" -> VectorLanes::or;
      case "xor" -> VectorLanes::xor;
      default -> null;
    };
  }

  private static @org.jspecify.annotations.Nullable LaneLoop longs(String opcode) {
    return switch (opcode) {
      case "add" -> VectorLanes::addLongs;
      case "sub" -> VectorLanes::subLongs;
      case "mov" -> VectorLanes::move;
      case "selp" -> VectorLanes::select;
      default -> bits(opcode);
    };
  }

  private static @org.jspecify.annotations.Nullable LaneLoop wide(String opcode, Type type) {
    boolean sum = opcode.equals("mad");
    if (!sum && !opcode.equals("mul")) {
      return null;
    }
    return type.isSigned()
        ? sum ? VectorLanes::madWide : VectorLanes::mulWide
        : sum ? VectorLanes::madWideUnsigned : VectorLanes::mulWideUnsigned;
  }

  private static LongVector at(long[] r, int place) {
    return LongVector.fromArray(LANES, r, place);
  }

  private static FloatVector floatsAt(long[] r, int place) {
    return LongVector.fromArray(LANES, r, place).reinterpretAsFloats();
  }

  private static void put(LongVector value, long[] r, int place, int lane, int mask) {
    if (mask == -1) {
      value.intoArray(r, place + lane);
    } else {
      value.intoArray(
          r, place + lane, VectorMask.fromLong(LANES, mask >>> lane & (1L << STEP) - 1));
    }
  }

  private static void addFloats(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(floatsAt(r, a + l).add(floatsAt(r, b + l)).reinterpretAsLongs(), r, d, l, mask);
    }
  }

  private static void subFloats(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(floatsAt(r, a + l).sub(floatsAt(r, b + l)).reinterpretAsLongs(), r, d, l, mask);
    }
  }

  private static void mulFloats(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(floatsAt(r, a + l).mul(floatsAt(r, b + l)).reinterpretAsLongs(), r, d, l, mask);
    }
  }

  private static void fmaFloats(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(
          floatsAt(r, a + l).fma(floatsAt(r, b + l), floatsAt(r, c + l)).reinterpretAsLongs(),
          r,
          d,
          l,
          mask);
    }
  }

  private static void move(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l), r, d, l, mask);
    }
  }

  private static void select(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      var yes = at(r, c + l).compare(VectorOperators.NE, 0);
      put(at(r, b + l).blend(at(r, a + l), yes), r, d, l, mask);
    }
  }

  private static void addWords(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).add(at(r, b + l)).and(LOW), r, d, l, mask);
    }
  }

  private static void subWords(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).sub(at(r, b + l)).and(LOW), r, d, l, mask);
    }
  }

  private static void mulWords(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).mul(at(r, b + l)).and(LOW), r, d, l, mask);
    }
  }

  private static void madWords(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).mul(at(r, b + l)).add(at(r, c + l)).and(LOW), r, d, l, mask);
    }
  }

  private static void and(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).and(at(r, b + l)), r, d, l, mask);
    }
  }

  private static void or(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).or(at(r, b + l)), r, d, l, mask);
    }
  }

  private static void xor(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).lanewise(VectorOperators.XOR, at(r, b + l)), r, d, l, mask);
    }
  }

  private static void addLongs(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).add(at(r, b + l)), r, d, l, mask);
    }
  }

  private static void subLongs(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).sub(at(r, b + l)), r, d, l, mask);
    }
  }

  private static LongVector signed(long[] r, int place) {
    return at(r, place).lanewise(VectorOperators.LSHL, 32).lanewise(VectorOperators.ASHR, 32);
  }

  private static void mulWide(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(signed(r, a + l).mul(signed(r, b + l)), r, d, l, mask);
    }
  }

  private static void madWide(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(signed(r, a + l).mul(signed(r, b + l)).add(at(r, c + l)), r, d, l, mask);
    }
  }

  private static void mulWideUnsigned(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).mul(at(r, b + l)), r, d, l, mask);
    }
  }

  private static void madWideUnsigned(long[] r, int d, int a, int b, int c, int mask) {
    for (int l = 0; l < Grid.WARP; l += STEP) {
      put(at(r, a + l).mul(at(r, b + l)).add(at(r, c + l)), r, d, l, mask);
    }
  }
}
