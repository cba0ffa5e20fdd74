package org.ashlar.ptx;

import java.util.List;

/// What an instruction reads or writes.
public sealed interface Operand {

  /// A register by its name, as `%r1`.
  record Register(String name) implements Operand {}

  /// A special register by its name, as `%tid.x` or `%laneid`.
  record Special(String name) implements Operand {}

  /// A whole number; those above the largest signed one are kept as their bits.
  record Whole(long value) implements Operand {}

  /// A float given by its 32 bits: `0f3F800000`.
  record Single(int bits) implements Operand {
    /// The number.
    public float value() {
      return Float.intBitsToFloat(bits);
    }
  }

  /// A float given by its 64 bits: `0d3FF0000000000000`, or a decimal.
  record Double(long bits) implements Operand {
    /// The number.
    public double value() {
      return java.lang.Double.longBitsToDouble(bits);
    }
  }

  /// The address of a variable, or a function's name, with bytes added.
  record Symbol(String name, long offset) implements Operand {}

  /// The generic address of a variable, in an initial value: `generic(name)`.
  record Generic(String name) implements Operand {}

  /// A label that a branch goes to.
  record Target(String label) implements Operand {}

  /// What lies at an address: `[base+offset]`; the base is a register, a symbol without offset, or
  /// a number.
  record Address(Operand base, long offset) implements Operand {}

  /// Several operands as one: `{a, b}`.
  record Vector(List<Operand> elements) implements Operand {
    /// Keeps a copy.
    public Vector {
      elements = List.copyOf(elements);
    }
  }

  /// Two results: `p|q`.
  record Pair(Operand first, Operand second) implements Operand {}

  /// The opposite of a predicate: `!p`.
  record Not(Operand predicate) implements Operand {}

  /// What a call passes or returns: `(a, b)`.
  record Arguments(List<Operand> elements) implements Operand {
    /// Keeps a copy.
    public Arguments {
      elements = List.copyOf(elements);
    }
  }

  /// A result that nobody wants: `_`.
  record Sink() implements Operand {}
}
