package org.ashlar.reference;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Support;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Target;
import org.osgi.service.component.annotations.Component;

/// The interpreter of kernels: takes everything the waist can say, runs it in the order in which it
/// is written.
///
/// Its memory is the host's, up to the capacity of GLOBAL in its target: as much as the Java heap
/// may grow to.
@Component(service = Backend.class)
public final class ReferenceBackend implements Backend {
  @Override
  public List<Target> targets() {
    var dtypes = EnumSet.allOf(DType.class);
    dtypes.removeIf(d -> d.kind() == DType.Kind.COMPLEX || d.kind() == DType.Kind.STRING);
    var capacity = Map.of(Space.GLOBAL, Runtime.getRuntime().maxMemory());
    return List.of(new Target("reference", 0, 0, 1, capacity, List.of(), dtypes, Map.of()));
  }

  @Override
  public Support supports(Kernel unscheduled, Target target) {
    for (var parameter : unscheduled.parameters()) {
      if (!target.dtypes().contains(parameter.dtype())) {
        return Support.no(parameter.name() + ": " + parameter.dtype() + " lives on the host only");
      }
    }
    return Support.YES;
  }

  @Override
  public Executable compile(Plan plan, Target target) {
    return new ReferenceExecutable(plan);
  }

  @Override
  public Device open(Target target) {
    return new ReferenceDevice(target);
  }
}
