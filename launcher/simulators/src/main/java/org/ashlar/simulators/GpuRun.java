package org.ashlar.simulators;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ashlar.shell.output.Json;
import org.ashlar.simulation.lab.KernelArgument;
import org.ashlar.simulation.lab.KernelLaunch;
import org.ashlar.simulation.lab.KernelResult;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Runs a kernel of a PTX file with real values.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a kernel of a PTX file with real values and shows its buffers.",
      "Arguments stand in the order of the entry's parameters: a number u32:5, f32:1.5;",
      "a buffer f32:1024:random, zeros or iota, f32:FILE.npy, f32:FILE.raw.",
      "Exit code 1 when --check finds something."
    })
public final class GpuRun implements Callable<Integer> {
  private static final int SHOWN = 8;

  @ParentCommand private @Nullable GpuCommand gpu;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The text: kernel.ptx")
  private Path file = Path.of("");

  @Option(
      names = "--entry",
      paramLabel = "NAME",
      description = "The kernel, where there are several.")
  private @Nullable String entry;

  @Option(
      names = "--grid",
      paramLabel = "N[xN[xN]]",
      description = "Blocks; default: ${DEFAULT-VALUE}.")
  private String grid = "1";

  @Option(
      names = "--block",
      paramLabel = "N[xN[xN]]",
      description = "Threads of a block; default: ${DEFAULT-VALUE}.")
  private String block = "32";

  @Option(
      names = "--shared",
      paramLabel = "BYTES",
      description = "Dynamic shared memory; default: 0.")
  private int shared;

  @Option(names = "--arg", paramLabel = "ARG", description = "An argument; repeat it, in order.")
  private List<String> arguments = List.of();

  @Option(
      names = "--check",
      description =
          "Checks bounds, alignment, shared memory (uninitialised, races), barriers, waits for"
              + " copies.")
  private boolean check;

  @Option(names = "--save", paramLabel = "DIR", description = "Writes the buffers as argN.npy.")
  private @Nullable Path save;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    var given = new ArrayList<Argument>();
    for (var each : arguments) {
      given.add(Argument.of(each, given.size()));
    }
    var launch =
        new KernelLaunch(
            file.toString(),
            UserFiles.text(file),
            Optional.ofNullable(entry),
            grid,
            block,
            shared,
            given.stream().map(Argument::value).toList(),
            check);
    var result = Objects.requireNonNull(gpu, "set by picocli").lab().run(launch);
    int buffer = 0;
    var shown = new LinkedHashMap<String, String>();
    for (int i = 0; i < given.size(); i++) {
      var argument = given.get(i);
      if (argument.value() instanceof KernelArgument.Buffer) {
        var bytes = result.buffers().get(buffer++);
        shown.put("arg" + i, argument.shown(bytes, SHOWN));
        if (save != null) {
          UserFiles.write(save.resolve("arg" + i + ".npy"), Npy.file(bytes, argument.element()));
        }
      }
    }
    var out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    if (json) {
      out.println(Json.of(json(result, shown)));
    } else {
      lines(result, shown).forEach(out::println);
    }
    return result.findings().isEmpty() ? 0 : 1;
  }

  private static List<String> lines(KernelResult result, Map<String, String> shown) {
    var lines = new ArrayList<String>();
    lines.add(
        "%s: %s%s in %.3f s"
            .formatted(
                result.kernel(),
                result.engine(),
                result.warpInstructions() > 0
                    ? ", %,d warp instructions".formatted(result.warpInstructions())
                    : "",
                result.seconds()));
    shown.forEach((name, values) -> lines.add(name + ": " + values));
    for (var finding : result.findings()) {
      lines.add(
          "%s: line %d%s: block %s warp %d%s: %s%s"
              .formatted(
                  finding.kind(),
                  finding.line(),
                  finding.sourceLine() > 0 ? " (source line " + finding.sourceLine() + ")" : "",
                  finding.block(),
                  finding.warp(),
                  finding.lane() >= 0 ? " lane " + finding.lane() : "",
                  finding.message(),
                  finding.times() > 1 ? " (" + finding.times() + " times)" : ""));
    }
    return lines;
  }

  private static Map<String, Object> json(KernelResult result, Map<String, String> shown) {
    var row = new LinkedHashMap<String, Object>();
    row.put("kernel", result.kernel());
    row.put("engine", result.engine());
    row.put("warp_instructions", result.warpInstructions());
    row.put("seconds", result.seconds());
    row.put("buffers", shown);
    row.put("findings", result.findings());
    return row;
  }
}
