package org.ashlar.simulators;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.shell.output.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Says how many blocks of a kernel fit on a multiprocessor at once, and what keeps more away.
@Command(
    name = "occupancy",
    mixinStandardHelpOptions = true,
    description = "Says how many blocks fit on a multiprocessor, as CUDA's calculator does.")
public final class GpuOccupancy implements Callable<Integer> {
  @ParentCommand private @Nullable GpuCommand gpu;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--profile",
      paramLabel = "CARD",
      description = "The card, or a .json file; default: ${DEFAULT-VALUE}.")
  private String card = "a100";

  @Option(names = "--block", required = true, paramLabel = "N", description = "Threads of a block.")
  private int threads;

  @Option(
      names = "--registers",
      paramLabel = "N",
      description = "Registers of a thread; default: ${DEFAULT-VALUE}.")
  private int registers = 32;

  @Option(
      names = "--shared",
      paramLabel = "BYTES",
      description = "Shared memory of a block; default: ${DEFAULT-VALUE}.")
  private int shared;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    var answer =
        Objects.requireNonNull(gpu, "set by picocli")
            .cards()
            .occupancy(card, threads, registers, shared);
    var out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    out.println(json ? Json.of(answer) : answer.get("text"));
    return 0;
  }
}
