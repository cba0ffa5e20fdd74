package org.ashlar.gpu.engine;

/// Runs launches: by a class of the virtual machine where the kernel can become one, else by the
/// interpreter.
///
/// Results do not depend on the number of host threads: blocks are shared among them only where no
/// atomic's result depends on the order of blocks.
public final class Engine {
  /// What ran a launch.
  ///
  /// @param warpInstructions that were executed; 0 where they are not counted
  /// @param how `generated`, or `interpreter: ` and why
  public record Ran(long warpInstructions, String how) {}

  private static final String LOCKSTEP =
      "interpreter: its code is long and its threads wait for each other, lanes go together";

  private final int threads;

  /// @param threads of the host that may share a launch
  public Engine(int threads) {
    this.threads = threads;
  }

  public static Engine here() {
    return new Engine(Runtime.getRuntime().availableProcessors());
  }

  public Ran run(Launch launch) {
    if (launch.watch() != Watch.NONE) {
      return new Ran(GridRun.run(launch), "interpreter: someone looks on");
    }
    var generated = launch.kernel().generated();
    if (generated.isEmpty()) {
      return new Ran(GridRun.run(launch), "interpreter: " + launch.kernel().interpreted());
    }
    long issued = new GeneratedRun(launch, generated.get()).run(threads);
    return new Ran(issued, generated.get().lockstep() ? LOCKSTEP : "generated");
  }
}
