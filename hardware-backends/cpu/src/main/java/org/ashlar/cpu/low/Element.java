package org.ashlar.cpu.low;

/// What one lane of a vector register is.
public enum Element {
  I32(4),
  I64(8),
  F32(4),
  F64(8);

  private final int bytes;

  Element(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  /// Whole numbers of the same width.
  public Element whole() {
    return bytes == 4 ? I32 : I64;
  }
}
