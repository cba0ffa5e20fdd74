package org.ashlar.ir.kernel;

import java.util.Locale;

/// Where a buffer lies: device memory, memory shared by a block (GPU shared, NPU L1), memory of one
/// worker (CPU stack, NPU unified buffer), registers.
public enum Space {
  GLOBAL,
  SHARED,
  SCRATCH,
  REGISTERS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
