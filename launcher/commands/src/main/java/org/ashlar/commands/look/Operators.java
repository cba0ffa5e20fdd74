package org.ashlar.commands.look;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.ashlar.compiler.Provider;
import org.ashlar.ir.Attributes;
import org.ashlar.ir.Operator;
import org.ashlar.ir.Text;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Json;
import org.ashlar.shell.output.Table;
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

/// The operators present: who provides them, and what they mean.
@Component(
    service = Callable.class,
    property = "ashlar.command=operators",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "operators",
    mixinStandardHelpOptions = true,
    description = "The operators present; with a name: its attributes, meaning and providers.")
public final class Operators implements Callable<Integer> {
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "NAME", description = "An operator: gelu")
  private @Nullable String name;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Activate
  public Operators(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    var all = ashlar.registry().find(Operator.class);
    var shown = name == null ? all : all.stream().filter(p -> named(p, name)).toList();
    if (shown.isEmpty()) {
      throw new IllegalArgumentException(
          "operators: nobody provides " + name + " now: operators lists what is present");
    }
    if (json) {
      out.println(Json.of(Map.of("operators", shown.stream().map(Operators::row).toList())));
    } else if (name == null) {
      table(shown).forEach(out::println);
    } else {
      describe(shown).forEach(out::println);
    }
    return 0;
  }

  private static boolean named(Provider<Operator> provider, String name) {
    return provider.service().name().equals(name)
        || provider.service().id().toString().equals(name);
  }

  private static Map<String, Object> row(Provider<Operator> p) {
    return Map.of(
        "operator",
        p.service().id().toString(),
        "attributes",
        attributes(p.service()),
        "provider",
        p.bundle(),
        "version",
        p.version(),
        "ranking",
        p.ranking());
  }

  private static List<String> table(List<Provider<Operator>> providers) {
    var table = new Table("OPERATOR", "ATTRIBUTES", "PROVIDER");
    providers.stream()
        .sorted(Comparator.comparing(p -> p.service().id().toString()))
        .forEach(p -> table.row(p.service().id(), attributes(p.service()), p.label()));
    return table.lines();
  }

  private static List<String> describe(List<Provider<Operator>> providers) {
    var best = providers.getFirst();
    var lines = new ArrayList<String>();
    var attributes = attributes(best.service());
    lines.add(best.service().id() + (attributes.isEmpty() ? "" : "[" + attributes + "]"));
    Sample.of(best.service())
        .ifPresentOrElse(
            sample -> {
              lines.add("for " + sample.signature());
              Text.of(sample.meaning()).lines().forEach(l -> lines.add("  " + l));
            },
            () ->
                lines.add(
                    "(its meaning depends on attributes: explain \""
                        + best.service().name()
                        + "[...](x: f32[2, 3])\" shows it)"));
    for (var provider : providers) {
      lines.add(
          (provider == best ? "provided by " : "also by     ")
              + provider.label()
              + ", ranking "
              + provider.ranking());
    }
    return lines;
  }

  private static String attributes(Operator operator) {
    return Attributes.of(operator).entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
