package org.ashlar.models.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Support;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Target;
import org.junit.jupiter.api.Test;

/// Which machine a name means, and which one no name.
class MachinesTest {
  /// Only its targets are asked for.
  private record Named(Target target) implements Backend {
    @Override
    public List<Target> targets() {
      return List.of(target);
    }

    @Override
    public Support supports(Kernel unscheduled, Target on) {
      throw new AssertionError("nothing is placed");
    }

    @Override
    public Executable compile(Plan plan, Target on) {
      throw new AssertionError("nothing is compiled");
    }

    @Override
    public Device open(Target on) {
      throw new AssertionError("nothing is opened");
    }
  }

  private static Target target(String name, Map<String, Double> facts) {
    return new Target(name, 0, 0, 1, Map.of(), List.of(), Set.of(), facts);
  }

  private static Registry registry(Target... targets) {
    return new Registry() {
      @Override
      @SuppressWarnings("unchecked") // only backends are asked for
      public <S> List<Provider<S>> find(Class<S> service) {
        var all = new ArrayList<Provider<S>>();
        for (var target : targets) {
          all.add((Provider<S>) new Provider<Backend>(new Named(target), "b", "1", 0, all.size()));
        }
        return all;
      }

      @Override
      public Handle listen(Listener listener) {
        return () -> {};
      }
    };
  }

  @Test
  void noNameMeansAMachineThatIsThere() {
    var all =
        registry(
            target("gpu:a100", Map.of(Target.SIMULATED, 1.0)),
            target("reference", Map.of()),
            target("cpu", Map.of()));
    assertEquals("cpu", Machines.named(all, Optional.empty()));
    assertEquals("gpu:a100", Machines.named(all, Optional.of("gpu")));
    var e =
        assertThrows(IllegalArgumentException.class, () -> Machines.named(all, Optional.of("npu")));
    assertEquals(
        "device npu: there is none of this name: present: [gpu:a100, reference, cpu]",
        e.getMessage());
  }

  @Test
  void whereThereIsNothingElseASimulationIsTaken() {
    var only = registry(target("gpu:a100", Map.of(Target.SIMULATED, 1.0)));
    assertEquals("gpu:a100", Machines.named(only, Optional.empty()));
  }
}
