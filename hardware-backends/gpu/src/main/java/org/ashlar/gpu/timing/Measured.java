package org.ashlar.gpu.timing;

import java.util.List;
import org.ashlar.gpu.engine.Arguments;
import org.ashlar.gpu.engine.DeviceMemory;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.engine.LoadedModule;
import org.ashlar.simulation.profile.Profile;

/// Times entries of a loaded module.
public final class Measured {
  private final LoadedModule module;
  private final DeviceMemory memory;
  private final Lowering lowering = new MacroLowering();

  public Measured(LoadedModule module, DeviceMemory memory) {
    this.module = module;
    this.memory = memory;
  }

  /// @param registers of a thread; 0 to count them
  /// @param warmed pairs of address and bytes that the L2 may hold at the begin
  public Timing time(
      String entry,
      Grid grid,
      Arguments arguments,
      int registers,
      Profile card,
      Options options,
      List<long[]> warmed) {
    var kernel = module.kernel(entry);
    var code = lowering.lower(kernel.entry());
    var launch =
        new Kernel(
            registers > 0 ? code.withRegisters(registers) : code,
            grid.blocks().count(),
            grid.threadsOfBlock(),
            kernel.sharedBytes() + grid.sharedBytes(),
            new SteppedBlocks(kernel, grid, arguments, memory));
    return new TimingEngine(card, options).run(launch, kernel.instructions().size(), warmed);
  }
}
