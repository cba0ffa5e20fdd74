package org.ashlar.ptx;

/// A place in a PTX text, both numbers counted from 1; zeros for what no text holds.
public record Position(int line, int column) {
  /// The place of what was built and not read.
  public static final Position NONE = new Position(0, 0);

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
