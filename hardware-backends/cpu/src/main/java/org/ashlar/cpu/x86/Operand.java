package org.ashlar.cpu.x86;

/// What an instruction works on. `toString` is how a disassembler writes it.
public sealed interface Operand permits Gpr, Vec, Mask, Tmm, Mem, Masked, Imm, Label {}
