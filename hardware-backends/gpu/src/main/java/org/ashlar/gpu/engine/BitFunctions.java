package org.ashlar.gpu.engine;

import java.util.List;
import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Instructions on bits. Shift counts beyond the width clamp: they give 0, or the sign.
final class BitFunctions {
  private BitFunctions() {}

  static Optional<LaneFunction> of(Instruction instruction) {
    var type = instruction.type();
    int bits = type.bits();
    return Optional.ofNullable(
        switch (instruction.opcode()) {
          case "and" -> (a, b, c) -> a & b;
          case "or" -> (a, b, c) -> a | b;
          case "xor" -> (a, b, c) -> a ^ b;
          case "not" -> (a, b, c) -> Words.wrap(bits, ~a);
          case "cnot" -> (a, b, c) -> a == 0 ? 1 : 0;
          case "shl" -> (a, b, c) -> b >= bits ? 0 : Words.wrap(bits, a << b);
          case "shr" ->
              type.isSigned()
                  ? (a, b, c) -> Words.wrap(bits, Words.read(type, a) >> Math.min(b, 63))
                  : (a, b, c) -> b >= bits ? 0 : a >>> b;
          case "shf" -> funnel(instruction.has("l"), instruction.has("wrap"));
          case "lop3" -> table(instruction);
          case "prmt" -> permutation(instruction.suffixes());
          case "bfe" -> (a, b, c) -> extracted(type, a, (int) b & 0xFF, (int) c & 0xFF);
          case "popc" -> (a, b, c) -> Long.bitCount(a);
          case "clz" -> (a, b, c) -> Long.numberOfLeadingZeros(a) - (64 - bits);
          case "brev" -> (a, b, c) -> Long.reverse(a) >>> 64 - bits;
          case "bfind" -> leading(type, instruction.has("shiftamt"));
          case "bmsk" -> mask(instruction.has("wrap"));
          case "szext" -> extension(type, instruction.has("wrap"));
          default -> null;
        });
  }

  private static LaneFunction funnel(boolean left, boolean wrap) {
    return (a, b, c) -> {
      long both = b << 32 | a;
      int by = wrap ? (int) c & 31 : (int) Math.min(c, 32);
      return Words.wrap(32, left ? both << by >>> 32 : both >>> by);
    };
  }

  private static LaneFunction table(Instruction instruction) {
    int table = (int) whole(instruction.operands().get(4));
    return (a, b, c) -> logic(table, a, b, c) & 0xFFFFFFFFL;
  }

  /// Three words combined bit by bit: a truth table whose columns are 0xF0, 0xCC and 0xAA.
  static long logic(int table, long a, long b, long c) {
    long result = 0;
    for (int i = 0; i < 8; i++) {
      if ((table >> i & 1) != 0) {
        result |= ((i & 4) != 0 ? a : ~a) & ((i & 2) != 0 ? b : ~b) & ((i & 1) != 0 ? c : ~c);
      }
    }
    return result;
  }

  private static long whole(Operand operand) {
    if (operand instanceof Operand.Whole(long value)) {
      return value;
    }
    throw new IllegalArgumentException("lop3: its table is a number: " + operand);
  }

  private static LaneFunction permutation(List<String> suffixes) {
    for (var mode : suffixes) {
      switch (mode) {
        case "f4e" -> {
          return (a, b, c) -> bytes(a, b, c & 3, 1);
        }
        case "b4e" -> {
          return (a, b, c) -> bytes(a, b, c & 3, -1);
        }
        case "rc8" -> {
          return (a, b, c) -> picked(a, b, 0x1111 * (c & 3));
        }
        case "ecl" -> {
          return (a, b, c) -> picked(a, b, edge((int) c & 3, true));
        }
        case "ecr" -> {
          return (a, b, c) -> picked(a, b, edge((int) c & 3, false));
        }
        case "rc16" -> {
          return (a, b, c) -> picked(a, b, (c & 1) == 0 ? 0x1010 : 0x3232);
        }
        default -> {}
      }
    }
    return (a, b, c) -> picked(a, b, c);
  }

  private static long bytes(long a, long b, long from, int step) {
    long selector = 0;
    for (int i = 0; i < 4; i++) {
      selector |= (from + (long) step * i & 7) << 4 * i;
    }
    return picked(a, b, selector);
  }

  private static long edge(int at, boolean left) {
    long selector = 0;
    for (int i = 0; i < 4; i++) {
      selector |= (long) (left ? Math.max(i, at) : Math.min(i, at)) << 4 * i;
    }
    return selector;
  }

  /// Four bytes of eight by four digits; a digit from 8 on repeats the sign of its byte.
  static long picked(long a, long b, long selector) {
    long both = b << 32 | a;
    long result = 0;
    for (int i = 0; i < 4; i++) {
      int digit = (int) (selector >> 4 * i) & 15;
      long part = both >>> 8 * (digit & 7) & 0xFF;
      if ((digit & 8) != 0) {
        part = (part & 0x80) != 0 ? 0xFF : 0;
      }
      result |= part << 8 * i;
    }
    return result;
  }

  static long extracted(Type type, long word, int from, int length) {
    int bits = type.bits();
    long sign = 0;
    if (type.isSigned() && length > 0) {
      sign = word >>> Math.min(from + length - 1, bits - 1) & 1;
    }
    long result = 0;
    for (int i = 0; i < bits; i++) {
      long bit = i < length && from + i < bits ? word >>> from + i & 1 : sign;
      result |= bit << i;
    }
    return result;
  }

  /// Bits of a field put into a word: `bfi d, a, b, position, length` has four operands.
  static long inserted(int bits, long field, long into, int from, int length) {
    if (from >= bits || length == 0) {
      return into;
    }
    long mask = Words.wrap(bits, (length >= 64 ? -1L : (1L << length) - 1) << from);
    return into & ~mask | field << from & mask;
  }

  private static LaneFunction leading(Type type, boolean shift) {
    int bits = type.bits();
    return (a, b, c) -> {
      long word = Words.read(type, a);
      long seen = Words.wrap(bits, type.isSigned() && word < 0 ? ~word : word);
      if (seen == 0) {
        return 0xFFFFFFFFL;
      }
      int at = 63 - Long.numberOfLeadingZeros(seen);
      return shift ? bits - 1 - at : at;
    };
  }

  private static LaneFunction mask(boolean wrap) {
    return (a, b, c) -> {
      long from = wrap ? a & 31 : Math.min(a, 32);
      long length = wrap ? b & 31 : Math.min(b, 32);
      return Words.wrap(32, (1L << length) - 1 << from);
    };
  }

  private static LaneFunction extension(Type type, boolean wrap) {
    return (a, b, c) -> {
      int length = wrap ? (int) b & 31 : (int) Math.min(b, 32);
      if (length == 0) {
        return 0;
      }
      int unused = 64 - length;
      return Words.wrap(32, type.isSigned() ? a << unused >> unused : a << unused >>> unused);
    };
  }
}
