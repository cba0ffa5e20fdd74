package org.ashlar.cpu.x86;

import java.util.Arrays;

/// Bytes that grow.
final class Bytes {
  private byte[] held = new byte[1024];
  private int size;

  int size() {
    return size;
  }

  void put(int value) {
    if (size == held.length) {
      held = Arrays.copyOf(held, 2 * size);
    }
    held[size++] = (byte) value;
  }

  void put32(int value) {
    put(value);
    put(value >> 8);
    put(value >> 16);
    put(value >> 24);
  }

  void put64(long value) {
    put32((int) value);
    put32((int) (value >> 32));
  }

  void set32(int at, int value) {
    for (int i = 0; i < 4; i++) {
      held[at + i] = (byte) (value >> 8 * i);
    }
  }

  byte[] copy() {
    return Arrays.copyOf(held, size);
  }
}
