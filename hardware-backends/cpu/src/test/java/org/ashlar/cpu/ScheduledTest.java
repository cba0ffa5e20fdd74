package org.ashlar.cpu;

import java.util.List;
import org.ashlar.ir.kernel.Kernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Classes of the virtual machine, in vectors on cores, compute what they compute in plain loops:
/// of kernels as the library schedules them and under random schedules.
class ScheduledTest {
  private static final List<Machine> MACHINES =
      List.of(new Machine(64, 2, ""), new Machine(32, 3, ""), new Machine(16, 1, ""));

  @ParameterizedTest
  @MethodSource("org.ashlar.cpu.Schedules#large")
  void vectorsOnCoresGiveWhatPlainLoopsGive(Kernel kernel) {
    var schedules = new Schedules(kernel);
    for (var machine : MACHINES) {
      var backend = new CpuBackend(machine);
      var scheduled = schedules.asScheduled(backend);
      if (Boolean.getBoolean("ashlar.test.notes")) {
        System.out.println(Runs.notes(backend, scheduled, machine));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("org.ashlar.cpu.Schedules#small")
  void schedulesDoNotMatter(Kernel kernel) {
    var schedules = new Schedules(kernel);
    for (var machine : MACHINES) {
      var backend = new CpuBackend(machine);
      schedules.asItIs(backend);
      schedules.random(backend, 8);
    }
    schedules.random(new CpuBackend(new Machine(0, 1, "plain")), 8);
  }
}
