package org.ashlar.gpu.timing;

import java.util.Arrays;
import java.util.Map;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;

/// What every register is known to be a multiple of, so far as an assembler can know: indices of
/// threads and what comes from memory are multiples of one.
final class Alignment {
  private static final int MOST = 256;

  private final Entry entry;
  private final Map<String, Integer> numbers;
  private final int[] known;

  Alignment(Entry entry, Map<String, Integer> numbers) {
    this.entry = entry;
    this.numbers = numbers;
    this.known = new int[numbers.size()];
    Arrays.fill(known, MOST);
    boolean changed = true;
    while (changed) {
      changed = false;
      for (var instruction : entry.instructions()) {
        changed |= look(instruction);
      }
    }
  }

  /// The power of two that a register is a multiple of.
  int of(String register) {
    var number = numbers.get(register);
    return number == null ? 1 : known[number];
  }

  private boolean look(Instruction instruction) {
    if (instruction.operands().isEmpty()
        || !(instruction.operands().getFirst() instanceof Operand.Register(var name))) {
      boolean vector =
          !instruction.operands().isEmpty()
              && instruction.operands().getFirst() instanceof Operand.Vector(var all)
              && all.stream().map(this::lower).reduce(false, Boolean::logicalOr);
      return vector;
    }
    var number = numbers.get(name);
    boolean stores = instruction.opcode().equals("st") || instruction.opcode().equals("red");
    if (number == null || stores) {
      return false;
    }
    int value = Math.min(known[number], result(instruction));
    boolean changed = value != known[number];
    known[number] = value;
    return changed;
  }

  private boolean lower(Operand operand) {
    if (operand instanceof Operand.Register(var name)
        && numbers.containsKey(name)
        && known[numbers.get(name)] != 1) {
      known[numbers.get(name)] = 1;
      return true;
    }
    return false;
  }

  private int result(Instruction instruction) {
    var operands = instruction.operands();
    return switch (instruction.opcode()) {
      case "mov", "cvta", "cvt" -> operand(operands.get(1));
      case "add", "sub", "or", "xor" ->
          Math.min(operand(operands.get(1)), operand(operands.get(2)));
      case "and" -> Math.max(operand(operands.get(1)), operand(operands.get(2)));
      case "selp" -> Math.min(operand(operands.get(1)), operand(operands.get(2)));
      case "mul" -> product(operands.get(1), operands.get(2));
      case "mad" -> Math.min(product(operands.get(1), operands.get(2)), operand(operands.get(3)));
      case "shl" ->
          operands.get(2) instanceof Operand.Whole(long bits)
              ? (int) Math.min(MOST, (long) operand(operands.get(1)) << Math.min(bits, 8))
              : operand(operands.get(1));
      default -> 1;
    };
  }

  private int product(Operand a, Operand b) {
    return (int) Math.min(MOST, (long) operand(a) * operand(b));
  }

  private int operand(Operand operand) {
    return switch (operand) {
      case Operand.Register(var name) -> of(name);
      case Operand.Whole(long value) ->
          value == 0 ? MOST : (int) Math.min(MOST, Long.lowestOneBit(value));
      case Operand.Symbol(var name, long offset) ->
          Math.min(
              entry.variable(name).map(each -> Math.max(16, each.alignment())).orElse(1),
              offset == 0 ? MOST : (int) Math.min(MOST, Long.lowestOneBit(offset)));
      default -> 1;
    };
  }
}
