package org.ashlar.gpu.engine;

import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// Arithmetic of whole numbers: it wraps, except where `.sat` says otherwise.
///
/// Division by zero gives all ones and the remainder the dividend, as the cards do; the smallest
/// number divided by -1 is itself.
final class IntegerFunctions {
  private IntegerFunctions() {}

  static Optional<LaneFunction> of(Instruction instruction) {
    var type = instruction.type();
    if (type.isFloat() || type == Type.PRED) {
      return Optional.empty();
    }
    int bits = type.bits();
    return Optional.ofNullable(
        switch (instruction.opcode()) {
          case "add" ->
              pairwise(type, instruction.has("sat") ? saturating(type, 1) : wrapping(bits, 1));
          case "sub" ->
              pairwise(type, instruction.has("sat") ? saturating(type, -1) : wrapping(bits, -1));
          case "mul" -> product(instruction, type);
          case "mad" -> sumOfProduct(instruction, type);
          case "mul24" -> (a, b, c) -> product24(type, instruction.has("hi"), a, b);
          case "mad24" ->
              (a, b, c) -> Words.wrap(32, product24(type, instruction.has("hi"), a, b) + c);
          case "sad" ->
              (a, b, c) -> {
                long x = Words.read(type, a);
                long y = Words.read(type, b);
                boolean less = type.isSigned() ? x < y : Long.compareUnsigned(x, y) < 0;
                return Words.wrap(bits, c + (less ? y - x : x - y));
              };
          case "div" -> (a, b, c) -> quotient(type, a, b);
          case "rem" -> (a, b, c) -> remainder(type, a, b);
          case "abs" -> (a, b, c) -> Words.wrap(bits, Math.abs(Words.read(type, a)));
          case "neg" -> instruction.has("relu") ? null : (a, b, c) -> Words.wrap(bits, -a);
          case "min" -> pairwise(type, extreme(type, false, instruction.has("relu")));
          case "max" -> pairwise(type, extreme(type, true, instruction.has("relu")));
          case "dp4a" -> dot(instruction, 4);
          case "dp2a" -> dot(instruction, 2);
          default -> null;
        });
  }

  /// A function of two numbers of 16 bits, side by side where the type is a pair.
  private static LaneFunction pairwise(Type type, LaneFunction one) {
    if (!type.isPair()) {
      return one;
    }
    return (a, b, c) ->
        one.apply(a & 0xFFFF, b & 0xFFFF, c & 0xFFFF) & 0xFFFF
            | (one.apply(a >>> 16, b >>> 16, c >>> 16) & 0xFFFF) << 16;
  }

  private static Type element(Type type) {
    return type == Type.U16X2 ? Type.U16 : type == Type.S16X2 ? Type.S16 : type;
  }

  private static LaneFunction wrapping(int bits, int sign) {
    return sign > 0 ? (a, b, c) -> Words.wrap(bits, a + b) : (a, b, c) -> Words.wrap(bits, a - b);
  }

  private static LaneFunction saturating(Type type, int sign) {
    long least = Words.least(type);
    long most = Words.most(type);
    return (a, b, c) ->
        Words.wrap(
            type.bits(), Math.clamp(Words.read(type, a) + sign * Words.read(type, b), least, most));
  }

  private static LaneFunction extreme(Type type, boolean largest, boolean relu) {
    var of = element(type);
    return (a, b, c) -> {
      long x = Words.read(of, a);
      long y = Words.read(of, b);
      boolean less = of.isSigned() ? x < y : Long.compareUnsigned(x, y) < 0;
      long chosen = less == largest ? y : x;
      return Words.wrap(of.bits(), relu && chosen < 0 ? 0 : chosen);
    };
  }

  private static LaneFunction product(Instruction instruction, Type type) {
    int bits = type.bits();
    if (instruction.has("wide")) {
      return (a, b, c) -> Words.wrap(2 * bits, Words.read(type, a) * Words.read(type, b));
    }
    if (instruction.has("hi")) {
      return (a, b, c) -> high(type, a, b);
    }
    return (a, b, c) -> Words.wrap(bits, a * b);
  }

  private static LaneFunction sumOfProduct(Instruction instruction, Type type) {
    int bits = type.bits();
    if (instruction.has("wide")) {
      return (a, b, c) -> Words.wrap(2 * bits, Words.read(type, a) * Words.read(type, b) + c);
    }
    if (instruction.has("hi")) {
      if (instruction.has("sat")) {
        return (a, b, c) ->
            Words.wrap(
                bits,
                Math.clamp(
                    Words.read(type, high(type, a, b)) + Words.read(type, c),
                    Words.least(type),
                    Words.most(type)));
      }
      return (a, b, c) -> Words.wrap(bits, high(type, a, b) + c);
    }
    return (a, b, c) -> Words.wrap(bits, a * b + c);
  }

  /// The upper half of a product.
  static long high(Type type, long a, long b) {
    long x = Words.read(type, a);
    long y = Words.read(type, b);
    if (type.bits() == 64) {
      return type.isSigned() ? Math.multiplyHigh(x, y) : Math.unsignedMultiplyHigh(x, y);
    }
    return Words.wrap(type.bits(), x * y >>> type.bits());
  }

  private static long product24(Type type, boolean high, long a, long b) {
    long x = type.isSigned() ? a << 40 >> 40 : a & 0xFFFFFF;
    long y = type.isSigned() ? b << 40 >> 40 : b & 0xFFFFFF;
    return Words.wrap(32, high ? x * y >> 16 : x * y);
  }

  static long quotient(Type type, long a, long b) {
    long x = Words.read(type, a);
    long y = Words.read(type, b);
    if (y == 0) {
      return Words.wrap(type.bits(), -1);
    }
    return Words.wrap(type.bits(), type.isSigned() ? x / y : Long.divideUnsigned(x, y));
  }

  static long remainder(Type type, long a, long b) {
    long x = Words.read(type, a);
    long y = Words.read(type, b);
    if (y == 0) {
      return a;
    }
    return Words.wrap(type.bits(), type.isSigned() ? x % y : Long.remainderUnsigned(x, y));
  }

  /// Sums of four products of bytes, or of two products of 16 bits and bytes, onto a third operand.
  private static LaneFunction dot(Instruction instruction, int terms) {
    var types = instruction.types();
    boolean signedA = types.getFirst().isSigned();
    boolean signedB = types.getLast().isSigned();
    int from = terms == 2 && instruction.has("hi") ? 16 : 0;
    int wide = 32 / terms;
    return (a, b, c) -> {
      long sum = c;
      for (int i = 0; i < terms; i++) {
        sum += part(a, i * wide, wide, signedA) * part(b, from + 8 * i, 8, signedB);
      }
      return Words.wrap(32, sum);
    };
  }

  private static long part(long word, int from, int bits, boolean signed) {
    long raised = word << 64 - from - bits;
    return signed ? raised >> 64 - bits : raised >>> 64 - bits;
  }
}
