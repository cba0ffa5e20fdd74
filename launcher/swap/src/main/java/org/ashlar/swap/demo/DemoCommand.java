package org.ashlar.swap.demo;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.door.Door;
import org.ashlar.shell.output.Lines;
import org.ashlar.shell.output.Output;
import org.ashlar.swap.Swapper;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Shows everything at once and measures it.
@Component(
    service = Callable.class,
    property = "ashlar.command=demo",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Trains a network on real digits, serves it, and replaces every layer below it while it answers.",
      "Ends with exit code 1 when a request failed, an answer was wrong or a replaced class loader stayed."
    })
public final class DemoCommand implements Callable<Integer> {
  private final BundleContext context;
  private final Door door;
  private final Swapper swapper;
  private final Lines lines;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to this file.")
  private @Nullable Path json;

  @Activate
  public DemoCommand(
      BundleContext context,
      @Reference Door door,
      @Reference Swapper swapper,
      @Reference Lines lines) {
    this.context = context;
    this.door = door;
    this.swapper = swapper;
    this.lines = lines;
  }

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
    var output = Output.of(line.getOut());
    var report = new Demo(context, door, swapper, lines, output).run();
    if (json != null) {
      report.write(json);
      output.line("  figures: %s", json);
    }
    return report.isGood() ? 0 : 1;
  }
}
