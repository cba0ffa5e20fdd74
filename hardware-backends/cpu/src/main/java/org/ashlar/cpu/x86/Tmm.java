package org.ashlar.cpu.x86;

/// A tile register of the matrix unit (AMX): up to 16 rows of 64 bytes.
public record Tmm(int number) implements Operand {
  public Tmm {
    if (number < 0 || number > 7) {
      throw new IllegalArgumentException("tile register: 0 to 7: " + number);
    }
  }

  @Override
  public int shape() {
    return 52;
  }

  @Override
  public String toString() {
    return "tmm" + number;
  }
}
