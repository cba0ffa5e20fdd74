package org.ashlar.ptx;

import java.util.Locale;
import java.util.Optional;

/// A state space: where a variable lives, or what an address points into.
public enum Space {
  REG,
  PARAM,
  GLOBAL,
  SHARED,
  LOCAL,
  CONST,
  /// What an address without a space points into: global, shared or local memory.
  GENERIC;

  /// The space of a suffix without its dot; `shared::cta` is shared, `param::entry` a parameter.
  /// Generic has no name.
  public static Optional<Space> of(String name) {
    return switch (name) {
      case "reg" -> Optional.of(REG);
      case "param", "param::entry", "param::func" -> Optional.of(PARAM);
      case "global" -> Optional.of(GLOBAL);
      case "shared", "shared::cta" -> Optional.of(SHARED);
      case "local" -> Optional.of(LOCAL);
      case "const" -> Optional.of(CONST);
      default -> Optional.empty();
    };
  }

  /// The name as in the text, without its dot.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
