package org.ashlar.commands.file;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.ashlar.door.Door;
import org.ashlar.door.Kept;
import org.ashlar.ir.Text;
import org.ashlar.ir.Unknown;
import org.ashlar.ir.Walk;
import org.ashlar.ir.stage.Model;
import org.ashlar.session.Ashlar;
import org.ashlar.session.Doorway;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Reads a program from a file and puts it behind the door.
@Component(
    service = Callable.class,
    property = "ashlar.command=open",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "open",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a program with its numbers from a file and serves it until the platform ends.",
      "Says what it lacks where operators are missing."
    })
public final class Open implements Callable<Integer> {
  private final Ashlar ashlar;
  private final Door door;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The file: net.ashlar")
  private Path file = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Under which it is served; default: the name in the file.")
  private @Nullable String name;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "The format, where the file does not show it.")
  private @Nullable String format;

  @Option(names = "--device", paramLabel = "DEVICE", description = "The device to prefer.")
  private @Nullable String device;

  @Activate
  public Open(@Reference Ashlar ashlar, @Reference Door door) {
    this.ashlar = ashlar;
    this.door = door;
  }

  @Override
  public Integer call() {
    var formats = new Formats(ashlar.registry());
    var from = file.toAbsolutePath();
    var model = formats.importer(from, Optional.ofNullable(format)).read(from, formats.operators());
    requireKnown(model);
    var served =
        new Kept(
            name == null ? model.function().name() : name,
            Text.of(model.function()),
            Doorway.copies(model.variables()),
            model.facts());
    door.put(device == null ? served : served.on(device));
    Objects.requireNonNull(spec, "spec is set by picocli")
        .commandLine()
        .getOut()
        .println(
            served.name()
                + ": inputs "
                + inputs(model)
                + ", outputs "
                + model.function().outputNames()
                + ", "
                + model.variables().size()
                + " variables");
    return 0;
  }

  private void requireKnown(Model model) {
    var missing = new TreeSet<String>();
    for (var value : Walk.order(model.function().outputs())) {
      if (value.op() instanceof Unknown unknown) {
        missing.add(unknown.id().toString());
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "open: " + file + ": nobody present provides " + missing + ": why says who is known to");
    }
  }

  private static TreeSet<String> inputs(Model model) {
    var inputs = new TreeSet<>(model.function().inputNames());
    inputs.removeAll(model.variables().keySet());
    return inputs;
  }
}
