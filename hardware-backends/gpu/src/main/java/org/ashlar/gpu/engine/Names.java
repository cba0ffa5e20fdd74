package org.ashlar.gpu.engine;

import java.util.HashSet;
import java.util.Set;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;

/// Names of variables that an instruction mentions.
final class Names {
  private Names() {}

  static Set<String> of(Instruction instruction) {
    var found = new HashSet<String>();
    instruction.operands().forEach(o -> collect(o, found));
    return found;
  }

  private static void collect(Operand operand, Set<String> found) {
    switch (operand) {
      case Operand.Symbol(var name, var offset) -> found.add(name);
      case Operand.Generic(var name) -> found.add(name);
      case Operand.Address(var base, var offset) -> collect(base, found);
      case Operand.Vector(var elements) -> elements.forEach(e -> collect(e, found));
      default -> {}
    }
  }
}
