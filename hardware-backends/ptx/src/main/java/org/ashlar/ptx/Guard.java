package org.ashlar.ptx;

/// The predicate that lets an instruction happen: `@%p` or `@!%p`.
public record Guard(String predicate, boolean negated) {
  @Override
  public String toString() {
    return (negated ? "@!" : "@") + predicate;
  }
}
