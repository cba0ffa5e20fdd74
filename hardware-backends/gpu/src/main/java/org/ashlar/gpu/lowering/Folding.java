package org.ashlar.gpu.lowering;

import java.util.Optional;
import org.ashlar.ptx.Instruction;
import org.ashlar.ptx.Type;

/// What instructions on numbers give, and those that change nothing.
final class Folding {
  private Folding() {}

  static Optional<Value> fold(Values values, Instruction instruction) {
    if (instruction.type().isFloat()
        || instruction.operands().size() != 3
        || instruction.has("hi")
        || instruction.has("wide")) {
      return Optional.empty();
    }
    var a = values.of(instruction.operands().get(1));
    var b = values.of(instruction.operands().get(2));
    if (a instanceof Value.Constant(long x) && b instanceof Value.Constant(long y)) {
      return numbers(instruction, x, y);
    }
    boolean predicate = instruction.type() == Type.PRED;
    return switch (instruction.opcode()) {
      case "and" ->
          predicate && a.is(1)
              ? Optional.of(b)
              : predicate && b.is(1)
                  ? Optional.of(a)
                  : a.is(0) || b.is(0) ? Optional.of(new Value.Constant(0)) : Optional.empty();
      case "or" -> a.is(0) ? Optional.of(b) : b.is(0) ? Optional.of(a) : Optional.empty();
      case "shl" -> b.is(0) ? Optional.of(a) : Optional.empty();
      case "mul" -> b.is(1) ? Optional.of(a) : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Value> numbers(Instruction instruction, long x, long y) {
    return switch (instruction.opcode()) {
      case "and" -> Optional.of(new Value.Constant(x & y));
      case "or" -> Optional.of(new Value.Constant(x | y));
      case "shl" -> Optional.of(new Value.Constant(y > 63 ? 0 : x << y));
      case "mul" -> Optional.of(new Value.Constant(x * y));
      case "setp" ->
          instruction.type().isSigned()
              ? instruction.suffixes().stream()
                  .findFirst()
                  .flatMap(c -> compare(c, Long.compare(x, y)))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static Optional<Value> compare(String how, int order) {
    return switch (how) {
      case "eq" -> truth(order == 0);
      case "ne" -> truth(order != 0);
      case "lt" -> truth(order < 0);
      case "le" -> truth(order <= 0);
      case "gt" -> truth(order > 0);
      case "ge" -> truth(order >= 0);
      default -> Optional.empty();
    };
  }

  private static Optional<Value> truth(boolean holds) {
    return Optional.of(new Value.Constant(holds ? 1 : 0));
  }
}
