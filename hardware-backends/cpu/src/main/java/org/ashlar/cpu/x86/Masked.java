package org.ashlar.cpu.x86;

/// A target of which only the lanes of a mask are written; the others keep their value, or become
/// zero.
///
/// @param of a vector, a mask (of a comparison) or a place in memory
public record Masked(Operand of, Mask mask, boolean zero) implements Operand {
  public Masked {
    if (of instanceof Masked || of instanceof Imm || of instanceof Label || of instanceof Gpr) {
      throw new IllegalArgumentException("masked operand: a vector, a mask or memory: " + of);
    }
    if (mask.number() == 0) {
      throw new IllegalArgumentException("masked operand: k0 means all lanes: " + of);
    }
    if (zero && !(of instanceof Vec)) {
      throw new IllegalArgumentException("masked operand: only vectors are zeroed: " + of);
    }
  }

  @Override
  public int shape() {
    return 64 + of.shape();
  }

  @Override
  public String toString() {
    return of + "{" + mask + "}" + (zero ? "{z}" : "");
  }
}
