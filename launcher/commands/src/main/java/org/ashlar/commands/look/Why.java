package org.ashlar.commands.look;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.ashlar.backend.Backend;
import org.ashlar.ir.Operator;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Json;
import org.ashlar.swap.Unresolved;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Says why a bundle, an operator or a device is not there, or who provides it; of a program, what
/// it needs and whether that is here.
@Component(
    service = Callable.class,
    property = "ashlar.command=why",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = {
      "Why a bundle, an operator or a device is not there, or who provides it.",
      "Of a program: which operators it needs, which are missing and who has them, which dtypes no device takes.",
      "Nothing of the program runs. Exit code 1 when something is not there."
    })
public final class Why implements Callable<Integer> {
  private final BundleContext context;
  private final Ashlar ashlar;
  private final ServiceComponentRuntime components;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "NAME|PROGRAM",
      description =
          "A bundle, an operator or a device; or a program: a file, or a call with typed inputs.")
  private String[] words = {};

  private String name = "";

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Activate
  public Why(
      BundleContext context,
      @Reference Ashlar ashlar,
      @Reference ServiceComponentRuntime components) {
    this.context = context;
    this.ashlar = ashlar;
    this.components = components;
  }

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    name = String.join(" ", words);
    var program = ProgramNeeds.read(ashlar, name);
    if (program.isPresent()) {
      var needs = ProgramNeeds.of(ashlar, program.get(), Holders.of(context));
      if (json) {
        out.println(Json.of(needs.json()));
      } else {
        needs.lines().forEach(out::println);
      }
      return needs.isMet() ? 0 : 1;
    }
    var present = present();
    var absent =
        bundles()
            .filter(b -> present.isEmpty() || b.getState() != Bundle.ACTIVE)
            .flatMap(b -> reasons(b).stream())
            .toList();
    var holders = present.isEmpty() ? holders() : List.<String>of();
    var lines = Stream.of(present, absent, holders).flatMap(List::stream).toList();
    if (lines.isEmpty()) {
      lines =
          List.of(
              name
                  + ": no bundle, operator or device of this name is known here: plugin install JAR brings one");
    }
    if (json) {
      out.println(
          Json.of(
              Map.of(
                  "name", name, "kind", "name", "present", !present.isEmpty(), "reasons", lines)));
    } else {
      lines.forEach(out::println);
    }
    return present.isEmpty() ? 1 : 0;
  }

  private List<String> present() {
    var lines = new ArrayList<String>();
    for (var p : ashlar.registry().find(Operator.class)) {
      if (p.service().name().equals(name) || p.service().id().toString().equals(name)) {
        lines.add(
            "operator "
                + p.service().id()
                + " is provided by "
                + p.label()
                + ", ranking "
                + p.ranking());
      }
    }
    for (var p : ashlar.registry().find(Backend.class)) {
      if (p.service().targets().stream().anyMatch(t -> t.name().equals(name))) {
        lines.add("device " + name + " is provided by " + p.label());
      }
    }
    bundles()
        .filter(b -> b.getState() == Bundle.ACTIVE && unsatisfied(b).isEmpty())
        .forEach(
            b -> lines.add("bundle " + b.getSymbolicName() + " " + b.getVersion() + " is active"));
    return lines;
  }

  /// Bundles that have an operator of this name and do not provide it now.
  private List<String> holders() {
    return Holders.of(context).all().stream()
        .filter(h ->
            h.capability().id().name().equals(name) || h.capability().id().toString().equals(name))
        .map(h -> "operator " + h.capability().id() + " is in " + h)
        .distinct()
        .toList();
  }

  private Stream<Bundle> bundles() {
    return Arrays.stream(context.getBundles())
        .filter(b -> b.getSymbolicName() != null)
        .filter(b -> b.getSymbolicName().equals(name) || b.getSymbolicName().endsWith("." + name));
  }

  private List<String> reasons(Bundle bundle) {
    var label = "bundle " + bundle.getSymbolicName() + " " + bundle.getVersion();
    return switch (bundle.getState()) {
      case Bundle.INSTALLED -> List.of(label + " cannot be resolved: " + resolve(bundle));
      case Bundle.RESOLVED ->
          List.of(
              label
                  + " is stopped: swap SERVICE "
                  + bundle.getSymbolicName()
                  + " starts one that has a device");
      default -> unsatisfied(bundle);
    };
  }

  private String resolve(Bundle bundle) {
    try {
      bundle.start();
      return "it could be by now, and is started";
    } catch (BundleException e) {
      return Unresolved.reason(context, bundle, e);
    }
  }

  /// The components of a bundle that wait for something or failed.
  private List<String> unsatisfied(Bundle bundle) {
    var lines = new ArrayList<String>();
    for (var component : components.getComponentDescriptionDTOs(bundle)) {
      for (var configuration : components.getComponentConfigurationDTOs(component)) {
        for (var reference : configuration.unsatisfiedReferences) {
          lines.add(
              "bundle "
                  + bundle.getSymbolicName()
                  + ": component "
                  + component.implementationClass
                  + " waits for a service "
                  + Arrays.stream(component.references)
                      .filter(r -> r.name.equals(reference.name))
                      .map(r -> r.interfaceName)
                      .findFirst()
                      .orElse(reference.name));
        }
        if (configuration.failure != null) {
          lines.add(
              "bundle "
                  + bundle.getSymbolicName()
                  + ": component "
                  + component.implementationClass
                  + " failed: "
                  + Unresolved.innermost(configuration.failure));
        }
      }
    }
    return lines;
  }
}
