package org.ashlar.cpu;

import org.ashlar.cpu.machine.Isa;
import org.ashlar.testkit.BackendLaws;

/// The laws of a backend for machine code.
class MachineCodeLaws extends BackendLaws {
  MachineCodeLaws() {
    super(new CpuBackend(Machine.here(), Isa.AVX512));
  }
}
