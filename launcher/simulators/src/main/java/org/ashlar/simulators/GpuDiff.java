package org.ashlar.simulators;

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

/// Says where two cards differ.
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Says where two cards differ, value by value.")
public final class GpuDiff implements Callable<Integer> {
  @ParentCommand private @Nullable GpuCommand gpu;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "CARD", description = "A card, or a .json file.")
  private String left = "";

  @Parameters(index = "1", paramLabel = "CARD", description = "Another.")
  private String right = "";

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    var rows = Objects.requireNonNull(gpu, "set by picocli").cards().differences(left, right);
    var out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    if (json) {
      out.println(Json.of(Map.of("left", left, "right", right, "differences", rows)));
    } else {
      rows.forEach(
          each -> out.println("%-34s %-16s %s".formatted(each.get(0), each.get(1), each.get(2))));
    }
    return 0;
  }
}
