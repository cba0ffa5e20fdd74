package org.ashlar.ir;

/// An argument of an operator, seen from inside its meaning.
///
/// @param position 0 for the first argument
public record Operand(int position, DType dtype) implements Source {
  /// `a0` for the first argument.
  @Override
  public String name() {
    return "a" + position;
  }
}
