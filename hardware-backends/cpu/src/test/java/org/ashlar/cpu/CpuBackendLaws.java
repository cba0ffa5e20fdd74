package org.ashlar.cpu;

import org.ashlar.testkit.BackendLaws;
import org.junit.jupiter.api.Nested;

/// The laws of a backend for classes of the virtual machine, with vectors and without.
class CpuBackendLaws {
  @Nested
  class VectorLaws extends BackendLaws {
    VectorLaws() {
      super(new CpuBackend(Machine.here()));
    }
  }

  @Nested
  class PlainLaws extends BackendLaws {
    PlainLaws() {
      super(new CpuBackend(new Machine(0, 3, "a test forces plain loops")));
    }
  }

  /// The width of most machines.
  @Nested
  class NarrowVectorLaws extends BackendLaws {
    NarrowVectorLaws() {
      super(new CpuBackend(new Machine(32, 2, "")));
    }
  }
}
