package org.ashlar.gpu.timing;

import org.ashlar.gpu.engine.Arguments;
import org.ashlar.gpu.engine.DeviceMemory;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.engine.GridRun;
import org.ashlar.gpu.engine.Kernel;
import org.ashlar.gpu.engine.Launch;
import org.ashlar.gpu.engine.Tape;
import org.ashlar.gpu.engine.Watch;
import org.ashlar.gpu.engine.Windows;

/// Blocks that the functional engine executes as far as timing has come.
public final class SteppedBlocks implements BlockSource {
  private final Launch launch;
  private final Launch counting;
  private final Tape tape = new Tape();
  private final long[] windows;
  private final boolean[] ends;

  public SteppedBlocks(Kernel kernel, Grid grid, Arguments arguments, DeviceMemory memory) {
    this.launch = new Launch(kernel, grid, arguments, memory, tape);
    this.counting = new Launch(kernel, grid, arguments, memory, Watch.NONE);
    this.windows = new long[kernel.instructions().size()];
    this.ends = new boolean[windows.length];
    for (int i = 0; i < windows.length; i++) {
      var instruction = kernel.instructions().get(i);
      var suffixes = instruction.suffixes();
      boolean shared = suffixes.contains("shared") || suffixes.contains("shared::cta");
      boolean copies = instruction.opcode().equals("cp");
      windows[i] =
          copies ? 0 : shared ? Windows.SHARED : suffixes.contains("local") ? Windows.LOCAL : 0;
      ends[i] =
          switch (instruction.opcode()) {
            case "bra", "ret", "exit", "bar", "barrier" -> true;
            default -> false;
          };
    }
  }

  @Override
  public WarpTrace[] block(long index) {
    var block = launch.block(index);
    var records = tape.of(block);
    var traces = new WarpTrace[records.length];
    for (int i = 0; i < traces.length; i++) {
      traces[i] = new SteppedTrace(block, block.warps().get(i), records[i], windows, ends);
    }
    return traces;
  }

  /// The instructions that a block executes, counted by executing it.
  @Override
  public long count(long index) {
    return GridRun.run(counting, index);
  }
}
