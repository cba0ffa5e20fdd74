package org.ashlar.gpu.lowering;

/// What an operand is to the machine once copies are seen through.
sealed interface Value {
  /// A register by its number.
  record Register(int number) implements Value {}

  /// A number, or the address of a shared variable: part of the instruction.
  record Constant(long bits) implements Value {}

  /// A word of the constant bank: a parameter or a size of the launch.
  record Bank(String name) implements Value {}

  /// A special register that an instruction of its own reads.
  record Special(String name) implements Value {}

  /// Whether it is the number.
  default boolean is(long bits) {
    return this instanceof Constant(long own) && own == bits;
  }
}
