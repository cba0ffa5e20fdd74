package org.ashlar.models.show;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Bound;
import org.ashlar.ir.stage.Gap;
import org.ashlar.ir.stage.Model;
import org.ashlar.models.data.Given;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.source.ModelSource;
import org.ashlar.models.source.Packages;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Json;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Shows what a model is and what it needs, without running it.
@Component(
    service = Callable.class,
    property = "ashlar.command=show",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = {
      "Shows what a model is, and everything that it lacks.",
      "Inputs, outputs, opsets, operators, weights, work (products that are summed),",
      "memory, and what nobody here can run with who could provide it: found without",
      "running the model. MODEL is a file, maven:GROUP:ARTIFACT:VERSION!ENTRY or",
      "npm:NAME@VERSION!ENTRY. Exit code 1 when something is missing."
    })
public final class ShowCommand implements Callable<Integer> {
  /// Numbers that are tried for sizes that are left open.
  private static final long[] OPEN = {1, 16, 128, 640, 1280};

  private final BundleContext context;
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model: net.onnx")
  private String source = "";

  @Option(
      names = "--size",
      paramLabel = "NAME=N",
      description = "A size that the model leaves open; default: 1.")
  private Map<String, Long> sizes = Map.of();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description =
          "Writes a page with the graph: drag, zoom, and click for attributes, types and kernels.")
  private @Nullable Path html;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "The device whose kernels the page names; default: the best.")
  private @Nullable String device;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Activate
  public ShowCommand(BundleContext context, @Reference Ashlar ashlar) {
    this.context = context;
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    var readers = new Readers(ashlar.registry());
    var file = Packages.ofUser().file(ModelSource.of(source));
    var blueprint = readers.open(file);
    var notes = new ArrayList<String>();
    var name =
        Machines.named(
            ashlar.registry(),
            Optional.ofNullable(device).or(() -> ashlar.compiler().settings().device()));
    var gaps = known(blueprint);
    try (var runner = new DeviceRunner(ashlar.compiler(), name, Duration.ofMinutes(10))) {
      var bound =
          gaps.isEmpty() ? bound(blueprint, readers, runner, notes) : Optional.<Bound>empty();
      var model =
          bound.map(Bound::model).or(() -> gaps.isEmpty() ? open(blueprint) : Optional.empty());
      var shown =
          new Shown(
              source,
              blueprint,
              Shown.operators(blueprint, model),
              gaps,
              model,
              bound.map(b -> Cost.of(b.model().function())),
              notes);
      if (html != null) {
        write(html, page(shown, bound, runner, notes));
      }
      if (json) {
        out.println(Json.of(shown.json()));
      } else {
        shown.lines().forEach(out::println);
      }
    }
    return gaps.isEmpty() ? 0 : 1;
  }

  private Map<Gap, List<String>> known(Blueprint blueprint) {
    var known = new Known(context, ashlar.compiler());
    var gaps = new LinkedHashMap<Gap, List<String>>();
    blueprint.gaps().forEach(gap -> gaps.put(gap, known.of(gap.operator())));
    return gaps;
  }

  /// The program for made-up values: its structure hangs on their types, seldom on more. Sizes that
  /// are left open are tried small first: a window may need more.
  private Optional<Bound> bound(
      Blueprint blueprint, Readers readers, DeviceRunner runner, List<String> notes) {
    String first = "";
    for (long size : OPEN) {
      try {
        var given = new Given(readers, sizes, size).of(blueprint.inputs(), Map.of());
        var bound = blueprint.bind(given, runner);
        if (size != OPEN[0]) {
          notes.add("sizes left open are taken as " + size + ": --size NAME=N says others");
        }
        if (!bound.settled().isEmpty()) {
          notes.add(
              "its structure hangs on values of "
                  + bound.settled().stream().sorted().toList()
                  + ": shown for made-up ones");
        }
        return Optional.of(bound);
      } catch (IllegalArgumentException | IllegalStateException e) {
        first = first.isEmpty() ? String.valueOf(e.getMessage()) : first;
      }
    }
    notes.add("work and memory are not told: " + first + ": --size NAME=N says sizes");
    return Optional.empty();
  }

  /// The program for any sizes, for its weights, where no sizes at hand fit it.
  private static Optional<Model> open(Blueprint blueprint) {
    try {
      return Optional.of(blueprint.model());
    } catch (IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private String page(Shown shown, Optional<Bound> bound, DeviceRunner runner, List<String> notes) {
    var kernels = Kernels.NONE;
    if (bound.isPresent() && !bound.get().model().function().outputs().isEmpty()) {
      try {
        var model = bound.get().model();
        kernels = Kernels.of(model.function(), runner.compile(model));
      } catch (IllegalArgumentException | IllegalStateException e) {
        notes.add("kernels are not told: " + e.getMessage());
      }
    }
    var picture = new Drawn(shown.blueprint(), bound, kernels).picture();
    return GraphPage.of(source, shown.lines(), picture);
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }
}
