package org.ashlar.cpu.low;

/// How one number lies in memory, where that differs from its lane.
public enum Storage {
  S8(1),
  U8(1),
  S16(2),
  U16(2),
  F16(2),
  WORD(4),
  LONG(8);

  private final int bytes;

  Storage(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }
}
