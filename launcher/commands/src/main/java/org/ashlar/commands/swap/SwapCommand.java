package org.ashlar.commands.swap;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.backend.Backend;
import org.ashlar.commands.Json;
import org.ashlar.compiler.Provider;
import org.ashlar.session.Ashlar;
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

/// Replaces the provider of a service while it is used.
@Component(
    service = Callable.class,
    property = "ashlar.command=swap",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "swap",
    mixinStandardHelpOptions = true,
    description = {
      "Replaces the provider of a service: starts the new one, warms it, switches to it, stops the old one.",
      "SERVICE: backend, scheduler, rule, autodiff, lowering or evaluator. BUNDLE: one that is installed (backend only: the",
      "sessions move to its device); JAR: another build of the bundle that provides the service now."
    })
public final class SwapCommand implements Callable<Integer> {
  private final BundleContext context;
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SERVICE",
      description = "backend, scheduler, rule, autodiff, lowering, evaluator")
  private String service = "";

  @Parameters(
      index = "1",
      paramLabel = "BUNDLE|JAR",
      description = "An installed bundle (cpu, org.ashlar.cpu) or a jar.")
  private String replacement = "";

  @Option(
      names = "--manner",
      paramLabel = "MANNER",
      description =
          "start_then_stop (nobody waits), stop_then_start or update; default: ${DEFAULT-VALUE}")
  private Manner manner = Manner.START_THEN_STOP;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Activate
  public SwapCommand(BundleContext context, @Reference Ashlar ashlar) {
    this.context = context;
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var type = Swapper.SERVICES.get(service.toLowerCase(Locale.ROOT));
    if (type == null) {
      throw new IllegalArgumentException(
          "swap: unknown service "
              + service
              + ": there are "
              + Swapper.SERVICES.keySet().stream().sorted().toList());
    }
    var loaders = new Loaders();
    var swapper = new Swapper(context, ashlar, loaders);
    var jar = Path.of("").toAbsolutePath().resolve(replacement);
    var swap =
        Files.isRegularFile(jar)
            ? swapper.replace(type.getSimpleName(), provider(type, jar), jar, manner)
            : toBundle(type, swapper);
    boolean collected = loaders.collect(Duration.ofSeconds(10));
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    if (json) {
      out.println(
          Json.of(
              Map.of(
                  "service",
                  swap.service(),
                  "from",
                  swap.from(),
                  "to",
                  swap.to(),
                  "gap_ms",
                  swap.gapMs(),
                  "drained",
                  swap.drained(),
                  "loader_collected",
                  collected)));
    } else {
      out.println(
          String.format(
              Locale.ROOT,
              "%s: %s -> %s; gap %.1f ms, %d runs drained%s",
              swap.service(),
              swap.from(),
              swap.to(),
              swap.gapMs(),
              swap.drained(),
              loaders.created() == 0
                  ? ""
                  : collected
                      ? ", old class loader collected"
                      : "; " + String.join("; ", loaders.held())));
    }
    return collected ? 0 : 1;
  }

  /// Moves the sessions to the device of an installed bundle; starts it where it is stopped.
  private Swap toBundle(Class<?> type, Swapper swapper) {
    var bundle =
        Arrays.stream(context.getBundles())
            .filter(b -> b.getSymbolicName() != null)
            .filter(b ->
                b.getSymbolicName().equals(replacement)
                    || b.getSymbolicName().endsWith("." + replacement))
            .max(Comparator.comparing(Bundle::getVersion))
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "swap: "
                        + replacement
                        + " is neither a file nor an installed bundle: services lists the bundles"));
    if (type != Backend.class) {
      throw new IllegalArgumentException(
          "swap: a "
              + service
              + " is replaced by a jar: only backends stand side by side: swap "
              + service
              + " JAR");
    }
    try {
      bundle.start();
    } catch (BundleException e) {
      throw new IllegalStateException(
          "swap: " + Swapper.label(bundle) + " does not start: " + e.getMessage());
    }
    var target =
        backends().stream()
            .filter(p -> p.bundle().equals(bundle.getSymbolicName()))
            .flatMap(p -> p.service().targets().stream())
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "swap: "
                        + Swapper.label(bundle)
                        + " provides no backend: why "
                        + bundle.getSymbolicName()
                        + " says more"));
    var from =
        backends().stream()
            .map(p -> p.label())
            .filter(l -> !l.startsWith(bundle.getSymbolicName() + " "))
            .findFirst();
    return swapper.move("Backend", from.orElse("-"), target.name());
  }

  private List<Provider<Backend>> backends() {
    return ashlar.registry().find(Backend.class);
  }

  /// The bundle that the jar is another build of.
  private Bundle provider(Class<?> type, Path jar) {
    var name = Repack.symbolicName(jar);
    var provider =
        ashlar.registry().find(type).stream()
            .filter(p -> p.bundle().equals(name))
            .findFirst()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "swap: "
                        + jar
                        + " is a build of "
                        + name
                        + ", which provides no "
                        + type.getSimpleName()
                        + " now: provided by "
                        + ashlar.registry().find(type).stream()
                            .map(p -> p.label())
                            .distinct()
                            .toList()));
    return Arrays.stream(context.getBundles())
        .filter(b ->
            provider.bundle().equals(b.getSymbolicName())
                && provider.version().equals(b.getVersion().toString()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("swap: " + provider.label() + " has no bundle"));
  }
}
