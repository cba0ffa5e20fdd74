package org.ashlar.cpu.x86;

/// A vector register at a width: `xmm`, `ymm` or `zmm`. Numbers from 16 on exist with AVX-512 only.
public record Vec(int number, int bytes) implements Operand {
  public Vec {
    if (number < 0 || number > 31) {
      throw new IllegalArgumentException("vector register: 0 to 31: " + number);
    }
    if (bytes != 16 && bytes != 32 && bytes != 64) {
      throw new IllegalArgumentException("vector register: 16, 32 or 64 bytes: " + bytes);
    }
  }

  public static Vec x(int number) {
    return new Vec(number, 16);
  }

  public static Vec y(int number) {
    return new Vec(number, 32);
  }

  public static Vec z(int number) {
    return new Vec(number, 64);
  }

  /// The same register, its low `bytes` only.
  public Vec as(int bytes) {
    return bytes == this.bytes ? this : new Vec(number, bytes);
  }

  /// As a target: lanes outside the mask keep their value.
  public Masked under(Mask mask) {
    return new Masked(this, mask, false);
  }

  /// As a target: lanes outside the mask become zero.
  public Masked zeroed(Mask mask) {
    return new Masked(this, mask, true);
  }

  @Override
  public int shape() {
    return bytes / 16 + (number > 15 ? 5 : 0);
  }

  @Override
  public String toString() {
    return (bytes == 16 ? "xmm" : bytes == 32 ? "ymm" : "zmm") + number;
  }
}
