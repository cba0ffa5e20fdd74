package org.ashlar.simulators;

import java.nio.file.Path;
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

/// Says what a PTX file holds and what is wrong with it.
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Says what a PTX file holds, and with line and column what is wrong",
      "or outside the subset. Exit code 1 when something is."
    })
public final class GpuVerify implements Callable<Integer> {
  @ParentCommand private @Nullable GpuCommand gpu;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "The text: kernel.ptx")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Override
  public Integer call() {
    var verdict =
        Objects.requireNonNull(gpu, "set by picocli")
            .lab()
            .verify(file.toString(), UserFiles.text(file));
    var out = Objects.requireNonNull(spec, "set by picocli").commandLine().getOut();
    if (json) {
      out.println(Json.of(verdict));
    } else {
      for (var entry : verdict.entries()) {
        out.println(
            "%s(%s): %d instructions, %d registers, %d bytes shared, %d bytes local"
                .formatted(
                    entry.name(),
                    String.join(", ", entry.parameters()),
                    entry.instructions(),
                    entry.registers(),
                    entry.sharedBytes(),
                    entry.localBytes()));
      }
      verdict.problems().forEach(out::println);
    }
    return verdict.good() ? 0 : 1;
  }
}
