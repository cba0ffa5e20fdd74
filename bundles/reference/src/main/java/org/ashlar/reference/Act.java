package org.ashlar.reference;

/// A compiled statement: changes what lies in the frame's memories, or its slots.
///
/// Statements are compiled once a kernel and run any number of times, each run with a {@link Frame}
/// of its own; so none may keep anything between runs.
@FunctionalInterface
interface Act {
  void run(Frame frame);
}
