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

  // written out: the virtual machine's own way keeps classes of a bundle that has gone

  @Override
  public boolean equals(Object other) {
    return other instanceof Place p
        && base == p.base
        && index == p.index
        && scale == p.scale
        && displacement == p.displacement;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * (31 * base.hashCode() + index.hashCode()) + scale)
        + Long.hashCode(displacement);
  }

  @Override
  public String toString() {
    return "["
        + base
        + (index.isNone() ? "" : " + " + index + "*" + scale)
        + " + "
        + displacement
        + "]";
  }
}
