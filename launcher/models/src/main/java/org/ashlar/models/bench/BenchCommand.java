package org.ashlar.models.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.ashlar.ir.stage.Precision;
import org.ashlar.models.bench.measure.Clock;
import org.ashlar.models.bench.report.Lines;
import org.ashlar.models.bench.report.Markdown;
import org.ashlar.models.bench.report.Page;
import org.ashlar.models.bench.report.Report;
import org.ashlar.models.bench.report.Row;
import org.ashlar.models.bench.suite.Suites;
import org.ashlar.models.bench.worker.Job;
import org.ashlar.models.bench.worker.Worker;
import org.ashlar.shell.output.Json;
import org.ashlar.shell.output.Output;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ServiceScope;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Measures this system beside another one.
@Component(
    service = Callable.class,
    property = "ashlar.command=bench",
    scope = ServiceScope.PROTOTYPE)
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = {
      "Measures this system beside another one.",
      "Both load the same ONNX files in one process and run in turns; a round has some",
      "slices of each. A row's ratio is the peer's time by ours, taken in each round:",
      "the median, with the tenths at both ends. A row whose values differ, or that",
      "cannot be run, is an error with the ratio 0.",
      "",
      "SUITE is one of",
      "  gemm         products of matrices with a constant factor, MxNxK",
      "  conv         the convolutions of ResNet-50, alone and six in a chain",
      "  elementwise  chains of element-wise operators, normalisations of rows",
      "  attention    two products and a softmax",
      "  models       whole models: files and folders of the ONNX backend tests that",
      "               are named after it, or those known in the folder ASHLAR_DATA",
      "  train        training steps of LeNet, ResNet-8 and a transformer, batch 32,",
      "               against pytorch"
    },
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0   every row was measured",
      "  1   one is an error",
      "  2   the command line is wrong"
    })
public final class BenchCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "SUITE|MODEL",
      description = "Suites; after models, or instead, files and folders.")
  private List<String> named = List.of();

  @Option(
      names = "--against",
      paramLabel = "PEER",
      description =
          "onnxruntime, pytorch (gemm, train), openblas (gemm), reference (our own slow device) or"
              + " none; default: onnxruntime, pytorch for train.")
  private @Nullable String against;

  @Option(
      names = "--threads",
      paramLabel = "N",
      split = ",",
      defaultValue = "1",
      description = "Threads of a run, or several numbers: 1,2; default: 1.")
  private List<Integer> threads = List.of(1);

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "Our device; default: cpu.")
  private String device = "cpu";

  @Option(
      names = "--precision",
      paramLabel = "f32|bf16|f16|int8",
      defaultValue = "f32",
      description =
          "In how many bits our weights are kept and multiplied; the row tells the error against the"
              + " peer; default: f32.")
  private String precision = "f32";

  @Option(
      names = "--match",
      paramLabel = "TEXT",
      description = "Only rows with this in their names.")
  private String match = "";

  @Option(names = "--quick", description = "Fewer and shorter rounds: for a first look.")
  private boolean quick;

  @Option(
      names = "--clock",
      paramLabel = "wall|cpu",
      defaultValue = "wall",
      description =
          "cpu: the processor's time of the running thread instead of the time that passes, for a"
              + " busy machine, with one thread; default: wall.")
  private Clock clock = Clock.WALL;

  @Option(names = "--profile", description = "Tells our time of each kernel below its row.")
  private boolean profile;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures as JSON.")
  private @Nullable Path json;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes them as one page with bars.")
  private @Nullable Path html;

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description =
          "Writes them into a Markdown page, between marks; it keeps what else is there"
              + " (docs/benchmarks.md).")
  private @Nullable Path markdown;

  @Option(
      names = "--size",
      paramLabel = "NAME=N",
      description = "A size that a model leaves open, for random inputs; default: 1.")
  private Map<String, Long> sizes = Map.of();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "The longest that a row may take; default: ${DEFAULT-VALUE}.")
  private int timeout = 600;

  @Override
  public Integer call() {
    if (timeout < 1 || threads.stream().anyMatch(n -> n < 1 || n > 1024)) {
      throw new CommandLine.ParameterException(
          line(), "bench: --timeout and --threads must be at least 1");
    }
    if (clock == Clock.CPU && !threads.equals(List.of(1))) {
      throw new CommandLine.ParameterException(
          line(), "bench: --clock cpu knows only the thread that runs: --threads must be 1");
    }
    var suites = new ArrayList<>(named.stream().filter(Suites.NAMES::contains).distinct().toList());
    var models = named.stream().filter(name -> !Suites.NAMES.contains(name)).toList();
    if (!models.isEmpty() && !suites.contains("models")) {
      suites.add("models");
    }
    var reports = new ArrayList<Report>();
    try (var folder = new Scratch()) {
      for (var suite : suites) {
        var peer =
            Optional.ofNullable(against).orElse(suite.equals("train") ? "pytorch" : "onnxruntime");
        for (int count : threads) {
          reports.add(report(suite, peer, count, models, folder.path()));
          write(reports);
        }
      }
    }
    return reports.stream().allMatch(r -> r.errors() == 0) ? 0 : 1;
  }

  private Report report(String suite, String peer, int count, List<String> models, Path folder) {
    var out = Output.of(line().getOut());
    boolean own = peer.equals("none") || peer.equals("reference");
    var peers = Optional.ofNullable(System.getProperty("ashlar.peers")).map(Path::of);
    var launch = Launch.of(own ? Worker.class.getName() : "org.ashlar.peers.Main", count, peers);
    var job =
        new Job(
            suite,
            peer,
            device,
            count,
            quick ? "quick" : "full",
            clock,
            models,
            sizes,
            match,
            profile,
            0,
            folder.toString(),
            Precision.of(precision));
    var said = precision.equals("f32") ? "" : precision + ", ";
    out.line(
        "%s",
        suite + ", " + said + count + (count == 1 ? " thread" : " threads") + ", against " + peer);
    out.line("%s", Lines.head(!peer.equals("none")));
    var limit = Duration.ofSeconds(timeout);
    var shown = new Shown(out);
    var report = new Measuring(launch, job, limit, shown).report();
    if (suite.equals("models") && !quick) {
      report = new FirstAnswers(launch, job, limit, shown).of(report);
      shown.clear();
      Lines.firstAnswers(report).forEach(text -> out.line("%s", text));
    }
    Lines.foot(report).forEach(text -> out.line("%s", text));
    out.line("");
    return report;
  }

  /// After every suite: what was measured stays if the next one is stopped.
  private void write(List<Report> reports) {
    if (json != null) {
      Object all =
          reports.size() == 1
              ? reports.getFirst().json()
              : reports.stream().map(Report::json).toList();
      write(json, Json.of(all) + "\n");
    }
    if (html != null) {
      write(html, Page.of(reports));
    }
    if (markdown != null) {
      Markdown.write(markdown, reports);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private CommandLine line() {
    return Objects.requireNonNull(spec, "spec is set by picocli").commandLine();
  }

  /// Rows as they come; on a terminal also what is being measured.
  private record Shown(Output out) implements Measuring.Listener {
    @Override
    public void begin(String name, int at, int of) {
      if (out.live()) {
        var text = "[" + (at + 1) + "/" + of + "] " + name + " ...";
        out.out().print("\r" + (text.length() > 98 ? text.substring(0, 98) : text));
        out.out().flush();
      }
    }

    void clear() {
      if (out.live()) {
        out.out().print("\r" + " ".repeat(99) + "\r");
      }
    }

    @Override
    public void row(Row row) {
      clear();
      Lines.of(row).forEach(text -> out.line("%s", text));
    }
  }
}
