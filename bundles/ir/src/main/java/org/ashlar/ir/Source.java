package org.ashlar.ir;

/// Something whose elements an expression reads: an operand of a meaning, or a buffer of a kernel.
public interface Source {
  String name();

  DType dtype();
}
