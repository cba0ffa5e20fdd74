package org.ashlar.gpu.timing;

import org.ashlar.gpu.engine.Windows;

/// Where generic addresses point.
final class Spaces {
  private static final long WINDOW = 1L << 32;

  private Spaces() {}

  static boolean shared(long address) {
    return address >= Windows.SHARED && address < Windows.SHARED + WINDOW;
  }

  static boolean local(long address) {
    return address >= Windows.LOCAL && address < Windows.LOCAL + WINDOW;
  }
}
