package org.ashlar.reference;

import java.lang.foreign.MemorySegment;

/// The state of one run of compiled code: the numbers of its names by slot, and its memories.
final class Frame {
  /// Indices, and locals that are no floats.
  final long[] whole;

  /// Locals that are floats.
  final double[] real;

  /// The magnitudes of float locals, where they are tracked.
  final double[] magnitudes;

  /// Whether a lazy local has its number.
  final boolean[] known;

  /// The memory of each buffer or operand.
  final MemorySegment[] memory;

  final Control control;

  /// The magnitude of the float computed last, where it is tracked.
  double magnitude;

  /// Whether a comparison since this was reset could have come out otherwise in another order of
  /// rounding.
  boolean near;

  /// What {@link #near} was when a truth was kept, by its slot.
  final boolean[] nears;

  /// Whether places out of range are clamped without a word: while a branch is computed that was
  /// not chosen.
  boolean muted;

  Frame(Slots slots, Control control) {
    whole = new long[slots.wholes()];
    real = new double[slots.reals()];
    magnitudes = new double[slots.reals()];
    nears = new boolean[slots.wholes()];
    known = new boolean[slots.flags()];
    memory = new MemorySegment[slots.memories()];
    java.util.Arrays.fill(memory, MemorySegment.NULL);
    this.control = control;
  }
}
