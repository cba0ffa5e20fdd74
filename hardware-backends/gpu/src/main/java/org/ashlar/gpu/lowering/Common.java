package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ashlar.ptx.ControlFlow;
import org.ashlar.ptx.Instruction;

/// Finds instructions that compute again what is there: the same operation on the same values,
/// which dominates.
final class Common {
  private static final Set<String> PURE =
      Set.of(
          "add", "sub", "mul", "mad", "fma", "and", "or", "xor", "not", "shl", "shr", "cvt", "setp",
          "selp", "neg", "abs", "min", "max", "lop3", "prmt", "shf", "bfe", "bfi", "popc", "clz",
          "brev", "bfind", "div", "rem", "rcp", "sqrt", "rsqrt", "ex2", "lg2", "sin", "cos", "tanh",
          "mov");

  private final Values values;
  private final ControlFlow flow;
  private final Map<String, List<Integer>> found = new HashMap<>();

  Common(Values values, ControlFlow flow) {
    this.values = values;
    this.flow = flow;
  }

  void find() {
    for (int i = 0; i < values.code.size(); i++) {
      var instruction = values.code.get(i);
      var writes = values.liveness.writes(i);
      if (writes.length != 1
          || values.maker(writes[0]) != i
          || !PURE.contains(instruction.opcode())
          || instruction.suffixes().contains("cc")) {
        continue;
      }
      if (!values.of(writes[0]).equals(new Value.Register(writes[0]))) {
        continue;
      }
      var operands = new ArrayList<String>();
      for (int j = 1; j < instruction.operands().size(); j++) {
        operands.add(
            instruction.operands().get(j) instanceof org.ashlar.ptx.Operand.Vector(var elements)
                ? elements.stream().map(values::of).toList().toString()
                : (instruction.operands().get(j) instanceof org.ashlar.ptx.Operand.Not ? "!" : "")
                    + values.of(instruction.operands().get(j)));
      }
      var known = found.computeIfAbsent(instruction.spelling() + operands, _ -> new ArrayList<>());
      int at = i;
      var before = known.stream().filter(k -> stands(k, at, instruction)).findFirst();
      if (before.isPresent()) {
        values.same(writes[0], new Value.Register(values.liveness.writes(before.get())[0]));
      } else {
        known.add(i);
      }
    }
  }

  /// Whether the earlier one is always computed before, and what it read is what the later one
  /// would read.
  private boolean stands(int before, int at, Instruction instruction) {
    int from = flow.blockOf(before);
    int to = flow.blockOf(at);
    if (from != to && !flow.dominates(from, to)) {
      return false;
    }
    for (int register : values.reads(instruction)) {
      for (int writer : values.writers.get(register)) {
        boolean between = writer > before && writer < at;
        int block = flow.blockOf(writer);
        boolean around =
            flow.loops().stream()
                .anyMatch(l ->
                    l.blocks().contains(to)
                        && l.blocks().contains(block)
                        && !l.blocks().contains(from));
        if (between || around) {
          return false;
        }
      }
    }
    return true;
  }
}
