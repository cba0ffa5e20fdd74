package org.ashlar.operators.gather;

import org.ashlar.ir.DType;
import org.ashlar.ir.Op2;

/// How a scatter combines what it writes with what is there.
public enum Combine {
  /// Replaces it; of two writes to one place the later one stays.
  SET(Op2.SET),
  ADD(Op2.ADD),
  MUL(Op2.MUL),
  MIN(Op2.MIN),
  MAX(Op2.MAX);

  private final Op2 op;

  Combine(Op2 op) {
    this.op = op;
  }

  Op2 op() {
    return op;
  }

  /// Whether elements of the dtype can be combined.
  boolean takes(DType dtype) {
    return this == SET || dtype.isFloat() || dtype.isInteger();
  }
}
