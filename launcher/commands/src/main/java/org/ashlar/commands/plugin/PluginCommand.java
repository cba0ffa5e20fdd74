package org.ashlar.commands.plugin;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ashlar.compiler.Provider;
import org.ashlar.ir.Operator;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Json;
import org.ashlar.shell.output.Output;
import org.ashlar.swap.Loaders;
import org.ashlar.swap.Repack;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Plugins: make, build, test, install, list, remove.
@Component(
    service = Callable.class,
    property = "ashlar.command=plugin",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "plugin",
    mixinStandardHelpOptions = true,
    description = "Operators from outside: make, build, test, install, list and remove them.")
public final class PluginCommand implements Callable<Integer> {
  private static final Duration STAYS = Duration.ofSeconds(2);

  private final BundleContext context;
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Activate
  public PluginCommand(BundleContext context, @Reference Ashlar ashlar) {
    this.context = context;
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    throw new CommandLine.ParameterException(
        line(), "plugin: say what to do: new, build, test, install, list or remove");
  }

  @Command(
      name = "new",
      mixinStandardHelpOptions = true,
      description = "Makes ./NAME/ with one operator, one line of test, and bnd.bnd.")
  int create(
      @Parameters(
              paramLabel = "NAME",
              description = "A Java package in lower case: steep, com.acme.steep")
          String name) {
    var project = PluginProject.create(here(), name);
    out().println(project.folder());
    out()
        .println(
            "Next: change the body in src, then: plugin test " + name + ", plugin build " + name);
    return 0;
  }

  @Command(
      name = "build",
      mixinStandardHelpOptions = true,
      description = "Compiles and packs a plugin; prints the jar's path.")
  int build(@Parameters(paramLabel = "DIR", description = "The plugin's folder.") Path folder) {
    out().println(builder().build(PluginProject.at(here(folder))));
    return 0;
  }

  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description =
          "Builds a plugin and checks the laws of its operators on every device; exit code 1 when one fails or none ran.")
  int test(@Parameters(paramLabel = "DIR", description = "The plugin's folder.") Path folder) {
    var jar = builder().buildWithTests(PluginProject.at(here(folder)));
    var results = PluginTest.run(context, ashlar.registry(), jar);
    results.lines().forEach(out()::println);
    return results.isGood() ? 0 : 1;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description =
          "Shows all of it on an operator made for the purpose: build, install, use, differentiate, remove.")
  int show(
      @Option(
              names = "--json",
              paramLabel = "FILE",
              description = "Writes the figures to this file.")
          @Nullable Path json) {
    var figures = new LinkedHashMap<String, Object>();
    new PluginShow(context, ashlar, work()).run(Output.of(out()), figures::put);
    if (json != null) {
      try {
        Files.writeString(json, Json.of(figures));
      } catch (IOException e) {
        throw new UncheckedIOException(
            "plugin: " + json + " cannot be written: " + e.getMessage(), e);
      }
    }
    return 0;
  }

  /// A folder inside the run-time folder of this process, which goes with it.
  private Path work() {
    var run = context.getProperty("ashlar.run");
    try {
      return run == null
          ? Files.createTempDirectory("ashlar-plugin")
          : Files.createTempDirectory(Path.of(run), "plugin");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "plugin: no folder to work in: " + e.getMessage() + ": use --home DIR", e);
    }
  }

  @Command(
      name = "install",
      mixinStandardHelpOptions = true,
      description = "Checks a jar, installs it and waits until it is live.")
  int install(
      @Parameters(paramLabel = "JAR", description = "A bundle, as plugin build makes it.")
          Path jar) {
    var plugins = Plugins.of(context, ashlar.registry());
    var loaders = new Loaders();
    plugins.named(Repack.symbolicName(here(jar))).ifPresent(loaders::watch);
    var installed = plugins.install(here(jar));
    out()
        .println(
            String.format(
                Locale.ROOT,
                "%s %s is live after %d ms: operators %s",
                installed.bundle().getSymbolicName(),
                installed.bundle().getVersion(),
                installed.liveMs(),
                installed.operators().isEmpty()
                    ? "none"
                    : String.join(", ", installed.operators())));
    others(installed.bundle()).forEach(out()::println);
    sayWhatStays(loaders);
    return 0;
  }

  /// Who else offers an operator that a bundle offers, and which of them is used.
  private List<String> others(Bundle bundle) {
    var lines = new ArrayList<String>();
    var seen = new LinkedHashMap<String, List<Provider<Operator>>>();
    ashlar
        .registry()
        .find(Operator.class)
        .forEach(
            p -> seen.computeIfAbsent(p.service().id().toString(), _ -> new ArrayList<>()).add(p));
    seen.forEach((operator, providers) -> {
      if (providers.size() > 1
          && providers.stream().anyMatch(p -> p.bundle().equals(bundle.getSymbolicName()))) {
        lines.add(
            operator
                + " is offered by "
                + providers.stream().map(Provider::label).collect(Collectors.joining(", "))
                + ": the one of "
                + providers.getFirst().bundle()
                + " is used");
      }
    });
    return lines;
  }

  /// A plugin that is gone must not keep its classes: if it does, who keeps them.
  private void sayWhatStays(Loaders loaders) {
    if (!loaders.collect(STAYS)) {
      loaders.held().forEach(out()::println);
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "The plugins that are installed, with their operators.")
  int list(@Option(names = "--json", description = "Prints JSON.") boolean json) {
    var folder = Plugins.of(context, ashlar.registry());
    var plugins = folder.list();
    if (json) {
      var rows = plugins.stream().map(b -> row(b, folder.operators(b))).toList();
      out().println(Json.of(Map.of("plugins", rows)));
      return 0;
    }
    if (plugins.isEmpty()) {
      out().println("No plugins are installed in " + folder.folder());
    }
    for (var bundle : plugins) {
      out()
          .println(
              bundle.getSymbolicName()
                  + " "
                  + bundle.getVersion()
                  + "  "
                  + state(bundle)
                  + "  "
                  + String.join(", ", folder.operators(bundle)));
    }
    return 0;
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description = "Removes an installed plugin.")
  int remove(
      @Parameters(paramLabel = "NAME", description = "The plugin's name, as plugin list says.")
          String name) {
    var plugins = Plugins.of(context, ashlar.registry());
    var loaders = new Loaders();
    plugins.named(name).ifPresent(loaders::watch);
    plugins.remove(name);
    out().println(name + " is removed");
    sayWhatStays(loaders);
    return 0;
  }

  private Map<String, Object> row(Bundle bundle, List<String> operators) {
    return Map.of(
        "name",
        bundle.getSymbolicName(),
        "version",
        bundle.getVersion().toString(),
        "state",
        state(bundle),
        "operators",
        operators);
  }

  private String state(Bundle bundle) {
    boolean live =
        bundle.getState() == Bundle.ACTIVE && Started.of(context, bundle).failed().isEmpty();
    return live ? "live" : "not live: why " + bundle.getSymbolicName() + " says why";
  }

  private PluginBuild builder() {
    return PluginBuild.of(
        Path.of(
            Objects.requireNonNull(
                context.getProperty("ashlar.distribution"), "set by the launcher")));
  }

  /// The caller's folder.
  private static Path here() {
    return Path.of("").toAbsolutePath();
  }

  private static Path here(Path path) {
    return here().resolve(path);
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
  }

  private PrintWriter out() {
    return line().getOut();
  }
}
