package org.ashlar.cpu.low;

/// A place in memory: `base + index · scale + displacement`. The index is a whole number, or a
/// vector of them, one a lane.
public record Place(Register base, Register index, int scale, long displacement) {
  public static final Place NONE = new Place(Register.NONE, Register.NONE, 1, 0);

  public static Place at(Register base, long displacement) {
    return new Place(base, Register.NONE, 1, displacement);
  }

  public Place plus(long bytes) {
    return new Place(base, index, scale, displacement + bytes);
  }

  @Override
  public String toString() {
    return "[" + base + (index.isNone() ? "" : " + " + index + "*" + scale) + " + " + displacement + "]";
  }
}
