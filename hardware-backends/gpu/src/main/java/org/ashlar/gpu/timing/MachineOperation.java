package org.ashlar.gpu.timing;

/// An instruction as the machine issues it.
///
/// @param instruction the index of the PTX instruction that it stands for; for memory, whose
///   addresses it uses
/// @param bytes that each lane moves; for waits, the number of groups that may stay open
/// @param shared whether the address is known to be in shared memory
/// @param lanes how many lanes give addresses: 32, or fewer for matrices
/// @param bypass whether a load goes past the L1
/// @param sources numbers of registers that must be there
/// @param results numbers of registers that will be there
/// @param floats floating-point operations of each active lane
public record MachineOperation(
    Unit unit,
    Effect effect,
    int instruction,
    int bytes,
    boolean shared,
    int lanes,
    boolean bypass,
    int[] sources,
    int[] results,
    int floats) {}
