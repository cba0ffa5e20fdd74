package org.ashlar.gpu.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/// A kernel with its grid and arguments, about to run.
public final class Launch {
  private final Kernel kernel;
  private final Grid grid;
  private final DeviceMemory memory;
  private final MemorySegment parameters;
  private final Watch watch;
  private ToLongFunction<Warp> clock = warp -> warp.issued;
  private BooleanSupplier stopped = () -> false;

  /// @param watch who looks on
  public Launch(Kernel kernel, Grid grid, Arguments arguments, DeviceMemory memory, Watch watch) {
    this.kernel = kernel;
    this.grid = grid;
    this.memory = memory;
    this.watch = watch;
    var bytes = arguments.bytes(kernel.name(), kernel.entry().parameters(), kernel.parameters());
    parameters = Arena.ofAuto().allocate(Math.max(16, bytes.length), 16);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, parameters, 0, bytes.length);
    kernel
        .mostThreads()
        .ifPresent(most -> {
          if (grid.threadsOfBlock() > most) {
            throw new IllegalArgumentException(
                "%s: .maxntid allows %d threads a block: %s are %d"
                    .formatted(kernel.name(), most, grid.threads(), grid.threadsOfBlock()));
          }
        });
  }

  public Kernel kernel() {
    return kernel;
  }

  public Grid grid() {
    return grid;
  }

  public DeviceMemory memory() {
    return memory;
  }

  public Watch watch() {
    return watch;
  }

  MemorySegment parameters() {
    return parameters;
  }

  /// Says what `%clock` gives; default: the instructions that the warp has issued.
  public void clock(ToLongFunction<Warp> of) {
    clock = of;
  }

  /// Says when it is to end early, between two blocks; what it wrote until then stays.
  public void stopWhen(BooleanSupplier asked) {
    stopped = asked;
  }

  boolean stopped() {
    return stopped.getAsBoolean();
  }

  long clock(Warp warp) {
    return clock.applyAsLong(warp);
  }

  /// A block about to run, to be stepped by someone else.
  public Block block(long index) {
    return new Block(this, index, new Store(kernel, grid, Arena.ofAuto()));
  }
}
