package org.ashlar.gpu.emit;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The body of one entry while it is written: instructions, registers, labels.
final class Ptx {
  private final StringBuilder text = new StringBuilder();
  private final Map<Kind, Integer> registers = new EnumMap<>(Kind.class);
  private final List<String> variables = new ArrayList<>();
  private int labels;

  /// A register that nothing has been written to yet.
  Value register(Kind kind) {
    int number = registers.merge(kind, 1, Integer::sum) - 1;
    return new Value(kind, "%" + kind.prefix() + number);
  }

  String label() {
    return "$L" + labels++;
  }

  /// An instruction with its operands, the result first.
  void add(String opcode, Object... operands) {
    text.append("\t").append(opcode);
    for (int i = 0; i < operands.length; i++) {
      text.append(i == 0 ? " " : ", ").append(operands[i]);
    }
    text.append(";\n");
  }

  /// An instruction whose result is a fresh register.
  Value make(Kind kind, String opcode, Object... operands) {
    var result = register(kind);
    var all = new Object[operands.length + 1];
    all[0] = result;
    System.arraycopy(operands, 0, all, 1, operands.length);
    add(opcode, all);
    return result;
  }

  void move(Value to, Value from) {
    add("mov." + to.kind().type(), to, from);
  }

  void mark(String label) {
    text.append(label).append(":\n");
  }

  void jump(String label) {
    add("bra.uni", label);
  }

  /// Goes on at a label where a truth is as given.
  void jump(Value when, boolean truth, String label) {
    text.append("\t@").append(truth ? "" : "!").append(when).append(" bra ").append(label);
    text.append(";\n");
  }

  /// Does one instruction where a truth holds.
  void where(Value when, String opcode, Object... operands) {
    text.append("\t@").append(when).append(" ").append(opcode);
    for (int i = 0; i < operands.length; i++) {
      text.append(i == 0 ? " " : ", ").append(operands[i]);
    }
    text.append(";\n");
  }

  /// A loop that the assembler leaves as it is: what is worth unrolling was unrolled before.
  void loop(String label) {
    mark(label);
    text.append("\t.pragma \"nounroll\";\n");
  }

  /// A line of the program that the kernel came from, for people: `// for i < 8`.
  void note(String what) {
    text.append("\t// ").append(what.replace('\n', ' ')).append('\n');
  }

  /// Memory of the entry: `.shared .align 16 .b8 tile[1024]`.
  void declare(String variable) {
    variables.add(variable);
  }

  /// Everything between the braces.
  String body() {
    var all = new StringBuilder();
    registers.forEach((kind, number) ->
        all.append("\t.reg .%s %%%s<%d>;\n".formatted(kind.type(), kind.prefix(), number)));
    variables.forEach(v -> all.append('\t').append(v).append(";\n"));
    return all.append('\n').append(text).toString();
  }
}
