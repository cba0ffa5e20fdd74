package org.ashlar.cpu.x86;

import java.util.Optional;

/// A place in memory: `base + index · scale + displacement`, or a place beside the code.
///
/// The index is a general register, or a vector of them for gathers and scatters.
public final class Mem implements Operand {
  private final Optional<Gpr> base;
  private final Optional<Operand> index;
  private final Optional<Label> label;
  private final int scale;
  private final int displacement;
  private final boolean broadcast;

  private Mem(
      Optional<Gpr> base,
      Optional<Operand> index,
      Optional<Label> label,
      int scale,
      long displacement,
      boolean broadcast) {
    this.base = base;
    this.index = index;
    this.label = label;
    this.scale = scale;
    this.broadcast = broadcast;
    if (displacement != (int) displacement) {
      throw new IllegalArgumentException("address: a displacement has 32 bits: " + displacement);
    }
    this.displacement = (int) displacement;
    if (Integer.bitCount(scale) != 1 || scale > 8 || scale < 1) {
      throw new IllegalArgumentException("address: the scale is 1, 2, 4 or 8: " + scale);
    }
    if (base.isPresent() && base.get().bits() != 64) {
      throw new IllegalArgumentException("address: the base has 64 bits: " + base.get());
    }
    if (index.isPresent() && index.get() instanceof Gpr gpr) {
      if (gpr.bits() != 64 || gpr.number() == 4) {
        throw new IllegalArgumentException("address: the index has 64 bits and is not rsp: " + gpr);
      }
    }
  }

  public static Mem at(Gpr base) {
    return at(base, 0);
  }

  public static Mem at(Gpr base, long displacement) {
    return new Mem(
        Optional.of(base), Optional.empty(), Optional.empty(), 1, displacement, false);
  }

  public static Mem at(Gpr base, Gpr index, int scale, long displacement) {
    return new Mem(
        Optional.of(base), Optional.of(index), Optional.empty(), scale, displacement, false);
  }

  /// One place a lane: for gathers and scatters.
  public static Mem at(Gpr base, Vec index, int scale, long displacement) {
    return new Mem(
        Optional.of(base), Optional.of(index), Optional.empty(), scale, displacement, false);
  }

  /// `index · scale + displacement` without a base.
  public static Mem scaled(Gpr index, int scale, long displacement) {
    return new Mem(
        Optional.empty(), Optional.of(index), Optional.empty(), scale, displacement, false);
  }

  /// Relative to the code: a constant, say.
  public static Mem at(Label label) {
    return new Mem(Optional.empty(), Optional.empty(), Optional.of(label), 1, 0, false);
  }

  /// The same address, further on.
  public Mem plus(long bytes) {
    return new Mem(base, index, label, scale, displacement + bytes, broadcast);
  }

  /// One element at this place, given to every lane (AVX-512).
  public Mem broadcast() {
    return new Mem(base, index, label, scale, displacement, true);
  }

  /// As a target: only lanes of the mask are written.
  public Masked under(Mask mask) {
    return new Masked(this, mask, false);
  }

  Optional<Gpr> base() {
    return base;
  }

  Optional<Operand> index() {
    return index;
  }

  Optional<Label> label() {
    return label;
  }

  int scale() {
    return scale;
  }

  int displacement() {
    return displacement;
  }

  boolean isBroadcast() {
    return broadcast;
  }

  @Override
  public String toString() {
    var text = new StringBuilder("[");
    label.ifPresent(l -> text.append(l));
    base.ifPresent(b -> text.append(b));
    index.ifPresent(i -> text.append(base.isPresent() ? "+" : "").append(i).append('*').append(scale));
    if (displacement != 0 || text.length() == 1) {
      text.append(displacement < 0 ? "-0x" : text.length() == 1 ? "0x" : "+0x");
      text.append(Long.toHexString(Math.abs((long) displacement)));
    }
    return text.append(broadcast ? "]{1to*}" : "]").toString();
  }
}
