package org.ashlar.cpu.low;

/// One instruction. What it does not have is {@link Register#NONE}, {@link Place#NONE} or 0.
///
/// @param number a number of the operation: an immediate, a label, a fault
/// @param other a second one
public record Instruction(
    Op op,
    Shape shape,
    Register to,
    Register x,
    Register y,
    Register z,
    Register mask,
    Place place,
    Storage storage,
    Condition condition,
    long number,
    long other) {
  static final Shape WHOLE = new Shape(Element.I64, 1);

  public static Instruction of(Op op) {
    return new Instruction(
        op,
        WHOLE,
        Register.NONE,
        Register.NONE,
        Register.NONE,
        Register.NONE,
        Register.NONE,
        Place.NONE,
        Storage.LONG,
        Condition.EQ,
        0,
        0);
  }

  public Instruction shape(Shape s) {
    return new Instruction(op, s, to, x, y, z, mask, place, storage, condition, number, other);
  }

  public Instruction to(Register r) {
    return new Instruction(op, shape, r, x, y, z, mask, place, storage, condition, number, other);
  }

  public Instruction x(Register r) {
    return new Instruction(op, shape, to, r, y, z, mask, place, storage, condition, number, other);
  }

  public Instruction y(Register r) {
    return new Instruction(op, shape, to, x, r, z, mask, place, storage, condition, number, other);
  }

  public Instruction z(Register r) {
    return new Instruction(op, shape, to, x, y, r, mask, place, storage, condition, number, other);
  }

  public Instruction mask(Register r) {
    return new Instruction(op, shape, to, x, y, z, r, place, storage, condition, number, other);
  }

  public Instruction place(Place p) {
    return new Instruction(op, shape, to, x, y, z, mask, p, storage, condition, number, other);
  }

  public Instruction storage(Storage s) {
    return new Instruction(op, shape, to, x, y, z, mask, place, s, condition, number, other);
  }

  public Instruction condition(Condition c) {
    return new Instruction(op, shape, to, x, y, z, mask, place, storage, c, number, other);
  }

  public Instruction number(long n) {
    return new Instruction(op, shape, to, x, y, z, mask, place, storage, condition, n, other);
  }

  public Instruction other(long n) {
    return new Instruction(op, shape, to, x, y, z, mask, place, storage, condition, number, n);
  }

  /// Whether the result is written before every operand was read, so that it needs a register of
  /// its own.
  boolean isEarly() {
    return switch (op) {
      case GATHER,
          GATHER_NARROW,
          SCATTER_NARROW,
          DIVIDE,
          EACH,
          W_DIV,
          W_REM,
          W_FLOORDIV,
          W_FLOORMOD,
          W_SHL,
          W_SAR,
          W_GUARD ->
          true;
      default -> false;
    };
  }

  @Override
  public String toString() {
    return op
        + " "
        + shape.element()
        + "x"
        + shape.lanes()
        + " "
        + to
        + " <- "
        + x
        + " "
        + y
        + " "
        + z
        + (mask.isNone() ? "" : " {" + mask + "}")
        + (place.equals(Place.NONE) ? "" : " " + place)
        + " "
        + number
        + " "
        + other;
  }
}
