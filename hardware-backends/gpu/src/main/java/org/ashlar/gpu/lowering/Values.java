package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.ashlar.ptx.ControlFlow;
import org.ashlar.ptx.Entry;
import org.ashlar.ptx.Forms;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Liveness;
import org.ashlar.ptx.Operand;
import org.ashlar.ptx.Space;
import org.ashlar.ptx.Type;

/// What is known of the registers of an entry: who writes them, what they stand for, what divides
/// them.
final class Values {
  final Entry entry;
  final List<Instruction> code;
  final Liveness liveness;
  final List<List<Integer>> writers = new ArrayList<>();
  private final Map<String, Entry.Place> shared;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<Integer, Value> known = new HashMap<>();
  private final Set<Integer> coalesced = new HashSet<>();

  private final ControlFlow flow;

  Values(Entry entry, ControlFlow flow, Liveness liveness) {
    this.entry = entry;
    this.flow = flow;
    this.code = entry.instructions();
    this.liveness = liveness;
    this.shared = entry.place(Space.SHARED);
    liveness.registers().forEach(n -> numbers.put(n, numbers.size()));
    liveness.registers().forEach(_ -> writers.add(new ArrayList<>()));
    for (int i = 0; i < code.size(); i++) {
      for (int register : liveness.writes(i)) {
        writers.get(register).add(i);
      }
    }
    new Common(this, flow).find();
    for (int i = 0; i < code.size(); i++) {
      if (copies(i) && !interfere(i)) {
        coalesced.add(i);
      }
    }
  }

  int count() {
    return numbers.size();
  }

  Type type(int register) {
    return Objects.requireNonNull(entry.registers().get(liveness.registers().get(register)));
  }

  /// The only instruction that writes a register, whatever happens; -1 where there is none such.
  int maker(int register) {
    var all = writers.get(register);
    return all.size() == 1 && code.get(all.getFirst()).guard().isEmpty() ? all.getFirst() : -1;
  }

  int number(String register) {
    return Objects.requireNonNull(numbers.get(register));
  }

  /// Whether an instruction is a copy to a register of several writers that needs no operation.
  boolean coalesced(int instruction) {
    return coalesced.contains(instruction);
  }

  /// What an operand stands for.
  Value of(Operand operand) {
    return switch (operand) {
      case Operand.Register(var name) -> of(number(name));
      case Operand.Whole(long value) -> new Value.Constant(value);
      case Operand.Single(int bits) -> new Value.Constant(bits);
      case Operand.Double(long bits) -> new Value.Constant(bits);
      case Operand.Symbol(var name, long offset) ->
          shared.containsKey(name)
              ? new Value.Constant(shared.get(name).offset() + offset)
              : new Value.Bank(name + "+" + offset);
      case Operand.Special(var name) -> special(name);
      case Operand.Not(var inner) -> of(inner);
      default -> new Value.Constant(0);
    };
  }

  private static Value special(String name) {
    return name.startsWith("%ntid") || name.startsWith("%nctaid")
        ? new Value.Bank(name)
        : new Value.Special(name);
  }

  /// What a register stands for, copies seen through.
  Value of(int register) {
    var cached = known.get(register);
    if (cached != null) {
      return cached;
    }
    var value = find(register);
    known.put(register, value);
    return value;
  }

  /// What an operand stands for at an instruction: also the number that its block gave a register
  /// last.
  Value before(Operand operand, int index) {
    var value = of(operand);
    if (value instanceof Value.Register(int number) && maker(number) < 0) {
      var block = flow.blocks().get(flow.blockOf(index));
      var last =
          writers.get(number).stream()
              .filter(w -> w < index && w >= block.first())
              .max(Integer::compare);
      if (last.isPresent()
          && code.get(last.get()).opcode().equals("mov")
          && code.get(last.get()).guard().isEmpty()
          && of(code.get(last.get()).operands().get(1)) instanceof Value.Constant constant) {
        return constant;
      }
    }
    return value;
  }

  /// Says that a register holds what another value is.
  void same(int register, Value value) {
    known.put(register, value);
  }

  private Value find(int register) {
    int maker = maker(register);
    var own = new Value.Register(register);
    if (maker < 0) {
      return own;
    }
    var instruction = code.get(maker);
    return switch (instruction.opcode()) {
      case "mov", "cvta" ->
          instruction.operands().getFirst() instanceof Operand.Register
                  && !(instruction.operands().get(1) instanceof Operand.Vector)
              ? through(own, of(instruction.operands().get(1)))
              : own;
      case "cvt" -> free(instruction) ? through(own, of(instruction.operands().get(1))) : own;
      case "ld" ->
          instruction.space() == Space.PARAM
                  && instruction.operands().getFirst() instanceof Operand.Register
              ? new Value.Bank(instruction.operands().get(1).toString())
              : instruction.space() == Space.CONST
                      && instruction.operands().getFirst() instanceof Operand.Register
                      && instruction.operands().get(1)
                          instanceof Operand.Address(Operand.Symbol s, long o)
                      && instruction.type().bits() >= 32
                  ? new Value.Bank(s.name() + o)
                  : own;
      case "add" -> {
        // An address of shared memory that is known is a number.
        var type = instruction.type();
        if (type.isInteger() && !instruction.has("cc")) {
          var a = of(instruction.operands().get(1));
          var b = of(instruction.operands().get(2));
          if (a instanceof Value.Constant(long x) && b instanceof Value.Constant(long y)) {
            yield new Value.Constant(x + y);
          }
          if (a.is(0)) {
            yield through(own, b);
          }
          if (b.is(0)) {
            yield through(own, a);
          }
        }
        yield own;
      }
      case "shl", "mul", "setp", "and", "or" ->
          Folding.fold(this, instruction).map(v -> through(own, v)).orElse(own);
      default -> own;
    };
  }

  /// A copy of a register that is written again elsewhere is a value of its own.
  private Value through(Value own, Value source) {
    return source instanceof Value.Register(int number) && maker(number) < 0 ? own : source;
  }

  /// Whether a conversion leaves the bits as they are, or in the low half of what they were.
  private boolean free(Instruction instruction) {
    var types = instruction.types();
    var to = types.getFirst();
    var from = types.getLast();
    if (to.isFloat() || from.isFloat() || instruction.has("sat")) {
      return false;
    }
    if (to.bits() <= from.bits()) {
      return to.bits() >= 16;
    }
    return to.bits() <= 32 && extended(instruction.operands().get(1), from);
  }

  /// Whether a narrow value is known to fill its register: it was loaded so.
  private boolean extended(Operand operand, Type from) {
    if (of(operand) instanceof Value.Register(int number) && maker(number) >= 0) {
      var maker = code.get(maker(number));
      boolean loaded = maker.opcode().equals("ld") && maker.type().bits() <= from.bits();
      return loaded
          && (maker.type().isSigned() == from.isSigned()
              || maker.type().bits() < from.bits()
              || maker.type().kind() == Type.Kind.BITS);
    }
    return false;
  }

  private boolean copies(int index) {
    var instruction = code.get(index);
    return instruction.opcode().equals("mov")
        && instruction.operands().get(0) instanceof Operand.Register(var to)
        && instruction.operands().get(1) instanceof Operand.Register(var from)
        && before(instruction.operands().get(1), index) instanceof Value.Register
        && (maker(number(to)) < 0 || maker(number(from)) < 0);
  }

  /// Whether the two registers of a copy hold different values at one time.
  private boolean interfere(int index) {
    var instruction = code.get(index);
    int to = number(((Operand.Register) instruction.operands().get(0)).name());
    int from = number(((Operand.Register) instruction.operands().get(1)).name());
    return writers.get(to).stream().anyMatch(w -> w != index && liveness.after(w).get(from))
        || writers.get(from).stream().anyMatch(w -> w != index && liveness.after(w).get(to))
        || liveness.after(index).get(from);
  }

  /// How many bits at the low end of a value are known to be zero.
  int zeros(Value value, int depth) {
    return switch (value) {
      case Value.Constant(long bits) -> bits == 0 ? 32 : Long.numberOfTrailingZeros(bits);
      case Value.Bank _, Value.Special _ -> 0;
      case Value.Register(int number) ->
          maker(number) < 0 || depth > 8 ? 0 : zeros(code.get(maker(number)), depth);
    };
  }

  private int zeros(Instruction instruction, int depth) {
    var operands = instruction.operands();
    return switch (instruction.opcode()) {
      case "shl" ->
          of(operands.get(2)) instanceof Value.Constant(long by)
              ? (int) Math.min(32, by + zeros(of(operands.get(1)), depth + 1))
              : 0;
      case "add", "sub", "or", "xor", "selp" ->
          Math.min(zeros(of(operands.get(1)), depth + 1), zeros(of(operands.get(2)), depth + 1));
      case "mul" ->
          instruction.has("hi") || instruction.type().isFloat()
              ? 0
              : Math.min(
                  32,
                  zeros(of(operands.get(1)), depth + 1) + zeros(of(operands.get(2)), depth + 1));
      case "mad" ->
          instruction.has("hi") || instruction.type().isFloat()
              ? 0
              : Math.min(
                  Math.min(
                      32,
                      zeros(of(operands.get(1)), depth + 1)
                          + zeros(of(operands.get(2)), depth + 1)),
                  zeros(of(operands.get(3)), depth + 1));
      case "and" ->
          Math.max(zeros(of(operands.get(1)), depth + 1), zeros(of(operands.get(2)), depth + 1));
      case "cvt" -> zeros(of(operands.get(1)), depth + 1);
      default -> 0;
    };
  }

  /// The registers that an instruction reads, copies seen through; those that are part of the
  /// instruction left out.
  List<Integer> reads(Instruction instruction) {
    var list = new ArrayList<Integer>();
    for (var name : Forms.standard().form(instruction).reads(instruction)) {
      if (of(number(name)) instanceof Value.Register(int number)) {
        list.add(number);
      }
    }
    return list;
  }
}
