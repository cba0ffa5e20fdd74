package org.ashlar.gpu;

import java.util.List;
import org.ashlar.compiler.Registry;
import org.ashlar.testkit.BackendLaws;
import org.ashlar.testkit.Law;
import org.junit.jupiter.api.Nested;

/// The laws of a backend on the simulated cards: one that has every instruction, and one of the
/// first that lacks some.
class GpuBackendLaws {
  @Nested
  class AmpereLaws extends BackendLaws {
    AmpereLaws() {
      super(new GpuBackend(List.of("a100")));
    }
  }

  @Nested
  class VoltaLaws extends BackendLaws {
    VoltaLaws() {
      super(new GpuBackend(List.of("v100")));
    }

    /// What instructions that it lacks are written otherwise for.
    @Override
    public List<Law> laws(Registry registry) {
      return super.laws(registry).stream()
          .filter(law -> law.name().startsWith("edges, vector") || law.name().startsWith("corpus"))
          .toList();
    }
  }
}
