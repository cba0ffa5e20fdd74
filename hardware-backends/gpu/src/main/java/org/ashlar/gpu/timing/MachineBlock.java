package org.ashlar.gpu.timing;

/// Instructions that run one after the other, in the order in which the machine issues them.
///
/// @param first the first PTX instruction
/// @param end after the last PTX instruction
/// @param at the place of its code, in instructions from the kernel's begin
public record MachineBlock(int first, int end, int at, MachineOperation[] operations) {}
