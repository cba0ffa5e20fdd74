package org.ashlar.simulation.lab;

import java.util.List;
import java.util.Optional;

/// A kernel of a PTX text with everything that a run of it needs.
///
/// @param file the text's name, for messages
/// @param entry which kernel; empty where the text has one
/// @param grid blocks, as `4`, `4x2` or `4x2x1`
/// @param block threads of a block, in the same form
/// @param sharedBytes dynamic shared memory
/// @param check whether accesses are checked: bounds, races, barriers, copies
public record KernelLaunch(
    String file,
    String text,
    Optional<String> entry,
    String grid,
    String block,
    int sharedBytes,
    List<KernelArgument> arguments,
    boolean check) {
  public KernelLaunch {
    arguments = List.copyOf(arguments);
  }
}
