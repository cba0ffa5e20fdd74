package org.ashlar.cpu.x86;

/// A place in the code that is being written. It belongs to the [Code] that made it and is bound
/// once.
public final class Label implements Operand {
  static final int UNBOUND = -1;
  final int number;
  int at = UNBOUND;

  Label(int number) {
    this.number = number;
  }

  @Override
  public int shape() {
    return 50;
  }

  @Override
  public String toString() {
    return "L" + number;
  }
}
