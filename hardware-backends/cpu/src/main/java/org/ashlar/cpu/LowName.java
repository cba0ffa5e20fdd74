package org.ashlar.cpu;

import org.ashlar.cpu.low.Register;
import org.ashlar.ir.Expr;

/// What a local is bound to.
sealed interface LowName {
  /// A number that is the same in every lane: a whole number, a vector of one lane or a mask.
  record Single(Register register) implements LowName {}

  /// One number a lane.
  record Lanes(Register register) implements LowName {}

  /// Computed where it is read, since it may be meant not to be.
  record Later(Expr value) implements LowName {}
}
