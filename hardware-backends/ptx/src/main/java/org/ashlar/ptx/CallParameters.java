package org.ashlar.ptx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Turns the parameters of inlined calls into registers, one for each value that is stored and
/// read.
///
/// A parameter whose address is taken, or whose bytes are read in other pieces than they are
/// written, becomes a local variable. A register parameter that is passed changes with what the
/// function does to it: functions do not write theirs.
final class CallParameters {
  private final Entry entry;
  private final Map<String, Type> registers;
  private final List<Variable> variables = new ArrayList<>();
  private final Set<String> parameters = new HashSet<>();
  private final Set<String> memory = new HashSet<>();
  private final Map<String, Map<Long, Integer>> pieces = new HashMap<>();

  CallParameters(Entry entry) {
    this.entry = entry;
    this.registers = new LinkedHashMap<>(entry.registers());
    entry.variables().stream()
        .filter(v -> v.space() == Space.PARAM)
        .forEach(v -> parameters.add(v.name()));
  }

  Entry entry() {
    for (var instruction : entry.instructions()) {
      note(instruction);
    }
    for (var variable : entry.variables()) {
      if (variable.space() != Space.PARAM) {
        variables.add(variable);
      } else if (memory.contains(variable.name())) {
        variables.add(named(variable, variable.name(), Space.LOCAL));
      }
    }
    var labels = new LinkedHashMap<String, Integer>();
    var nounroll = new HashSet<Integer>();
    var instructions = new ArrayList<Instruction>();
    var index = new int[entry.instructions().size() + 1];
    for (int i = 0; i < entry.instructions().size(); i++) {
      index[i] = instructions.size();
      instructions.addAll(rewrite(entry.instructions().get(i)));
    }
    index[entry.instructions().size()] = instructions.size();
    entry.labels().forEach((label, at) -> labels.put(label, index[at]));
    entry.nounroll().forEach(at -> nounroll.add(index[at]));
    return new Entry(
        entry.module(),
        entry.name(),
        entry.parameters(),
        entry.directives(),
        registers,
        variables,
        instructions,
        labels,
        nounroll);
  }

  /// The same variable under another name and in another space.
  static Variable named(Variable v, String name, Space space) {
    return new Variable(
        v.linkage(),
        space,
        v.align(),
        v.vector(),
        v.type(),
        name,
        v.sizes(),
        v.initial(),
        v.pointer(),
        v.position());
  }

  private Optional<String> parameter(Instruction instruction) {
    return instruction.operands().stream()
        .flatMap(o ->
            o instanceof Operand.Address(Operand.Symbol(var name, _), _)
                    && parameters.contains(name)
                ? java.util.stream.Stream.of(name)
                : java.util.stream.Stream.of())
        .findFirst();
  }

  private void note(Instruction instruction) {
    for (var operand : instruction.operands()) {
      if (operand instanceof Operand.Symbol(var name, _) && parameters.contains(name)) {
        memory.add(name);
      }
      if (operand instanceof Operand.Address(Operand.Symbol(var name, _), long offset)
          && parameters.contains(name)) {
        int bits = instruction.type().bits();
        for (int lane = 0; lane < instruction.lanes(); lane++) {
          var known =
              pieces
                  .computeIfAbsent(name, _ -> new HashMap<>())
                  .putIfAbsent(offset + lane * bits / 8, bits);
          if (known != null && known != bits) {
            memory.add(name);
          }
        }
      }
    }
    parameter(instruction).filter(this::overlaps).ifPresent(memory::add);
  }

  private boolean overlaps(String name) {
    var of = Objects.requireNonNull(pieces.get(name));
    return of.entrySet().stream()
        .anyMatch(a ->
            of.keySet().stream()
                .anyMatch(b -> b > a.getKey() && b < a.getKey() + a.getValue() / 8));
  }

  private List<Instruction> rewrite(Instruction instruction) {
    var name = parameter(instruction);
    if (name.isEmpty()) {
      return List.of(instruction);
    }
    if (memory.contains(name.get())) {
      var suffixes =
          instruction.suffixes().stream().map(s -> s.startsWith("param") ? "local" : s).toList();
      return List.of(
          new Instruction(
              instruction.guard(),
              instruction.opcode(),
              suffixes,
              instruction.operands(),
              instruction.position(),
              instruction.source()));
    }
    boolean store = instruction.opcode().equals("st");
    var address = (Operand.Address) instruction.operands().get(store ? 0 : 1);
    var value = instruction.operands().get(store ? 1 : 0);
    var values = value instanceof Operand.Vector(var elements) ? elements : List.of(value);
    int bits = instruction.type().bits();
    var moves = new ArrayList<Instruction>();
    for (int lane = 0; lane < values.size(); lane++) {
      var piece = piece(name.get(), address.offset() + lane * bits / 8, bits);
      var operands = store ? List.of(piece, values.get(lane)) : List.of(values.get(lane), piece);
      var type = Type.of("b" + Math.max(16, bits)).orElseThrow();
      moves.add(
          new Instruction(
              instruction.guard(),
              "mov",
              List.of(type.text()),
              operands,
              instruction.position(),
              instruction.source()));
    }
    return moves;
  }

  private Operand piece(String name, long offset, int bits) {
    var register = "%" + name + "$" + offset;
    registers.putIfAbsent(register, Type.of("b" + Math.max(16, bits)).orElseThrow());
    return new Operand.Register(register);
  }
}
