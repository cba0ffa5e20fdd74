package org.ashlar.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// Shows every join of the platform: interface, provider, version, ranking and users.
@Component(
    service = Callable.class,
    property = "ashlar.command=services",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "services",
    mixinStandardHelpOptions = true,
    description = "Every join: interface, provider bundle and version, ranking, who uses it.")
public final class Services implements Callable<Integer> {
  private final BundleContext context;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "Only joins whose interface, provider or service has this name.")
  private @Nullable String name;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Option(names = "--svg", paramLabel = "FILE", description = "Draws the joins into this file.")
  private @Nullable Path svg;

  @Activate
  public Services(BundleContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    var out = Objects.requireNonNull(spec, "spec is set by picocli").commandLine().getOut();
    var wanted = Optional.ofNullable(name);
    var joins =
        Join.all(context).stream().filter(join -> wanted.map(join::matches).orElse(true)).toList();
    if (joins.isEmpty()) {
      throw new IllegalArgumentException(
          "services: nothing matches " + wanted.orElse("") + ": services without a name lists all");
    }
    if (svg != null) {
      try {
        Files.writeString(svg, Picture.svg(joins));
      } catch (IOException unwritable) {
        throw new UncheckedIOException(
            "services: cannot write " + svg + ": " + unwritable.getMessage(), unwritable);
      }
      out.println(svg);
    } else if (json) {
      out.println(
          JsonMapper.builder()
              .build()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(Map.of("joins", joins)));
    } else {
      table(joins).forEach(out::println);
    }
    return 0;
  }

  private static List<String> table(List<Join> joins) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("INTERFACE", "PROVIDER", "VERSION", "RANKING", "SERVICES", "USED BY"));
    for (var join : joins) {
      var simple = join.service().substring(join.service().lastIndexOf('.') + 1);
      var epoch = join.properties().getOrDefault("ashlar.epoch", "");
      var offered =
          (join.count() == 1 ? join.names().getFirst() : join.count() + " services")
              + (epoch.isEmpty() ? "" : ", epoch " + epoch);
      var users = join.users().isEmpty() ? "-" : String.join(", ", join.users());
      rows.add(
          List.of(
              simple,
              join.bundle(),
              join.version(),
              Integer.toString(join.ranking()),
              offered,
              users));
    }
    var widths = new int[rows.getFirst().size()];
    rows.forEach(row -> {
      for (var i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    });
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    var text = new StringBuilder();
    for (var i = 0; i < widths.length; i++) {
      text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return text.toString().stripTrailing();
  }
}
