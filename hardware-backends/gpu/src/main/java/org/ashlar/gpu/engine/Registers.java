package org.ashlar.gpu.engine;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Operand;

/// Which registers an instruction reads and writes.
final class Registers {
  private static final Set<String> SILENT =
      Set.of(
          "st",
          "red",
          "bra",
          "ret",
          "exit",
          "membar",
          "fence",
          "cp",
          "stmatrix",
          "prefetch",
          "prefetchu",
          "nanosleep",
          "trap",
          "brkpt",
          "call",
          "discard",
          "applypriority",
          "pmevent",
          "griddepcontrol");

  private Registers() {}

  /// Whether the first operand is a result.
  private static boolean results(Instruction i) {
    return switch (i.opcode()) {
      case "bar", "barrier" -> i.has("red");
      case "wmma" -> !i.has("store");
      default -> !SILENT.contains(i.opcode());
    };
  }

  static List<String> written(Instruction i) {
    var found = new LinkedHashSet<String>();
    if (results(i) && !i.operands().isEmpty()) {
      collect(i.operands().getFirst(), found);
    }
    return List.copyOf(found);
  }

  /// Also the guard. A result under a guard is not counted as read.
  static List<String> read(Instruction i) {
    var found = new LinkedHashSet<String>();
    i.guard().ifPresent(g -> found.add(g.predicate()));
    for (var operand :
        i.operands().subList(results(i) && !i.operands().isEmpty() ? 1 : 0, i.operands().size())) {
      collect(operand, found);
    }
    return List.copyOf(found);
  }

  private static void collect(Operand operand, Set<String> found) {
    switch (operand) {
      case Operand.Register(var name) -> found.add(name);
      case Operand.Address(var base, var offset) -> collect(base, found);
      case Operand.Vector(var elements) -> elements.forEach(e -> collect(e, found));
      case Operand.Arguments(var elements) -> elements.forEach(e -> collect(e, found));
      case Operand.Pair(var first, var second) -> {
        collect(first, found);
        collect(second, found);
      }
      case Operand.Not(var predicate) -> collect(predicate, found);
      default -> {}
    }
  }
}
