package org.ashlar.models.tune;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Datum;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Target;
import org.ashlar.ir.stage.Blueprint;
import org.ashlar.ir.stage.Precision;
import org.ashlar.ir.stage.Tuning;
import org.ashlar.models.data.Given;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Loaded;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
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

/// Searches for faster schedules and cuts of a model's kernels, and keeps them.
@Component(
    service = Callable.class,
    property = "ashlar.command=tune",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    description = {
      "Searches for faster schedules and cuts of a model's kernels, and keeps them.",
      "Each candidate runs on the device in turns with the best so far. What is better",
      "is kept at once, for this machine and this number of threads, and every program",
      "with such a kernel uses it from then on. A search that is stopped loses nothing.",
      "The database is a file in the folder of caches; the property ashlar.tuning names",
      "another one, or is off."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  tune net.onnx --budget 2m", "  tune --list", "  tune net.onnx --forget"})
public final class TuneCommand implements Callable<Integer> {
  private static final Pattern BUDGET = Pattern.compile("(\\d+)(s|m|h)?");

  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "The model: a file, or one in a package as for run.")
  private String model = "";

  @Option(
      names = "--budget",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "How long to search: 90s, 5m; default: ${DEFAULT-VALUE}.")
  private String budget = "60s";

  @Option(names = "--device", paramLabel = "DEVICE", description = "The device; default: the best.")
  private @Nullable String device;

  @Option(
      names = "--size",
      paramLabel = "NAME=N",
      description = "A size that the model leaves open; default: 1.")
  private Map<String, Long> sizes = Map.of();

  @Option(
      names = "--input",
      paramLabel = "NAME=FILE",
      description = "A value of an input, or NAME=random, as for run.")
  private Map<String, String> inputs = Map.of();

  @Option(
      names = "--precision",
      paramLabel = "f32|bf16|f16|int8",
      defaultValue = "f32",
      description = "Of the program that is tuned; default: f32.")
  private String precision = "f32";

  @Option(names = "--list", description = "Tells what is kept, and measures nothing.")
  private boolean list;

  @Option(
      names = "--forget",
      description = "Forgets what was found in MODEL, or everything, and measures nothing.")
  private boolean forget;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes what is shown as JSON.")
  private @Nullable Path json;

  @Activate
  public TuneCommand(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    var tuning = tuning(ashlar.registry());
    if (list) {
      list(tuning);
    } else if (forget) {
      int count = tuning.forget(name());
      out().line("forgotten: %d, in %s", count, tuning.place());
      write(Map.of("forgotten", count, "database", tuning.place()));
    } else if (model.isEmpty()) {
      throw new CommandLine.ParameterException(
          line(), "tune: name a MODEL, or ask for --list or --forget");
    } else {
      search(tuning);
    }
    return 0;
  }

  private static Tuning tuning(Registry registry) {
    return registry.find(Tuning.class).stream()
        .findFirst()
        .<Tuning>map(p -> p.service())
        .orElseThrow(() ->
            new IllegalArgumentException(
                "tune: nobody present keeps what is found: provided by org.ashlar.tuning"));
  }

  /// The model as winners name it.
  private String name() {
    return model.isEmpty() || model.contains("!") ? model : Path.of(model).getFileName().toString();
  }

  private void list(Tuning tuning) {
    var winners = tuning.winners();
    out().line("%s", winners.size() + " kept in " + tuning.place());
    var rows = new ArrayList<Map<String, Object>>();
    for (var w : winners) {
      out()
          .line(
              "%s",
              String.format(
                  Locale.ROOT,
                  "%-24s %-32s %5.2f  %s, machine %s",
                  w.model(),
                  w.kernel(),
                  w.ratio(),
                  told(w.facts()),
                  w.machine()));
      var row = row(w.kernel(), w.ratio(), w.facts());
      row.put("model", w.model());
      row.put("stage", w.stage().toString().toLowerCase(Locale.ROOT));
      row.put("machine", w.machine());
      rows.add(row);
    }
    write(Map.of("database", tuning.place(), "winners", rows));
  }

  private void search(Tuning tuning) {
    long nanos = nanos(budget);
    tuning.winners(); // a damaged database is told before anything is measured
    var bits = Precision.of(precision);
    var readers = new Readers(ashlar.registry());
    var blueprint = readers.open(Packages.ofUser().file(ModelSource.of(model)));
    var given = new Given(readers, sizes).of(blueprint.inputs(), inputs);
    var settings = ashlar.compiler().settings();
    var machine =
        Machines.named(ashlar.registry(), Optional.ofNullable(device).or(settings::device));
    var only = Machines.only(ashlar.registry(), machine);
    var heard = new Listening(only, Tuning.NONE);
    try (var compiler = new Compiler(heard, settings);
        var runner = new DeviceRunner(compiler, machine, Duration.ofMinutes(10), bits);
        var loaded = new Loaded(blueprint, runner)) {
      loaded.prepare(given);
      var found = tuned(tuning, heard, only, machine, nanos);
      whole(tuning, found, only, machine, bits, blueprint, given, loaded);
    }
  }

  /// A kernel with its time as heuristics choose.
  private record Timed(Subject subject, double nanos) {
    double share() {
      return nanos * subject.count();
    }
  }

  /// @param rows one a kernel for which something was found
  private record Outcome(List<Map<String, Object>> rows, List<Runnable> undo, int tried) {}

  private Outcome tuned(Tuning tuning, Listening heard, Registry only, String machine, long nanos) {
    long begin = System.nanoTime();
    var bar = new ProgressBar(out(), "tune");
    var rows = new ArrayList<Map<String, Object>>();
    var undo = new ArrayList<Runnable>();
    var backend = backend(only, machine);
    var subjects =
        heard.subjects().stream().filter(s -> s.target().name().equals(machine)).toList();
    int tried = 0;
    try (var opened = backend.open(target(only, machine))) {
      var race = Race.of(opened.target());
      var timer = new Search(only, backend, opened, race, (_, _, _, _) -> {});
      var timed = new ArrayList<Timed>();
      for (var subject : subjects) {
        timer.time(subject).ifPresent(t -> timed.add(new Timed(subject, t)));
      }
      timed.sort(Comparator.comparingDouble(Timed::share).reversed());
      double open = timed.stream().mapToDouble(Timed::share).sum();
      for (var one : timed) {
        long now = System.nanoTime();
        long left = begin + nanos - now;
        if (left <= 0) {
          break;
        }
        long until = now + Math.min(left, (long) (2 * left * one.share() / open) + nanos / 50);
        open -= one.share();
        var subject = one.subject();
        var search =
            new Search(
                only,
                backend,
                opened,
                race,
                (stage, kernel, facts, ratio) -> {
                  var constant =
                      stage == Tuning.Stage.CODE ? subject.constantOf(kernel) : Set.<Buffer>of();
                  tuning.keep(stage, kernel, constant, subject.target(), facts, ratio, name());
                  undo.add(() ->
                      tuning.keep(stage, kernel, constant, subject.target(), Map.of(), 1, name()));
                });
        var found =
            search.of(
                subject,
                heard.unscheduled(subject.kernel()),
                () -> {
                  bar.at(
                      Math.min(0.99, (System.nanoTime() - begin) / (double) nanos),
                      subject.kernel().name());
                  return System.nanoTime() < until;
                });
        tried += search.tried();
        if (found.ratio() > 1) {
          var facts = new TreeMap<>(found.schedule());
          facts.putAll(found.code());
          var row = row(subject.kernel().name(), found.ratio(), facts);
          row.put("ms", found.nanos() / 1e6);
          row.put("kernels", subject.count());
          rows.add(row);
        }
      }
    }
    bar.at(1, tried + " candidates");
    return new Outcome(rows, undo, tried);
  }

  private static Backend backend(Registry registry, String machine) {
    return registry.find(Backend.class).stream()
        .<Backend>map(p -> p.service())
        .filter(b -> b.targets().stream().anyMatch(t -> t.name().equals(machine)))
        .findFirst()
        .orElseThrow();
  }

  private static Target target(Registry registry, String machine) {
    return backend(registry, machine).targets().stream()
        .filter(t -> t.name().equals(machine))
        .findFirst()
        .orElseThrow();
  }

  /// Runs the whole model both ways; what makes it slower is forgotten.
  private void whole(
      Tuning tuning,
      Outcome found,
      Registry only,
      String machine,
      Precision bits,
      Blueprint blueprint,
      Map<String, Datum> given,
      Loaded plain) {
    for (var row : found.rows()) {
      out()
          .line(
              "%s",
              String.format(
                  Locale.ROOT,
                  "%-36s %9.4f ms  %5.2f  %s",
                  row.get("kernel"),
                  number(row, "ms"),
                  number(row, "ratio"),
                  told(facts(row))));
    }
    var report = new LinkedHashMap<String, Object>();
    report.put("model", model);
    report.put("database", tuning.place());
    report.put("candidates", found.tried());
    report.put("winners", found.rows());
    if (found.rows().isEmpty()) {
      out()
          .line(
              "tried %d candidates, nothing is better than what heuristics choose", found.tried());
      write(report);
      return;
    }
    try (var compiler = new Compiler(only, ashlar.compiler().settings());
        var runner = new DeviceRunner(compiler, machine, Duration.ofMinutes(10), bits);
        var loaded = new Loaded(blueprint, runner)) {
      loaded.run(given);
      plain.run(given);
      var result =
          Race.of(target(only, machine)).of(() -> plain.run(given), () -> loaded.run(given));
      boolean isKept = result.ratio() >= 0.98;
      report.put("ms", result.nanos() / 1e6);
      report.put("ratio", result.ratio());
      report.put("kept", isKept);
      out()
          .line(
              "%s",
              String.format(
                  Locale.ROOT,
                  "model: %.4g ms, %.3f times as fast as heuristics make it; %d candidates tried",
                  result.nanos() / 1e6,
                  result.ratio(),
                  found.tried()));
      if (isKept) {
        out().line("kept in %s", tuning.place());
      } else {
        found.undo().forEach(Runnable::run);
        out().line("as a whole it is slower: forgotten again");
      }
    }
    write(report);
  }

  @SuppressWarnings("unchecked") // row() put it there
  private static Map<String, Double> facts(Map<String, Object> row) {
    return (Map<String, Double>) Objects.requireNonNull(row.get("facts"));
  }

  private static Map<String, Object> row(String kernel, double ratio, Map<String, Double> facts) {
    var row = new LinkedHashMap<String, Object>();
    row.put("kernel", kernel);
    row.put("ratio", Math.round(ratio * 1000) / 1000.0);
    row.put("facts", new TreeMap<>(facts));
    return row;
  }

  private static String told(Map<String, Double> facts) {
    var text = new ArrayList<String>();
    new TreeMap<>(facts)
        .forEach((name, value) -> text.add(name + " " + String.format(Locale.ROOT, "%.0f", value)));
    return String.join(", ", text);
  }

  /// @throws IllegalArgumentException when it is no time
  static long nanos(String text) {
    var found = BUDGET.matcher(text);
    if (!found.matches() || Long.parseLong(found.group(1)) == 0) {
      throw new IllegalArgumentException(
          "tune: --budget must be a time like 90s, 5m or 1h: " + text);
    }
    long unit =
        switch (Optional.ofNullable(found.group(2)).orElse("s")) {
          case "m" -> 60;
          case "h" -> 3600;
          default -> 1;
        };
    return Duration.ofSeconds(Long.parseLong(found.group(1)) * unit).toNanos();
  }

  private void write(Map<String, Object> all) {
    if (json == null) {
      return;
    }
    try {
      Files.writeString(json, Json.of(all) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(json + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private Output out() {
    return Output.of(line().getOut());
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
  }

  private static double number(Map<String, Object> row, String name) {
    return row.get(name) instanceof Number number ? number.doubleValue() : 0;
  }
}
