package org.ashlar.cpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.kernel.Kernel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Machine code of kernels, as the library schedules them and under random schedules, computes what
/// plain loops of the virtual machine compute.
class MachineCodeScheduleTest {
  private final CpuBackend machine = new CpuBackend(Machine.here(), Isa.AVX512);

  @ParameterizedTest
  @MethodSource("org.ashlar.cpu.Schedules#small")
  void schedulesDoNotMatter(Kernel kernel) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var schedules = new Schedules(kernel);
    schedules.asItIs(machine);
    schedules.asScheduled(machine);
    schedules.random(machine, 25);
  }
}
