package org.ashlar.reference;

/// A compiled expression of a float dtype: gives its value, which the dtype can hold.
@FunctionalInterface
interface Real {
  double at(Frame frame);
}
