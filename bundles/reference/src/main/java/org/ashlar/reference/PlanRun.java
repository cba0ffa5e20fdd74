package org.ashlar.reference;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.ashlar.backend.LaunchException;
import org.ashlar.backend.ThreadLaunch;
import org.ashlar.ir.kernel.Buffer;

/// One run of a compiled plan.
final class PlanRun implements ThreadLaunch.Work {
  private final String name;
  private final CompiledPlan plan;
  private final Map<Buffer, MemorySegment> memory;
  private final Control control = new Control();
  private volatile Map<String, Number> counters = Map.of();

  PlanRun(String name, CompiledPlan plan, Map<Buffer, MemorySegment> memory) {
    this.name = name;
    this.plan = plan;
    this.memory = memory;
  }

  @Override
  public void run() {
    long start = System.nanoTime();
    try {
      long launches = plan.run(memory, control);
      counters = Map.of("launches", launches, "nanoseconds", System.nanoTime() - start);
    } catch (RuntimeException | StackOverflowError e) {
      if (control.isCut()) {
        throw LaunchException.late("plan " + name + ": stopped before the end");
      }
      throw e;
    }
    if (!control.fault().isEmpty()) {
      throw LaunchException.fault(control.fault());
    }
  }

  @Override
  public void stop() {
    control.stop();
  }

  @Override
  public Map<String, Number> counters() {
    return counters;
  }
}
