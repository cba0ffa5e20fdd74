package org.ashlar.ptx;

import java.util.Set;

/// The registers that the machine fills: which names they have and how wide they are.
public final class SpecialRegisters {
  private static final Set<String> VECTORS = Set.of("%tid", "%ntid", "%ctaid", "%nctaid");
  private static final Set<String> NARROW =
      Set.of(
          "%laneid",
          "%warpid",
          "%nwarpid",
          "%smid",
          "%nsmid",
          "%clock",
          "%clock_hi",
          "%globaltimer_lo",
          "%globaltimer_hi",
          "%lanemask_eq",
          "%lanemask_lt",
          "%lanemask_le",
          "%lanemask_gt",
          "%lanemask_ge",
          "%dynamic_smem_size",
          "%total_smem_size");
  private static final Set<String> WIDE = Set.of("%clock64", "%globaltimer", "%gridid");

  private SpecialRegisters() {}

  /// Whether `.x`, `.y` or `.z` follows the name.
  public static boolean isVector(String name) {
    return VECTORS.contains(name);
  }

  /// Whether the machine fills it; with `.x` for those of three elements.
  public static boolean isSpecial(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? NARROW.contains(name) || WIDE.contains(name)
        : isVector(name.substring(0, dot))
            && Set.of("x", "y", "z").contains(name.substring(dot + 1));
  }

  /// Its bits: 32 or 64.
  public static int bits(String name) {
    return WIDE.contains(name) ? 64 : 32;
  }

  /// Whether all lanes of a warp read the same.
  public static boolean isUniform(String name) {
    return !name.startsWith("%tid") && !name.equals("%laneid") && !name.startsWith("%lanemask");
  }
}
