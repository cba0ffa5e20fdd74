package org.ashlar.cpu.x86;

/// What an instruction works on. `toString` is how a disassembler writes it.
public sealed interface Operand permits Gpr, Vec, Mask, Tmm, Mem, Masked, Imm, Label {
  /// What it is as far as the choice of an instruction's form goes: two operands of one shape are
  /// taken by the same forms. Less than 128.
  int shape();
}
