package org.ashlar.cpu.machine;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The processor as it tells of itself, and what may be generated for it.
///
/// The property `ashlar.cpu.isa` (`portable`, `avx2`, `avx512`, `amx`) is an upper bound.
///
/// @param brand the name that it gives itself
/// @param isa the best level that processor, operating system and property allow
/// @param reason why it is not the best level there is, one sentence; empty where it is
/// @param firstCache bytes of the first data cache of a core; 0: unknown
/// @param secondCache bytes of the second cache; 0: unknown
/// @param lastCache bytes of the third cache, shared by cores; 0: none
public record Processor(
    String vendor,
    String brand,
    int family,
    int model,
    Set<Feature> features,
    Isa isa,
    String reason,
    long firstCache,
    long secondCache,
    long lastCache) {
  public static final String PROPERTY = "ashlar.cpu.isa";

  private static final Set<Feature> AVX2 =
      EnumSet.of(
          Feature.FMA,
          Feature.OSXSAVE,
          Feature.AVX,
          Feature.F16C,
          Feature.POPCNT,
          Feature.BMI1,
          Feature.AVX2,
          Feature.BMI2,
          Feature.LZCNT);
  private static final Set<Feature> AVX512 =
      EnumSet.of(
          Feature.AVX512F, Feature.AVX512DQ, Feature.AVX512CD, Feature.AVX512BW, Feature.AVX512VL);
  private static final Set<Feature> AMX =
      EnumSet.of(Feature.AMXTILE, Feature.AMXBF16, Feature.AMXINT8);
  private static final int YMM = 0x6;
  private static final int ZMM = 0xe6;
  private static final int TILES = 3 << 17;

  public Processor {
    features = Set.copyOf(features);
  }

  public boolean has(Feature feature) {
    return features.contains(feature);
  }

  /// A number below 2^48 that processors share for which measuring may be expected to come to the
  /// same: of the same name, instructions, level and caches.
  public long likeness() {
    var text =
        List.of(vendor, brand, family, model, new TreeSet<>(features), isa, firstCache, secondCache)
            .toString();
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return (hash ^ hash >>> 48) & 0xffff_ffff_ffffL;
  }

  /// Asks this machine. Where machine code cannot run, the level is [Isa#PORTABLE] and the reason
  /// says why.
  public static Processor here() {
    var asked = System.getProperty(PROPERTY, "");
    if (asked.equals("portable") || asked.equals("plain")) {
      return portable(PROPERTY + "=" + asked);
    }
    try {
      var linux = new Linux();
      return read(new Cpuid(linux), linux, bound(asked));
    } catch (MachineCodeRefused e) {
      return portable(e.why());
    }
  }

  private static Processor portable(String reason) {
    return new Processor("", "", 0, 0, Set.of(), Isa.PORTABLE, reason, 0, 0, 0);
  }

  private static Isa bound(String asked) {
    if (asked.isEmpty()) {
      return Isa.AMX;
    }
    try {
      return Isa.valueOf(asked.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException _) {
      throw new IllegalArgumentException(PROPERTY + ": portable, avx2, avx512 or amx: " + asked);
    }
  }

  private static Processor read(Cpuid cpuid, Linux linux, Isa bound) {
    var features = EnumSet.noneOf(Feature.class);
    for (var feature : Feature.values()) {
      if (cpuid.bit(feature)) {
        features.add(feature);
      }
    }
    long kept = features.contains(Feature.OSXSAVE) ? cpuid.keptBySystem() : 0;
    var isa = Isa.PORTABLE;
    var reason = "";
    if (!features.containsAll(AVX2) || (kept & YMM) != YMM) {
      reason = "this processor or its operating system has no AVX2 with FMA";
    } else if (bound == Isa.AVX2) {
      isa = Isa.AVX2;
      reason = PROPERTY + "=avx2";
    } else if (!features.containsAll(AVX512) || (kept & ZMM) != ZMM) {
      isa = Isa.AVX2;
      reason = "this processor or its operating system has no AVX-512 (F, BW, CD, DQ, VL)";
    } else if (bound == Isa.AVX512) {
      isa = Isa.AVX512;
      reason = PROPERTY + "=avx512";
    } else if (!features.containsAll(AMX) || (kept & TILES) != TILES) {
      isa = Isa.AVX512;
      reason = "this processor or its operating system has no AMX (tile, bf16, int8)";
    } else if (!linux.permitsTiles()) {
      isa = Isa.AVX512;
      reason = "the operating system did not permit AMX to this process";
    } else {
      isa = Isa.AMX;
    }
    return new Processor(
        cpuid.vendor(),
        cpuid.brand(),
        cpuid.family(),
        cpuid.model(),
        features,
        isa,
        reason,
        cpuid.cache(1),
        cpuid.cache(2),
        cpuid.cache(3));
  }
}
