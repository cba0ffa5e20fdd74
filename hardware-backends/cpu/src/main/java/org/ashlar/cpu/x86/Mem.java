package org.ashlar.cpu.x86;

import java.util.Optional;

/// A place in memory: `base + index · scale + displacement`, or a place beside the code.
///
/// The index is a general register, or a vector of them for gathers and scatters.
public final class Mem implements Operand {
  private static final int NONE = -1;

  final int base;
  final int index;

  /// Bytes of the vector of indices; 0: the index is a general register.
  final int indexBytes;

  final int scale;
  final int displacement;
  final boolean broadcast;
  final Optional<Label> label;

  private Mem(
      int base,
      int index,
      int indexBytes,
      int scale,
      long displacement,
      boolean broadcast,
      Optional<Label> label) {
    this.base = base;
    this.index = index;
    this.indexBytes = indexBytes;
    this.scale = scale;
    this.broadcast = broadcast;
    this.label = label;
    if (displacement != (int) displacement) {
      throw new IllegalArgumentException("address: a displacement has 32 bits: " + displacement);
    }
    this.displacement = (int) displacement;
    if (scale != 1 && scale != 2 && scale != 4 && scale != 8) {
      throw new IllegalArgumentException("address: the scale is 1, 2, 4 or 8: " + scale);
    }
  }

  private static int base(Gpr base) {
    if (base.bits() != 64) {
      throw new IllegalArgumentException("address: the base has 64 bits: " + base);
    }
    return base.number();
  }

  private static int index(Gpr index) {
    if (index.bits() != 64 || index.number() == 4) {
      throw new IllegalArgumentException("address: the index has 64 bits and is not rsp: " + index);
    }
    return index.number();
  }

  public static Mem at(Gpr base) {
    return at(base, 0);
  }

  public static Mem at(Gpr base, long displacement) {
    return new Mem(base(base), NONE, 0, 1, displacement, false, Optional.empty());
  }

  public static Mem at(Gpr base, Gpr index, int scale, long displacement) {
    return new Mem(base(base), index(index), 0, scale, displacement, false, Optional.empty());
  }

  /// One place a lane: for gathers and scatters.
  public static Mem at(Gpr base, Vec index, int scale, long displacement) {
    return new Mem(
        base(base), index.number(), index.bytes(), scale, displacement, false, Optional.empty());
  }

  /// `index · scale + displacement` without a base.
  public static Mem scaled(Gpr index, int scale, long displacement) {
    return new Mem(NONE, index(index), 0, scale, displacement, false, Optional.empty());
  }

  /// Relative to the code: a constant, say.
  public static Mem at(Label label) {
    return new Mem(NONE, NONE, 0, 1, 0, false, Optional.of(label));
  }

  /// The same address, further on.
  public Mem plus(long bytes) {
    return new Mem(base, index, indexBytes, scale, displacement + bytes, broadcast, label);
  }

  /// One element at this place, given to every lane (AVX-512).
  public Mem broadcast() {
    return new Mem(base, index, indexBytes, scale, displacement, true, label);
  }

  /// As a target: only lanes of the mask are written.
  public Masked under(Mask mask) {
    return new Masked(this, mask, false);
  }

  boolean hasBase() {
    return base != NONE;
  }

  boolean hasIndex() {
    return index != NONE;
  }

  boolean byVector() {
    return indexBytes > 0;
  }

  @Override
  public int shape() {
    if (broadcast) {
      return 11;
    }
    return byVector() ? 11 + indexBytes / 16 + (index > 15 ? 4 : 0) : 10;
  }

  @Override
  public String toString() {
    var text = new StringBuilder("[");
    label.ifPresent(text::append);
    if (hasBase()) {
      text.append(new Gpr(base, 64));
    }
    if (hasIndex()) {
      text.append(hasBase() ? "+" : "");
      text.append(byVector() ? new Vec(index, indexBytes) : new Gpr(index, 64));
      text.append('*').append(scale);
    }
    if (displacement != 0 || text.length() == 1) {
      text.append(displacement < 0 ? "-0x" : text.length() == 1 ? "0x" : "+0x");
      text.append(Long.toHexString(Math.abs((long) displacement)));
    }
    return text.append(broadcast ? "]{1to*}" : "]").toString();
  }
}
