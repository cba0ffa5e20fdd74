package org.ashlar.commands.file;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ashlar.door.Door;
import org.ashlar.ir.TensorData;
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

/// Writes a program that stands behind the door, with its numbers as they are now.
@Component(
    service = Callable.class,
    property = "ashlar.command=save",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "save",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a program that is served, with its numbers as they are now, into a file.",
      "A training step keeps its rule and its state: open goes on where save was."
    })
public final class Save implements Callable<Integer> {
  private final Ashlar ashlar;
  private final Door door;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "NAME", description = "The program.")
  private String name = "";

  @Parameters(index = "1", paramLabel = "FILE", description = "The file: net.ashlar or net.onnx")
  private Path file = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "The format, where the file's suffix does not say it.")
  private @Nullable String format;

  @Activate
  public Save(@Reference Ashlar ashlar, @Reference Door door) {
    this.ashlar = ashlar;
    this.door = door;
  }

  @Override
  public Integer call() {
    var exporter = new Formats(ashlar.registry()).exporter(file, Optional.ofNullable(format));
    var kept = door.look(name);
    var variables = new HashMap<String, TensorData>();
    kept.variables().forEach((key, parcel) -> variables.put(key, Doorway.tensor(parcel)));
    exporter.write(
        new Model(ashlar.compiler().parse(kept.text()), variables, kept.facts()),
        file.toAbsolutePath());
    Objects.requireNonNull(spec, "spec is set by picocli")
        .commandLine()
        .getOut()
        .println(file + ": " + name + " with " + variables.size() + " variables");
    return 0;
  }
}
