package org.ashlar.cpu.machine;

/// A level of x86-64 that code is generated for. Each has all that the ones before it have.
public enum Isa {
  /// No machine code: classes of the virtual machine.
  PORTABLE(0, 0),
  /// AVX2, FMA, F16C, BMI: vectors of 32 bytes, 16 registers.
  AVX2(32, 16),
  /// AVX-512 F, BW, CD, DQ and VL: vectors of 64 bytes, 32 registers, masks.
  AVX512(64, 32),
  /// AVX-512 and the matrix unit for bf16 and 8-bit integers.
  AMX(64, 32);

  private final int bytes;
  private final int registers;

  Isa(int bytes, int registers) {
    this.bytes = bytes;
    this.registers = registers;
  }

  /// Bytes of a vector.
  public int bytes() {
    return bytes;
  }

  /// How many vector registers there are.
  public int registers() {
    return registers;
  }

  public boolean has(Isa other) {
    return ordinal() >= other.ordinal();
  }
}
