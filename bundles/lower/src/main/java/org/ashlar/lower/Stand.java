package org.ashlar.lower;

import org.ashlar.ir.DType;
import org.ashlar.ir.Source;
import org.ashlar.ir.Value;

/// A value that is read, before it is known where it will lie.
record Stand(Value value) implements Source {
  @Override
  public String name() {
    return value.op().name();
  }

  @Override
  public DType dtype() {
    return value.tensor().dtype();
  }
}
