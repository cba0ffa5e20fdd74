package org.ashlar.commands.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.commands.Output;
import org.ashlar.commands.plugin.PluginShow;
import org.ashlar.door.Door;
import org.ashlar.session.Ashlar;
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
      "Trains a network on real digits, serves it, and replaces every block below it while it answers.",
      "Ends with exit code 1 when a request failed, an answer was wrong or a replaced class loader stayed."
    })
public final class DemoCommand implements Callable<Integer> {
  private final BundleContext context;
  private final Ashlar ashlar;
  private final Door door;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to this file.")
  private @Nullable Path json;

  @Activate
  public DemoCommand(BundleContext context, @Reference Ashlar ashlar, @Reference Door door) {
    this.context = context;
    this.ashlar = ashlar;
    this.door = door;
  }

  @Override
  public Integer call() {
    var output =
        Output.of(Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut());
    var work = workFolder();
    var report =
        new Demo(context, ashlar, door, output)
            .run(new PluginShow(context, ashlar, work), new Blocks(context, work));
    if (json != null) {
      report.write(json);
      output.line("  figures: %s", json);
    }
    return report.isGood() ? 0 : 1;
  }

  /// A folder inside the run-time folder of this process, which goes with it.
  private Path workFolder() {
    var run = context.getProperty("ashlar.run");
    try {
      return run == null
          ? Files.createTempDirectory("ashlar-demo")
          : Files.createTempDirectory(Path.of(run), "demo");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "demo: no folder to work in: " + e.getMessage() + ": use --home DIR", e);
    }
  }
}
