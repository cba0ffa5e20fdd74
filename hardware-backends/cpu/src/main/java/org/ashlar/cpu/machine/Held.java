package org.ashlar.cpu.machine;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Memory of somebody else that machine code works on: it cannot be closed while code is called
/// with it. For one thread at a time.
public final class Held {
  /// What one call can hold.
  private static final int MOST = 3;

  /// What holds nothing; nobody adds to it.
  public static final Held NOTHING = new Held();

  private final MemorySegment[] segments = new MemorySegment[MOST];
  private int count;

  public Held() {
    forget();
  }

  /// Whether it can hold one more.
  public boolean hasRoom() {
    return count < MOST;
  }

  /// One more, where there is room.
  public void add(MemorySegment segment) {
    segments[count++] = segment;
  }

  /// From now on: nothing.
  public void forget() {
    count = 0;
    Arrays.fill(segments, MemorySegment.NULL);
  }

  boolean isNothing() {
    return count == 0;
  }

  MemorySegment at(int place) {
    return segments[place];
  }
}
