package org.ashlar.ir.kernel;

import java.util.Locale;

/// How the iterations of a loop run. Every kind means what SERIAL means. UNROLLED keeps the order
/// too, and needs a constant extent; the others assert that iterations may run at once, and {@link
/// Check} proves it.
public enum Run {
  SERIAL,
  UNROLLED,
  VECTOR,
  CORES,
  BLOCKS,
  THREADS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
