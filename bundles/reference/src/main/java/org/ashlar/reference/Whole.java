package org.ashlar.reference;

/// A compiled expression of a dtype that is no float: gives the bits of its value.
@FunctionalInterface
interface Whole {
  long at(Frame frame);
}
