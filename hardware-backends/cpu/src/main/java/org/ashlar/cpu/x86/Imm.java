package org.ashlar.cpu.x86;

/// A number inside an instruction.
public record Imm(long value) implements Operand {
  @Override
  public String toString() {
    return value < 0 && value != Long.MIN_VALUE
        ? "-0x" + Long.toHexString(-value)
        : "0x" + Long.toHexString(value);
  }
}
