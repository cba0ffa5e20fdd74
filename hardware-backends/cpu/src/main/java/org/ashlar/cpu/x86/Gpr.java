package org.ashlar.cpu.x86;

import java.util.List;

/// A general register at a width of 8, 16, 32 or 64 bits. Writing 32 bits clears the upper half.
public record Gpr(int number, int bits) implements Operand {
  public static final Gpr RAX = new Gpr(0, 64);
  public static final Gpr RCX = new Gpr(1, 64);
  public static final Gpr RDX = new Gpr(2, 64);
  public static final Gpr RBX = new Gpr(3, 64);
  public static final Gpr RSP = new Gpr(4, 64);
  public static final Gpr RBP = new Gpr(5, 64);
  public static final Gpr RSI = new Gpr(6, 64);
  public static final Gpr RDI = new Gpr(7, 64);
  public static final Gpr R8 = new Gpr(8, 64);
  public static final Gpr R9 = new Gpr(9, 64);
  public static final Gpr R10 = new Gpr(10, 64);
  public static final Gpr R11 = new Gpr(11, 64);
  public static final Gpr R12 = new Gpr(12, 64);
  public static final Gpr R13 = new Gpr(13, 64);
  public static final Gpr R14 = new Gpr(14, 64);
  public static final Gpr R15 = new Gpr(15, 64);

  private static final List<String> NAMES = List.of("ax", "cx", "dx", "bx", "sp", "bp", "si", "di");

  public Gpr {
    if (number < 0 || number > 15) {
      throw new IllegalArgumentException("general register: 0 to 15: " + number);
    }
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64) {
      throw new IllegalArgumentException("general register: 8, 16, 32 or 64 bits: " + bits);
    }
  }

  /// The same register, its low `bits` only.
  public Gpr as(int bits) {
    return bits == this.bits ? this : new Gpr(number, bits);
  }

  /// Its low 32 bits.
  public Gpr low() {
    return as(32);
  }

  @Override
  public int shape() {
    return bits == 8 && number == 1 ? 20 : 20 + bits / 8;
  }

  @Override
  public String toString() {
    if (number >= 8) {
      return "r" + number + (bits == 64 ? "" : bits == 32 ? "d" : bits == 16 ? "w" : "b");
    }
    var name = NAMES.get(number);
    return switch (bits) {
      case 64 -> "r" + name;
      case 32 -> "e" + name;
      case 16 -> name;
      default -> number < 4 ? name.charAt(0) + "l" : name + "l";
    };
  }
}
