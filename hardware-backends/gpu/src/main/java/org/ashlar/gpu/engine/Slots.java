package org.ashlar.gpu.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Numbers the places of a warp's register file: registers, then constants and special registers,
/// which are filled when a warp begins, so that every operand is a place. A place is 32 words, one
/// a lane.
final class Slots {
  private final Map<String, Type> types;
  private final Map<String, Integer> registers = new LinkedHashMap<>();
  private final Map<Long, Integer> constants = new HashMap<>();
  private final Map<String, Integer> specials = new LinkedHashMap<>();
  private final Map<Integer, Long> held = new HashMap<>();
  private final Map<Integer, String> named = new HashMap<>();
  private final List<long[]> values = new ArrayList<>();
  private int count;

  /// @param types of all registers by name
  Slots(Map<String, Type> types) {
    this.types = types;
  }

  /// The first word of a register.
  int register(String name) {
    if (!types.containsKey(name)) {
      throw new IllegalArgumentException("register " + name + ": no .reg declares it");
    }
    return registers.computeIfAbsent(
        name,
        n -> {
          int slot = next();
          named.put(slot, n);
          return slot;
        });
  }

  Type type(String register) {
    var type = types.get(register);
    if (type == null) {
      throw new IllegalArgumentException("register " + register + ": no .reg declares it");
    }
    return type;
  }

  int constant(long bits) {
    return constants.computeIfAbsent(
        bits,
        b -> {
          int slot = next();
          values.add(new long[] {slot, b});
          held.put(slot, b);
          return slot;
        });
  }

  int special(String name) {
    return specials.computeIfAbsent(name, n -> next());
  }

  /// A place that nobody reads.
  int scratch() {
    return registers.computeIfAbsent("", n -> next());
  }

  /// The carry flag.
  int flag() {
    return registers.computeIfAbsent("cc", n -> next());
  }

  private int next() {
    return Grid.WARP * count++;
  }

  int words() {
    return Grid.WARP * count;
  }

  Map<String, Integer> registers() {
    return registers;
  }

  Map<String, Integer> specials() {
    return specials;
  }

  /// Pairs of a place and what all its lanes hold.
  List<long[]> values() {
    return values;
  }

  /// The constant that a place holds, where it holds one.
  Optional<Long> constantAt(int slot) {
    return Optional.ofNullable(held.get(slot));
  }

  /// The special register that a place holds, where it holds one.
  Optional<String> specialAt(int slot) {
    return specials.entrySet().stream()
        .filter(e -> e.getValue() == slot)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /// The register that is a place, where one is.
  Optional<String> registerAt(int slot) {
    return Optional.ofNullable(named.get(slot));
  }

  /// The bits of a number as an operand of a type.
  static long bits(Operand operand, Type type) {
    return switch (operand) {
      case Operand.Whole(long value) ->
          type == Type.PRED ? (value != 0 ? 1 : 0) : Words.wrap(type.bits(), value);
      case Operand.Single single -> single.bits() & 0xFFFFFFFFL;
      case Operand.Double number ->
          switch (type) {
            case F32, B32 -> Words.bits((float) number.value());
            default -> number.bits();
          };
      default -> throw new IllegalArgumentException("operand: a number was expected: " + operand);
    };
  }
}
