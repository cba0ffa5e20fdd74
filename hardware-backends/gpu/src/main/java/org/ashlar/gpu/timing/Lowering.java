package org.ashlar.gpu.timing;

import org.ashlar.ptx.Entry;

/// Makes machine-like code of PTX.
@FunctionalInterface
public interface Lowering {
  MachineCode lower(Entry entry);
}
