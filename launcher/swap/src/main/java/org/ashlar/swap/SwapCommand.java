package org.ashlar.swap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.ashlar.shell.output.Json;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Replaces a layer while it is used.
@Component(
    service = Callable.class,
    property = "ashlar.command=swap",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces a layer while requests run.",
      "WHAT is a block, by its service (backend, scheduler, rule, autodiff, lowering, evaluator,"
          + " importer, exporter) or its",
      "bundle (cpu): the new one starts, is warmed and takes over. Or a contract (ir, operators,"
          + " session, compiler, ...):",
      "requests wait at the door while it is replaced with everything wired to it; if that fails"
          + " the old jars are put back.",
      "Without a JAR: another build of what runs."
    })
public final class SwapCommand implements Callable<Integer> {
  private static final Duration COLLECT = Duration.ofSeconds(10);

  private final BundleContext context;
  private final Swapper swapper;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "WHAT", description = "A service or a bundle.")
  private String what = "";

  @Parameters(
      index = "1..*",
      paramLabel = "JAR|BUNDLE",
      description =
          "Another build of the bundle, with builds of those wired to it where they must change"
              + " too; or, for backend, an installed bundle (cpu).")
  private List<String> replacements = List.of();

  @Option(
      names = "--manner",
      paramLabel = "MANNER",
      description =
          "How a block is replaced: start_then_stop (nobody waits), stop_then_start or update;"
              + " default: ${DEFAULT-VALUE}")
  private Manner manner = Manner.START_THEN_STOP;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Activate
  public SwapCommand(BundleContext context, @Reference Swapper swapper) {
    this.context = context;
    this.swapper = swapper;
  }

  @Override
  public Integer call() {
    var loaders = new Loaders();
    var swap = swap(loaders);
    boolean collected = loaders.collect(COLLECT);
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    if (json) {
      var row = new TreeMap<>(swap.row());
      row.put("loader_collected", collected);
      out.println(Json.of(row));
    } else {
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %s -> %s; gap %.1f ms, %d runs drained%s%s",
              swap.service(),
              swap.from(),
              swap.to(),
              swap.gapMs(),
              swap.drained(),
              swap.bundles() > 1
                  ? String.format(
                      Locale.ROOT, ",%n  %d bundles in %.0f ms", swap.bundles(), swap.ms())
                  : "",
              loaders.created() == 0
                  ? ""
                  : collected
                      ? loaders.created() == 1
                          ? ", old class loader collected"
                          : ", " + loaders.created() + " old class loaders collected"
                      : "; " + String.join("; ", loaders.held())));
    }
    return collected ? 0 : 1;
  }

  private Swap swap(Loaders loaders) {
    if (replacements.isEmpty()) {
      var old = named();
      var next = swapper.jars().next(old);
      return swapper.replace(old, next, manner, loaders);
    }
    var first = path(replacements.getFirst());
    if (!Files.isRegularFile(first)) {
      return toBundle(replacements.getFirst());
    }
    if (replacements.size() == 1) {
      return swapper.replace(built(first), first, manner, loaders);
    }
    var builds = new LinkedHashMap<Bundle, Path>();
    for (var each : replacements) {
      var jar = path(each);
      builds.put(bundle(Repack.symbolicName(jar), jar), jar);
    }
    return swapper.replace(builds, loaders);
  }

  private static Path path(String text) {
    return Path.of("").toAbsolutePath().resolve(text);
  }

  /// The bundle that WHAT names, or that offers the service that it names.
  private Bundle named() {
    return swapper.bundle(what).orElseGet(() -> providers(type()).getFirst());
  }

  private String type() {
    var type = Swapper.SERVICES.get(what.toLowerCase(Locale.ROOT));
    if (type == null) {
      throw new IllegalArgumentException(
          "swap: nothing is called "
              + what
              + ": there are the services "
              + Swapper.SERVICES.keySet()
              + " and the bundles that `services` lists");
    }
    return type;
  }

  /// The bundles that offer a service, the newest first.
  private List<Bundle> providers(String type) {
    var found =
        Arrays.stream(context.getBundles())
            .filter(b -> b.getState() == Bundle.ACTIVE && Swapper.offers(b, type))
            .sorted(Comparator.comparing(Bundle::getBundleId).reversed())
            .toList();
    if (found.isEmpty()) {
      throw new IllegalArgumentException("swap: nobody provides " + type + " now");
    }
    return found;
  }

  /// The bundle that a jar is another build of, which must be what WHAT names.
  private Bundle built(Path jar) {
    var name = Repack.symbolicName(jar);
    if (name.equals(what) || name.equals("org.ashlar." + what)) {
      return bundle(name, jar);
    }
    var type = type();
    var providers = providers(type);
    return providers.stream()
        .filter(b -> name.equals(b.getSymbolicName()))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "swap: "
                    + jar
                    + " is a build of "
                    + name
                    + ", which provides no "
                    + type.substring(type.lastIndexOf('.') + 1)
                    + " now: provided by "
                    + providers.stream().map(Swapper::label).toList()));
  }

  private Bundle bundle(String name, Path jar) {
    return swapper
        .bundle(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "swap: " + jar + " is a build of " + name + ", which is not active here"));
  }

  /// Moves the programs to the device of an installed bundle; starts it where it is stopped.
  private Swap toBundle(String name) {
    var bundle =
        Arrays.stream(context.getBundles())
            .filter(b -> b.getSymbolicName() != null)
            .filter(
                b -> b.getSymbolicName().equals(name) || b.getSymbolicName().endsWith("." + name))
            .max(Comparator.comparing(Bundle::getVersion))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "swap: "
                        + name
                        + " is neither a file nor an installed bundle: services lists the"
                        + " bundles"));
    if (!type().equals(Swapper.SERVICES.get("backend"))) {
      throw new IllegalArgumentException(
          "swap: a "
              + what
              + " is replaced by a jar: only backends stand side by side: swap "
              + what
              + " JAR");
    }
    try {
      bundle.start();
    } catch (BundleException e) {
      throw new IllegalStateException(
          "swap: " + Swapper.label(bundle) + " does not start: " + e.getMessage());
    }
    var devices = swapper.devices();
    var target =
        devices.entrySet().stream()
            .filter(d -> d.getValue().equals(Swapper.label(bundle)))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "swap: "
                        + Swapper.label(bundle)
                        + " provides no backend: why "
                        + bundle.getSymbolicName()
                        + " says more"));
    var from =
        devices.values().stream()
            .filter(l -> !l.startsWith(bundle.getSymbolicName() + " "))
            .findFirst();
    return swapper.move(from.orElse("-"), target.getKey(), target.getKey());
  }
}
