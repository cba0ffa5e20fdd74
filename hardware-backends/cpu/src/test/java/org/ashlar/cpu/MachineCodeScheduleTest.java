package org.ashlar.cpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  @ParameterizedTest
  @ValueSource(ints = {9, 12, 16, 37})
  void lanesBeyondAShortRowChangeNoProduct(int n) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var kernel =
        KernelParse.kernel(
            """
            kernel product(x: f32[%d], y: f32[1])
              alloc acc: f32[] registers
              acc[] = 1.0
              for k0 < %d
                acc[] mul= x[k0] * x[k0] + 1.0
              y[0] = acc[]
            """
                .formatted(n, n));
    new Schedules(kernel).asScheduled(machine);
  }
}
