package org.ashlar.simulators;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.shell.output.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Lists the cards, or every value of one with where it comes from.
@Command(
    name = "profiles",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the cards; with a name: every value of it with its source.",
      "--import reads a configuration of GPGPU-Sim and prints a profile."
    })
public final class GpuProfiles implements Callable<Integer> {
  @ParentCommand private @Nullable GpuCommand gpu;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "0..1", paramLabel = "CARD", description = "A card, or a .json file.")
  private String card = "";

  @Option(names = "--schema", description = "Prints the JSON Schema of profile files.")
  private boolean schema;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      description = "A configuration file of GPGPU-Sim.")
  private @Nullable Path config;

  @Option(
      names = "--base",
      paramLabel = "CARD",
      description = "What says the rest of an import; default: ${DEFAULT-VALUE}.")
  private String base = "v100";

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    var cards = Objects.requireNonNull(gpu, "set by picocli").cards();
    var out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    if (schema) {
      out.println(cards.schema());
    } else if (config != null) {
      out.println(
          cards.importGpgpuSim(card.isEmpty() ? "imported" : card, base, UserFiles.text(config)));
    } else if (card.isEmpty()) {
      if (json) {
        out.println(Json.of(Map.of("cards", cards.cards())));
      } else {
        cards.cards().forEach(out::println);
      }
    } else if (json) {
      var all = new LinkedHashMap<String, Object>();
      all.put("name", card);
      all.put("values", cards.values(card));
      all.put("unknown", cards.unknown(card));
      out.println(Json.of(all));
    } else {
      for (var each : cards.values(card)) {
        out.println(
            "%-34s %-12s %-10s %s%s"
                .formatted(
                    each.key(),
                    each.value(),
                    each.kind(),
                    each.reference(),
                    each.fitted().isEmpty() ? "" : " (fitted on " + each.fitted() + ")"));
      }
      cards.unknown(card).forEach(each -> out.println("unknown: " + each));
    }
    return 0;
  }
}
