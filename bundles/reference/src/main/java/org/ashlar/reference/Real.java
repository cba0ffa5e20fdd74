package org.ashlar.reference;

/// A compiled expression of a float dtype: gives its value, which the dtype can hold.
///
/// A double holds every number of every float dtype exactly, so narrow floats need no form of their
/// own; each operation rounds its result to the declared dtype. Payloads of NaN are not kept.
@FunctionalInterface
interface Real {
  double at(Frame frame);
}
