package org.ashlar.reference;

/// A compiled statement.
@FunctionalInterface
interface Act {
  void run(Frame frame);
}
