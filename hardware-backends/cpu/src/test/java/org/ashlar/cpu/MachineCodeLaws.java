package org.ashlar.cpu;

import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.testkit.BackendLaws;
import org.junit.jupiter.api.condition.EnabledIf;

/// The laws of a backend for machine code.
@EnabledIf("isHere")
class MachineCodeLaws extends BackendLaws {
  MachineCodeLaws() {
    super(new CpuBackend(Machine.here(), Isa.AVX512));
  }

  static boolean isHere() {
    return Processor.here().isa().has(Isa.AVX512);
  }
}
