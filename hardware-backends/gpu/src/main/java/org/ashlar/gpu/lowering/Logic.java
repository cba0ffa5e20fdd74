package org.ashlar.gpu.lowering;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// Chooses operations for logic: three values at once, and predicates as part of comparisons.
final class Logic {
  private final Selector selector;

  Logic(Selector selector) {
    this.selector = selector;
  }

  private Value value(Instruction instruction, int operand) {
    return selector.value(instruction, operand);
  }

  void select(int index, Instruction instruction) {
    if (instruction.type() == Type.PRED) {
      predicate(index, instruction);
      return;
    }
    var leaves = leaves(instruction);
    for (int i = 0; i < (instruction.type().bits() == 64 ? 2 : 1); i++) {
      selector.result(index, "LOP3", leaves.toArray(Value[]::new));
    }
  }

  /// Up to three values that a tree of logic reads.
  List<Value> leaves(Instruction instruction) {
    var leaves = new ArrayList<Value>();
    for (int i = 1; i < instruction.operands().size(); i++) {
      leaves.add(value(instruction, i));
    }
    for (boolean grown = true; grown; ) {
      grown = false;
      for (int i = 0; i < leaves.size() && !grown; i++) {
        var leaf = leaves.get(i);
        var inner = selector.maker(leaf, "and", "or", "xor", "not");
        boolean fits =
            inner.isPresent()
                && inner.get().type() == instruction.type()
                && (selector.once(leaf) || inner.get().opcode().equals("not"))
                && leaves.size() + inner.get().operands().size() - 2 <= 3;
        if (fits) {
          var more = new ArrayList<Value>();
          for (int j = 1; j < inner.get().operands().size(); j++) {
            more.add(value(inner.get(), j));
          }
          int numbers =
              (int)
                  java.util.stream.Stream.concat(
                          leaves.stream().filter(l -> l != leaf), more.stream())
                      .filter(v -> Sums.numbers(v) > 0)
                      .count();
          if (numbers <= 1) {
            leaves.remove(i);
            leaves.addAll(more);
            grown = true;
          }
        }
      }
    }
    return leaves;
  }

  /// Logic of predicates is part of a comparison where one side is a comparison that only it reads.
  private void predicate(int index, Instruction instruction) {
    var a = value(instruction, 1);
    if (instruction.opcode().equals("not")) {
      selector.alias(index, a);
      return;
    }
    var b = value(instruction, 2);
    for (var pair : List.of(List.of(b, a), List.of(a, b))) {
      var comparison = selector.maker(pair.get(0), "setp");
      if (comparison.isPresent()
          && selector.once(pair.get(0))
          && comparison.get().operands().size() == 3) {
        selector.alias(index, pair.get(0));
        if (pair.get(1) instanceof Value.Register(int number)) {
          selector.need(number);
        }
        return;
      }
    }
    selector.result(index, "PLOP3", a, b);
  }
}
