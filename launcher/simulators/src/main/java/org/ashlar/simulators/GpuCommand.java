package org.ashlar.simulators;

import java.util.concurrent.Callable;
import org.ashlar.simulation.lab.CardLab;
import org.ashlar.simulation.lab.GpuLab;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// Simulated graphics processors: what can be done with them.
@Component(
    service = Callable.class,
    property = "ashlar.command=gpu",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "gpu",
    mixinStandardHelpOptions = true,
    subcommands = {
      GpuRun.class,
      GpuVerify.class,
      GpuOccupancy.class,
      GpuProfiles.class,
      GpuDiff.class,
      GpuValidate.class
    },
    description =
        "Simulated graphics processors: run and verify PTX, what cards are, how they compare.")
public final class GpuCommand implements Callable<Integer> {
  private final GpuLab lab;
  private final CardLab cards;

  @Spec private @Nullable CommandSpec spec;

  @Activate
  public GpuCommand(@Reference GpuLab lab, @Reference CardLab cards) {
    this.lab = lab;
    this.cards = cards;
  }

  GpuLab lab() {
    return lab;
  }

  CardLab cards() {
    return cards;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        java.util.Objects.requireNonNull(spec, "spec is set by picocli").commandLine(),
        "gpu: say what to do: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }
}
