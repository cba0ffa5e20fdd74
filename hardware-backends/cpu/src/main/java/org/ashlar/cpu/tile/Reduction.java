package org.ashlar.cpu.tile;

/// A loop over which tile products are summed.
///
/// @param extent how often
/// @param aStep bytes from one place of the left operand to the next
/// @param bStep bytes from one place of the packed operand to the next
public record Reduction(long extent, long aStep, long bStep) {
  public Reduction {
    if (extent < 1) {
      throw new IllegalArgumentException("reduction: at least one step: " + extent);
    }
  }
}
