package org.ashlar.gpu.engine;

/// Where memory lies in the one address space of generic addresses.
///
/// Global (and constant) memory begins at [#GLOBAL]; a block's shared memory and a thread's local
/// memory are seen through windows of 4 GiB, and their own addresses count from zero.
public final class Windows {
  /// The first byte of device memory.
  public static final long GLOBAL = 0x7_0000_0000L;

  /// The first byte of a block's shared memory.
  public static final long SHARED = 0x1000_0000_0000L;

  /// The first byte of a thread's local memory.
  public static final long LOCAL = 0x2000_0000_0000L;

  private static final long SIZE = 1L << 32;

  private Windows() {}

  static boolean isShared(long address) {
    return address >= SHARED && address < SHARED + SIZE;
  }

  static boolean isLocal(long address) {
    return address >= LOCAL && address < LOCAL + SIZE;
  }
}
