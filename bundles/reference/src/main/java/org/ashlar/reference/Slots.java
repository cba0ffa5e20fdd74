package org.ashlar.reference;

/// Counts the slots that compiled code needs in its {@link Frame}.
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
