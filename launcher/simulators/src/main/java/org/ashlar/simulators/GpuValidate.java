package org.ashlar.simulators;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ashlar.shell.output.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// Holds the simulated cards against measurements of real ones.
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Holds the simulated cards against measurements of real ones: every known",
      "CSV of a folder, row by row. Rows that filled a profile are marked and",
      "left out of the means. Exit code 2 when no folder is given."
    })
public final class GpuValidate implements Callable<Integer> {
  @ParentCommand private @Nullable GpuCommand gpu;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--reference",
      paramLabel = "DIR",
      description = "Measurements as CSV; default: what ASHLAR_REFERENCE names.")
  private @Nullable Path reference;

  @Option(
      names = "--tables",
      split = ",",
      paramLabel = "NAME",
      description = "Only these, by the names of their files.")
  private List<String> tables = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "Writes every row as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Writes the page docs/validation-gpu.md.")
  private @Nullable Path markdown;

  @Override
  public Integer call() {
    var line = Objects.requireNonNull(spec, "set by picocli").commandLine();
    var folder = reference;
    var named = System.getenv("ASHLAR_REFERENCE");
    if (folder == null && named != null && !named.isEmpty()) {
      folder = Path.of(named);
    }
    if (folder == null) {
      line.getErr()
          .println("gpu validate: no measurements: give --reference DIR, or set ASHLAR_REFERENCE");
      return 2;
    }
    var out = line.getOut();
    var result =
        Objects.requireNonNull(gpu, "set by picocli")
            .cards()
            .validate(
                folder,
                name -> tables.isEmpty() || tables.contains(name),
                each -> {
                  out.println(each);
                  out.flush();
                });
    if (json != null) {
      UserFiles.write(json, Json.of(result.json()));
    }
    if (markdown != null) {
      UserFiles.write(markdown, result.markdown());
    }
    return 0;
  }
}
