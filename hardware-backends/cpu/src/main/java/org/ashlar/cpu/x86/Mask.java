package org.ashlar.cpu.x86;

/// A mask register, one bit a lane. `k0` cannot guard an instruction: its number means "all lanes".
public record Mask(int number) implements Operand {
  public static final Mask K0 = new Mask(0);
  public static final Mask K1 = new Mask(1);
  public static final Mask K2 = new Mask(2);
  public static final Mask K3 = new Mask(3);
  public static final Mask K4 = new Mask(4);
  public static final Mask K5 = new Mask(5);
  public static final Mask K6 = new Mask(6);
  public static final Mask K7 = new Mask(7);

  public Mask {
    if (number < 0 || number > 7) {
      throw new IllegalArgumentException("mask register: 0 to 7: " + number);
    }
  }

  @Override
  public int shape() {
    return 51;
  }

  @Override
  public String toString() {
    return "k" + number;
  }
}
