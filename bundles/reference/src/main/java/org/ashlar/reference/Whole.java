package org.ashlar.reference;

/// A compiled expression of a dtype that is no float: gives the bits of its value.
///
/// Bits are those of {@link org.ashlar.ir.Codec}: integers extended to 64 bits by their sign,
/// truths 0 or 1.
@FunctionalInterface
interface Whole {
  long at(Frame frame);
}
