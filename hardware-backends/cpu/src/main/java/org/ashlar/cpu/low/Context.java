package org.ashlar.cpu.low;

/// The block of words that a function is given: where it finds its data and leaves its faults.
/// Offsets in bytes.
public final class Context {
  /// The address of the word that is not 0 when the run was stopped.
  public static final int STOP = 0;

  /// The number of a fault, plus 1; 0: none. Then the place, and the size that it left.
  public static final int FAULT = 8;

  public static final int PLACE = 16;
  public static final int SIZE = 24;

  /// The iterations of a parallel loop that this call does.
  public static final int BEGIN = 32;

  public static final int END = 40;

  /// The address of memory that the function may use while it runs, aligned to 64 bytes.
  public static final int SCRATCH = 48;

  /// 64 bytes that may be read in place of what must not be read.
  public static final int SAFE = 64;

  /// The first word of the kernel's own: addresses, sizes and indices.
  public static final int WORDS = 128;

  private Context() {}
}
