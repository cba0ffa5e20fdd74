package org.ashlar.gpu.engine;

/// The class of a kernel and how it is used.
///
/// @param stops whether threads wait for each other at some instructions: then each is run in
///   pieces
/// @param parts in which part of the code an instruction lies
/// @param functions of the interpreter that the code calls, by instruction
/// @param lockstep whether the code is so long that threads one by one are slower than the
///   interpreter, whose vectors take all lanes at once
/// @param ordered whether blocks must run one after the other, as atomics between them depend on
///   their order
record Generated(
    ThreadCode code,
    boolean stops,
    int[] parts,
    LaneFunction[] functions,
    boolean lockstep,
    boolean ordered) {}
