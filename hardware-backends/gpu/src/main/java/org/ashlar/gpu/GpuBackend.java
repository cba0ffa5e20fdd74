package org.ashlar.gpu;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Support;
import org.ashlar.backend.Supported;
import org.ashlar.gpu.emit.Writer;
import org.ashlar.gpu.profile.Profiles;
import org.ashlar.gpu.schedule.GridScheduler;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Target;
import org.osgi.service.component.annotations.Component;

/// Graphics processors that are simulated: kernels become PTX, which computes real numbers.
///
/// One target a card: `gpu:a100` and so on, the A100 first. They are asked only where they are
/// wanted by name (fact `simulated`).
@Component(service = Backend.class)
public final class GpuBackend implements Backend {
  /// The card that `gpu` alone means.
  private static final String FIRST = "a100";

  /// What a simulated card may hold, unless the virtual machine may grow to less.
  private static final long MEMORY = 16L << 30;

  private final List<Target> targets;

  public GpuBackend() {
    this(new Profiles().names());
  }

  /// @param cards the names of profiles
  GpuBackend(List<String> cards) {
    var sorted = new ArrayList<>(cards);
    sorted.sort((a, b) -> Boolean.compare(b.equals(FIRST), a.equals(FIRST)));
    this.targets = sorted.stream().map(GpuBackend::target).toList();
  }

  private static Target target(String card) {
    var dtypes = EnumSet.allOf(DType.class);
    dtypes.removeIf(
        d -> d.kind() == DType.Kind.COMPLEX || d.kind() == DType.Kind.STRING || d == DType.TF32);
    var profile = new Profiles().named(card);
    int architecture = (int) Math.round(10 * profile.number("compute_capability"));
    return new Target(
        "gpu:" + card,
        0,
        0,
        1,
        Map.of(Space.GLOBAL, MEMORY),
        List.of(),
        dtypes,
        Map.of(
            GridScheduler.GRID,
            1.0,
            Target.SIMULATED,
            1.0,
            Writer.ARCHITECTURE,
            (double) architecture,
            Product.F32,
            1.0));
  }

  @Override
  public List<Target> targets() {
    return targets;
  }

  @Override
  public Support supports(Kernel unscheduled, Target target) {
    return Supported.of(unscheduled, target);
  }

  @Override
  public Executable compile(Plan plan, Target target) {
    return new GpuExecutable(plan, target);
  }

  @Override
  public Device open(Target target) {
    return new GpuDevice(target);
  }
}
