package org.ashlar.cpu.tile;

/// The numbers that a product multiplies. Sums are f32 for floats and i32 for integers.
///
/// One lane takes `group` neighbours along the depth at once, so the packed operand keeps them side by
/// side: `b[depth / group][columns][group]`, the last group filled with zeros.
public enum Factor {
  F32(4, 1),
  /// Pairs, by `vdpbf16ps` (AVX512-BF16) or AMX. Denormals count as zero. Without AMX it saves memory,
  /// not time: on Sapphire Rapids `vdpbf16ps` does half the operations that f32 does.
  BF16(2, 2),
  /// Unsigned by signed bytes, by `vpdpbusd` (AVX512-VNNI, AVX-VNNI) or AMX. Exact.
  U8S8(1, 4),
  /// Unsigned by signed bytes widened to 16 bits, by `vpmaddwd` (AVX2). Exact.
  U8S8_WIDENED(1, 2),
  /// Signed by signed bytes widened to 16 bits, by `vpmaddwd` (AVX2). Exact.
  S8S8_WIDENED(1, 2);

  private final int bytes;
  private final int group;

  Factor(int bytes, int group) {
    this.bytes = bytes;
    this.group = group;
  }

  /// Bytes of a number.
  public int bytes() {
    return bytes;
  }

  /// How many numbers along the depth a lane takes at once.
  public int group() {
    return group;
  }

  /// Bytes that one lane of an accumulator takes of the packed operand.
  int laneBytes() {
    return bytes * group;
  }
}
