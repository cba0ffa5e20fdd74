package org.ashlar.gpu.timing;

import java.util.List;

/// A kernel as the machine would run it.
///
/// @param names how many registers operations name
/// @param registers of 32 bits that a thread takes: what occupancy asks for
/// @param blockOf the block of each PTX instruction
public record MachineCode(
    String kernel, List<MachineBlock> blocks, int[] blockOf, int names, int registers) {
  /// The number of instructions of the code.
  public int size() {
    return blocks.stream().mapToInt(each -> each.operations().length).sum();
  }

  public MachineBlock block(int instruction) {
    return blocks.get(blockOf[instruction]);
  }

  public MachineCode withRegisters(int count) {
    return new MachineCode(kernel, blocks, blockOf, names, count);
  }
}
