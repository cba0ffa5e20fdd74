package org.ashlar.models.conform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Settings;
import org.ashlar.models.exec.Machines;
import org.ashlar.models.exec.Readers;
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

/// Runs models on data whose results are known, and says how many come out the same.
@Component(
    service = Callable.class,
    property = "ashlar.command=conform",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "conform",
    mixinStandardHelpOptions = true,
    description = {
      "Runs models on data whose results are known, and compares.",
      "A test is a folder with model.onnx, or model.source (one line: maven|npm",
      "COORDINATES ENTRY SHA256), and data sets test_data_set_N with input_I.pb and",
      "output_I.pb, as the ONNX backend tests have them; folders may be nested.",
      "data.json may give rtol and atol (1e-3 and 1e-7 unless it does); whole",
      "numbers, truths and strings are compared exactly.",
      "",
      "pass          every output agrees and every kernel ran on the device",
      "fail          an output is something else",
      "unsupported   something needed is not there, or not on this device",
      "undetermined  random numbers: types, shapes, values and spread are right",
      "excluded      with --gradients: nothing to derive, for the reason told",
      "timeout       it did not end in time",
      "error         the model or its data cannot be read, or something broke"
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0   every test passes; with --expect: no test of the list is lost",
      "  1   one does not",
      "  2   the command line is wrong"
    })
public final class ConformCommand implements Callable<Integer> {
  private static final int SHOWN = 60;
  private static final int COLUMNS = 80;

  private final Ashlar ashlar;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "DIR", description = "Folders of tests.")
  private List<Path> folders = List.of();

  @Option(
      names = "--device",
      split = ",",
      paramLabel = "DEVICE",
      description = "The device, or several: cpu,reference; default: the best.")
  private List<String> devices = List.of();

  @Option(
      names = "--fallback",
      paramLabel = "on|off",
      defaultValue = "off",
      description =
          "Whether other devices may do what this one refuses; default: off. A test that needs them"
              + " never passes.")
  private String fallback = "off";

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "The longest that a test may take; default: ${DEFAULT-VALUE}.")
  private int timeout = 60;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "2",
      description = "Tests that run at once; default: ${DEFAULT-VALUE}.")
  private int threads = 2;

  @Option(
      names = "--gradients",
      description =
          "Tries derivatives instead of values: forward and reverse mode, first and second order,"
              + " against differences in f64 along lines through the inputs.")
  private boolean gradients;

  @Option(
      names = "--match",
      paramLabel = "TEXT",
      description = "Only tests with this in their names.")
  private String match = "";

  @Option(names = "--report", paramLabel = "FILE", description = "Writes the outcomes as JSON.")
  private @Nullable Path report;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes the outcomes as a page.")
  private @Nullable Path html;

  @Option(names = "--json", description = "Prints JSON.")
  private boolean json;

  @Option(
      names = "--passing",
      paramLabel = "FILE",
      description = "Writes the names of those that end well.")
  private @Nullable Path passing;

  @Option(
      names = "--expect",
      paramLabel = "FILE",
      description = "Fails if one of these names does not end well.")
  private @Nullable Path expect;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description = "Writes the figures into a Markdown page, between its marks.")
  private @Nullable Path table;

  @Activate
  public ConformCommand(@Reference Ashlar ashlar) {
    this.ashlar = ashlar;
  }

  @Override
  public Integer call() {
    check();
    var out = Output.of(line().getOut());
    var suites = new LinkedHashMap<String, List<Tally>>();
    var tallies = new ArrayList<Tally>();
    for (var device : devices.isEmpty() ? List.of("") : devices) {
      var name =
          Machines.named(
              ashlar.registry(),
              Optional.of(device).filter(d -> !d.isEmpty()).or(() -> settings().device()));
      tallies.add(tally(name, suites, out));
    }
    write(tallies, suites);
    var lost = expect == null ? List.<String>of() : Passing.lost(expect, tallies.getFirst());
    if (json) {
      out.out().println(Json.of(tallies.getFirst().json()));
    } else {
      tallies.forEach(tally -> misses(out, tally));
      tallies.forEach(tally -> out.line("%s", tally));
      lost.forEach(name -> out.line("%s", cut("lost: " + name)));
    }
    boolean well = expect == null ? tallies.stream().allMatch(Tally::allPass) : lost.isEmpty();
    return well ? 0 : 1;
  }

  private Tally tally(String device, Map<String, List<Tally>> suites, Output out) {
    var registry =
        fallback.equals("on") ? ashlar.registry() : Machines.only(ashlar.registry(), device);
    var all = new ArrayList<Outcome>();
    double seconds = 0;
    try (var compiler = new Compiler(registry, settings())) {
      for (var folder : folders) {
        var tests =
            new Suite(folder).tests().stream().filter(t -> t.name().contains(match)).toList();
        if (tests.isEmpty()) {
          throw new IllegalArgumentException(
              "conform: "
                  + folder
                  + ": has no tests: folders with model.onnx or model.source"
                  + (match.isEmpty() ? "" : ", with " + match + " in their names"));
        }
        long begin = System.nanoTime();
        var outcomes = run(compiler, device, tests, out);
        var tally = new Tally(device, (System.nanoTime() - begin) / 1e9, outcomes);
        suites
            .computeIfAbsent(
                String.valueOf(folder.normalize().getFileName()), f -> new ArrayList<>())
            .add(tally);
        all.addAll(outcomes);
        seconds += tally.seconds();
      }
    }
    return new Tally(device, seconds, all);
  }

  private List<Outcome> run(Compiler compiler, String device, List<TestCase> tests, Output out) {
    var conformance =
        new Conformance(
            new Readers(ashlar.registry()),
            Packages.ofUser(),
            compiler,
            device,
            Duration.ofSeconds(timeout),
            threads,
            gradients);
    var bar = new ProgressBar(out, device);
    return conformance.run(
        tests,
        (done, outcome) -> {
          if (out.live() && !json) {
            bar.at((double) done / tests.size(), brief(outcome.name()));
          }
        });
  }

  private void write(List<Tally> tallies, Map<String, List<Tally>> suites) {
    if (report != null) {
      write(report, Json.of(tallies.getFirst().json()) + "\n");
    }
    if (html != null) {
      write(html, HtmlReport.of(tallies));
    }
    if (passing != null) {
      Passing.write(passing, tallies.getFirst());
    }
    if (table != null) {
      FiguresTable.write(table, suites);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static void misses(Output out, Tally tally) {
    var misses = tally.tests().stream().filter(t -> t.status() != Status.PASS).toList();
    misses.stream()
        .limit(SHOWN)
        .forEach(t -> out.line("%s", cut(t.status() + " " + t.name() + ": " + t.detail())));
    if (misses.size() > SHOWN) {
      out.line("... and %d more: --report FILE or --html FILE has them all", misses.size() - SHOWN);
    }
  }

  private static String cut(String text) {
    var line = text.lines().findFirst().orElse("");
    return line.length() > COLUMNS ? line.substring(0, COLUMNS - 3) + "..." : line;
  }

  private static String brief(String name) {
    return name.length() > 24 ? name.substring(0, 24) : name;
  }

  private void check() {
    if (!List.of("on", "off").contains(fallback)) {
      throw new CommandLine.ParameterException(
          line(), "conform: --fallback must be on or off: " + fallback);
    }
    if (timeout < 1 || threads < 1 || threads > 64) {
      throw new CommandLine.ParameterException(
          line(), "conform: --timeout must be at least 1, --threads from 1 to 64");
    }
    if (devices.size() > 1 && (json || report != null || passing != null || expect != null)) {
      throw new CommandLine.ParameterException(
          line(), "conform: a report is of one device: several go with --html and --table");
    }
  }

  private Settings settings() {
    return ashlar.compiler().settings();
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
  }
}
