package org.ashlar.cpu.machine;

/// Something that a processor may have, and the bit of CPUID that tells.
///
/// @see "Intel Software Developer's Manual, volume 2, CPUID"
public enum Feature {
  FMA(1, 0, 2, 12),
  OSXSAVE(1, 0, 2, 27),
  AVX(1, 0, 2, 28),
  F16C(1, 0, 2, 29),
  POPCNT(1, 0, 2, 23),
  BMI1(7, 0, 1, 3),
  AVX2(7, 0, 1, 5),
  BMI2(7, 0, 1, 8),
  AVX512F(7, 0, 1, 16),
  AVX512DQ(7, 0, 1, 17),
  AVX512IFMA(7, 0, 1, 21),
  AVX512CD(7, 0, 1, 28),
  AVX512BW(7, 0, 1, 30),
  AVX512VL(7, 0, 1, 31),
  AVX512VBMI(7, 0, 2, 1),
  AVX512VBMI2(7, 0, 2, 6),
  AVX512VNNI(7, 0, 2, 11),
  AVX512BITALG(7, 0, 2, 12),
  AVX512VPOPCNTDQ(7, 0, 2, 14),
  AMXBF16(7, 0, 3, 22),
  AVX512FP16(7, 0, 3, 23),
  AMXTILE(7, 0, 3, 24),
  AMXINT8(7, 0, 3, 25),
  AVXVNNI(7, 1, 0, 4),
  AVX512BF16(7, 1, 0, 5),
  AMXFP16(7, 1, 0, 21),
  LZCNT(0x80000001, 0, 2, 5),
  PREFETCHW(0x80000001, 0, 2, 8);

  final int leaf;
  final int subleaf;
  final int register;
  final int bit;

  /// @param register 0 eax, 1 ebx, 2 ecx, 3 edx
  Feature(int leaf, int subleaf, int register, int bit) {
    this.leaf = leaf;
    this.subleaf = subleaf;
    this.register = register;
    this.bit = bit;
  }
}
