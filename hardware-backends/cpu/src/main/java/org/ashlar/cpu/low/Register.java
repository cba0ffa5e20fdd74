package org.ashlar.cpu.low;

/// A register of the code, of which there are as many as it likes: a whole number of 64 bits, a
/// vector, or a mask with a bit for each lane.
///
/// A vector may be a constant: the same number in every lane, or a row of numbers. Constants lie
/// beside the code and take no register of the machine.
public final class Register {
  /// What a register can hold.
  public enum Kind {
    WHOLE,
    VECTOR,
    MASK
  }

  /// In place of a register that an instruction does not have.
  public static final Register NONE = new Register(Kind.WHOLE, -1, new long[0], 0);

  private final Kind kind;
  private final int number;
  private final long[] constant;
  private final int elementBytes;

  private Register(Kind kind, int number, long[] constant, int elementBytes) {
    this.kind = kind;
    this.number = number;
    this.constant = constant;
    this.elementBytes = elementBytes;
  }

  static Register of(Kind kind, int number) {
    return new Register(kind, number, new long[0], 0);
  }

  /// The same bits in every lane.
  public static Register constant(Element element, long bits) {
    return new Register(Kind.VECTOR, -2, new long[] {bits}, element.bytes());
  }

  /// One number a lane.
  public static Register row(Element element, long[] bits) {
    return new Register(Kind.VECTOR, -2, bits.clone(), element.bytes());
  }

  public Kind kind() {
    return kind;
  }

  int number() {
    return number;
  }

  public boolean isNone() {
    return number == -1;
  }

  public boolean isConstant() {
    return number == -2;
  }

  /// Whether every lane holds the same constant.
  public boolean isSame() {
    return isConstant() && constant.length == 1;
  }

  long[] bits() {
    return constant;
  }

  /// The constant of every lane.
  public long bit() {
    return constant[0];
  }

  int elementBytes() {
    return elementBytes;
  }

  @Override
  public String toString() {
    if (isNone()) {
      return "_";
    }
    if (isConstant()) {
      return isSame() ? "#" + Long.toHexString(constant[0]) : "#row";
    }
    return switch (kind) {
          case WHOLE -> "w";
          case VECTOR -> "v";
          case MASK -> "m";
        }
        + number;
  }
}
