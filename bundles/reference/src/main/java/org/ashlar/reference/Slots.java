package org.ashlar.reference;

/// Counts the slots that compiled code needs in its {@link Frame}.
///
/// Every name gets a slot of its own, also names of loops side by side: slots are cheap, and no
/// loop overwrites what another one still reads.
final class Slots {
  private int wholes;
  private int reals;
  private int flags;
  private int memories;

  int whole() {
    return wholes++;
  }

  int real() {
    return reals++;
  }

  int flag() {
    return flags++;
  }

  int memory() {
    return memories++;
  }

  int wholes() {
    return wholes;
  }

  int reals() {
    return reals;
  }

  int flags() {
    return flags;
  }

  int memories() {
    return memories;
  }
}
