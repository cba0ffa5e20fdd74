package org.ashlar.cpu.tile;

import org.ashlar.cpu.machine.Feature;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;

/// The numbers that a product multiplies. Sums are f32 for floats and i32 for integers.
///
/// One lane takes `group` neighbours along the depth at once, so the packed operand keeps them side
/// by side: `b[depth / group][columns][group]`, the last group filled with zeros.
public enum Factor {
  F32(4, 1),
  /// Pairs, by `vdpbf16ps` (AVX512-BF16) or AMX. Denormals count as zero. Without AMX it saves
  /// memory, not time: on Sapphire Rapids `vdpbf16ps` does half the operations that f32 does.
  BF16(2, 2),
  /// f32 by bf16 that is widened when it is read. Packed, two vectors of columns stand in one: the
  /// first in the high halves of its lanes, the second in the low ones, so each takes one
  /// instruction. Only tiles read it, with AVX-512.
  F32_BF16(2, 1),
  /// f32 by f16 that is widened when it is read. Only tiles read it, with AVX-512.
  F32_F16(2, 1),
  /// Unsigned by signed bytes, by `vpdpbusd` (AVX512-VNNI, AVX-VNNI) or AMX. Exact.
  U8S8(1, 4),
  /// Signed by signed bytes: as unsigned by signed ones with 128 added to the left ones, which a
  /// correction behind the packed operand takes away again; by AMX as they are. Exact.
  S8S8(1, 4),
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

  /// Whether a processor has the instructions, at a level that it has.
  public boolean runsOn(Processor processor, Isa isa) {
    if (!processor.isa().has(isa) || isa == Isa.PORTABLE) {
      return false;
    }
    boolean wide = isa.has(Isa.AVX512);
    return switch (this) {
      case F32, U8S8_WIDENED, S8S8_WIDENED -> true;
      case F32_BF16, F32_F16 -> false; // no whole product is written with them
      case BF16 -> wide && processor.has(Feature.AVX512BF16);
      case U8S8, S8S8 -> processor.has(wide ? Feature.AVX512VNNI : Feature.AVXVNNI);
    };
  }

  /// Whether sums are 32-bit integers, exact.
  public boolean isExact() {
    return this != F32 && this != BF16 && !isShort();
  }

  /// Whether the left number is f32 and the right one of 16 bits.
  public boolean isShort() {
    return this == F32_BF16 || this == F32_F16;
  }

  /// Whether left numbers are signed bytes that are read as unsigned ones, 128 more.
  boolean isShifted() {
    return this == S8S8;
  }

  /// Bytes that one lane of an accumulator takes of the packed operand.
  int laneBytes() {
    return bytes * group;
  }
}
