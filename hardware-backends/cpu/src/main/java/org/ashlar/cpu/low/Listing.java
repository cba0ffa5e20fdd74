package org.ashlar.cpu.low;

import java.util.ArrayList;
import java.util.List;

/// A function: its instructions in order, and how many registers they use.
public final class Listing {
  private final List<Instruction> instructions = new ArrayList<>();
  private int registers;
  private int labels;

  public Register whole() {
    return Register.of(Register.Kind.WHOLE, registers++);
  }

  public Register vector() {
    return Register.of(Register.Kind.VECTOR, registers++);
  }

  public Register mask() {
    return Register.of(Register.Kind.MASK, registers++);
  }

  /// A label that an instruction of the function may be.
  public long label() {
    return labels++;
  }

  public List<Instruction> instructions() {
    return instructions;
  }

  int registers() {
    return registers;
  }

  int labels() {
    return labels;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    instructions.forEach(i -> text.append("  ").append(i).append('\n'));
    return text.toString();
  }
}
