package org.ashlar.cpu.x86;

/// A number inside an instruction.
public record Imm(long value) implements Operand {
  @Override
  public int shape() {
    if (value == (byte) value) {
      return value < 0 ? 40 : 41;
    }
    if (value >>> 8 == 0) {
      return 42;
    }
    if (value == (int) value) {
      return value < 0 ? 43 : 44;
    }
    return value >>> 32 == 0 ? 45 : 46;
  }

  @Override
  public String toString() {
    return value < 0 && value != Long.MIN_VALUE
        ? "-0x" + Long.toHexString(-value)
        : "0x" + Long.toHexString(value);
  }
}
