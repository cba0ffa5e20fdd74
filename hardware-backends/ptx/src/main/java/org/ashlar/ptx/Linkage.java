package org.ashlar.ptx;

import java.util.Locale;

/// Who sees a name outside its module.
public enum Linkage {
  /// Nobody.
  LOCAL,
  VISIBLE,
  /// It is defined elsewhere; for shared memory, its size is given at launch.
  EXTERN,
  WEAK,
  COMMON;

  /// The directive with its dot and a space; empty for local.
  public String text() {
    return this == LOCAL ? "" : "." + name().toLowerCase(Locale.ROOT) + " ";
  }
}
