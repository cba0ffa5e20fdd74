package org.ashlar.swap.soak;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.door.Door;
import org.ashlar.shell.output.Output;
import org.ashlar.swap.Swapper;
import org.ashlar.swap.load.Lessons;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A long run under replacements.
@Component(
    service = Callable.class,
    property = "ashlar.command=soak",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    description = {
      "Sends many requests while everything below is replaced again and again, and measures whether memory grows.",
      "Ends with exit code 1 when a request failed, an answer was wrong, a class loader stayed or something grew."
    })
public final class SoakCommand implements Callable<Integer> {
  private final Door door;
  private final Swapper swapper;
  private final Lessons lessons;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--requests",
      paramLabel = "N",
      description = "At least so many; default: ${DEFAULT-VALUE}")
  private long requests = 100_000;

  @Option(names = "--swaps", paramLabel = "M", description = "Default: ${DEFAULT-VALUE}")
  private int swaps = 300;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that send; default: ${DEFAULT-VALUE}")
  private int threads = 4;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to this file.")
  private @Nullable Path json;

  @Activate
  public SoakCommand(BundleContext context, @Reference Door door, @Reference Swapper swapper) {
    this.door = door;
    this.swapper = swapper;
    lessons = new Lessons(context, door);
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
    if (requests < 1 || swaps < 1 || threads < 1 || threads > 64) {
      throw new CommandLine.ParameterException(
          line, "soak: --requests and --swaps must be at least 1, --threads from 1 to 64");
    }
    var output = Output.of(line.getOut());
    var report = new Soak(door, swapper, lessons, output, threads).run(requests, swaps);
    if (json != null) {
      report.write(json);
      output.line("figures: %s", json);
    }
    return Soak.isGood(report) ? 0 : 1;
  }
}
