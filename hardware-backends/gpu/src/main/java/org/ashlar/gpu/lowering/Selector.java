package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Type;

/// Chooses operations for the instructions of an entry, from the last to the first, so that what a
/// later one has taken into itself is not computed again.
final class Selector {
  static final Set<String> LOGIC = Set.of("and", "or", "xor");

  final Values values;
  final Map<Integer, Integer> aliases = new HashMap<>();
  final Map<String, Integer> slow = new TreeMap<>();
  final int[] uses;
  private final boolean[] needed;
  private final List<List<Op>> operations = new ArrayList<>();
  private final Map<String, Integer> temporaries = new HashMap<>();
  private final Map<String, Integer> firstUse = new HashMap<>();
  private final MemorySelector memory = new MemorySelector(this);
  private final ArithmeticSelector arithmetic = new ArithmeticSelector(this);
  private int names;
  boolean global;

  Selector(Values values) {
    this.values = values;
    names = values.count();
    needed = new boolean[names];
    uses = new int[names];
    for (int i = 0; i < values.code.size(); i++) {
      operations.add(new ArrayList<>());
      values.reads(values.code.get(i)).forEach(r -> uses[r]++);
    }
  }

  /// The operations of each instruction; those that several need stand at the first.
  List<List<Op>> select() {
    for (int i = values.code.size() - 1; i >= 0; i--) {
      instruction(i);
    }
    firstUse.forEach((what, at) -> temporary(what, at));
    return operations;
  }

  int names() {
    return names;
  }

  private void temporary(String what, int at) {
    int register = Objects.requireNonNull(temporaries.get(what));
    int count = what.startsWith("wide ") ? 2 : 1;
    for (int i = 0; i < count; i++) {
      var op = new Op(what.startsWith("special ") ? "S2R" : "MOV", at);
      op.results.add(register);
      operations.get(at).addFirst(op);
    }
  }

  private void instruction(int index) {
    var instruction = values.code.get(index);
    switch (instruction.opcode()) {
      case "bra",
          "ret",
          "exit",
          "trap",
          "bar",
          "barrier",
          "membar",
          "fence",
          "st",
          "red",
          "atom",
          "cp",
          "prefetch",
          "nanosleep",
          "ld",
          "ldmatrix",
          "wmma",
          "mma" -> {
        if (instruction.opcode().equals("ld")
            && !instruction.has("volatile")
            && !anyNeeded(index)) {
          return;
        }
        memory.select(index, instruction);
      }
      default -> {
        if (anyNeeded(index)) {
          arithmetic.select(index, instruction);
        }
      }
    }
  }

  /// Whether a result of an instruction is read: one of several writers always counts as read.
  boolean anyNeeded(int index) {
    for (int register : values.liveness.writes(index)) {
      if (needed[register] || values.maker(register) < 0) {
        return true;
      }
    }
    return false;
  }

  boolean needed(int register) {
    return needed[register] || values.maker(register) < 0;
  }

  /// Adds an operation that reads values; of those that are no registers, one may be part of it and
  /// others are fetched first.
  Op add(int index, String name, Value... sources) {
    return add(index, name, true, sources);
  }

  Op add(int index, String name, boolean embeds, Value... sources) {
    var op = new Op(name, index);
    // Of a number and a word of the bank, one is fetched, once for all: the number where sizes of
    // elements are multiplied.
    boolean banks = List.of(sources).stream().anyMatch(v -> v instanceof Value.Bank);
    boolean numbers =
        List.of(sources).stream()
            .anyMatch(v -> v instanceof Value.Constant(long bits) && bits != 0);
    boolean room = embeds && !(banks && name.equals("IMAD.WIDE"));
    boolean bank = embeds && !(numbers && room);
    for (var source : sources) {
      switch (source) {
        case Value.Register(int number) -> op.sources.add(need(number));
        case Value.Special(var of) -> op.sources.add(fetch("special " + of, index));
        case Value.Constant(long bits) -> {
          if (bits != 0 && !room) {
            op.sources.add(fetch("number " + bits, index));
          }
          room &= bits == 0;
        }
        case Value.Bank(var of) -> {
          if (!bank) {
            op.sources.add(fetch("bank " + of, index));
          }
          bank = false;
        }
      }
    }
    values
        .code
        .get(index)
        .guard()
        .ifPresent(g -> {
          if (values.of(values.number(g.predicate())) instanceof Value.Register(int number)) {
            op.sources.add(need(number));
          }
        });
    operations.get(index).add(op);
    return op;
  }

  /// The same with the instruction's results.
  Op result(int index, String name, Value... sources) {
    var op = add(index, name, sources);
    for (int register : values.liveness.writes(index)) {
      op.results.add(register);
    }
    return op;
  }

  int need(int register) {
    needed[register] = true;
    return register;
  }

  /// A register that no text names.
  int fresh() {
    return names++;
  }

  /// A register that holds something for the whole kernel.
  int fetch(String what, int index) {
    firstUse.merge(what, index, Math::min);
    return temporaries.computeIfAbsent(what, _ -> names++);
  }

  /// The result needs no operation: it is where the source is.
  void alias(int index, Value source) {
    for (int register : values.liveness.writes(index)) {
      switch (source) {
        case Value.Register(int number) -> {
          aliases.put(register, need(number));
        }
        case Value.Special(var of) -> aliases.put(register, fetch("special " + of, index));
        case Value.Constant _, Value.Bank _ -> {}
      }
    }
  }

  Value value(Instruction instruction, int operand) {
    return values.of(instruction.operands().get(operand));
  }

  /// The instruction that makes a value, where it is one that may be taken into another: unguarded,
  /// of an opcode.
  java.util.Optional<Instruction> maker(Value value, String... opcodes) {
    if (value instanceof Value.Register(int number) && values.maker(number) >= 0) {
      var instruction = values.code.get(values.maker(number));
      if (List.of(opcodes).contains(instruction.opcode())) {
        return java.util.Optional.of(instruction);
      }
    }
    return java.util.Optional.empty();
  }

  /// Whether nobody else reads it.
  boolean once(Value value) {
    return value instanceof Value.Register(int number) && uses[number] == 1;
  }

  static boolean whole(Instruction instruction, int bits) {
    var type = instruction.type();
    return !type.isFloat() && type != Type.PRED && type.bits() == bits;
  }

  static Set<String> set(String... names) {
    return new HashSet<>(List.of(names));
  }

  static boolean register(Operand operand) {
    return operand instanceof Operand.Register;
  }
}
