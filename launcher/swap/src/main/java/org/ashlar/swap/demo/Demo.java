package org.ashlar.swap.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ashlar.door.Door;
import org.ashlar.shell.output.Chart;
import org.ashlar.shell.output.Lines;
import org.ashlar.shell.output.Output;
import org.ashlar.shell.output.ProgressBar;
import org.ashlar.swap.Loaders;
import org.ashlar.swap.Manner;
import org.ashlar.swap.Swapper;
import org.ashlar.swap.load.Lessons;
import org.ashlar.swap.load.Load;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;
import tools.jackson.databind.json.JsonMapper;

/// The main job, step by step; every figure goes into the report.
final class Demo {
  private static final int PASSES = 14;
  private static final int BATCH = 32;
  private static final int THREADS = 4;
  private static final int ROUNDS = 5;
  private static final long REQUESTS = 2_000;
  private static final int LINES = 12;

  private final BundleContext context;
  private final Door door;
  private final Swapper swapper;
  private final Lines lines;
  private final Output output;
  private final Lessons lessons;
  private final Report report = new Report();

  Demo(BundleContext context, Door door, Swapper swapper, Lines lines, Output output) {
    this.context = context;
    this.door = door;
    this.swapper = swapper;
    this.lines = lines;
    this.output = output;
    lessons = new Lessons(context, door);
  }

  /// Runs everything.
  ///
  /// @throws IllegalStateException when a promise of the platform was broken; says which
  Report run() {
    found();
    try (var training = new Training(door, lessons)) {
      train(training);
      oneKernel();
      swapUnderLoad(training);
    }
    return report;
  }

  private void found() {
    report.put(
        "start_ms",
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
    output.line(
        "Ashlar on Java %s, %d cores, %d bundles",
        Runtime.version(), Runtime.getRuntime().availableProcessors(), context.getBundles().length);
    command("devices").lines().forEach(l -> output.line("  %s", l));
    report.put("devices", List.copyOf(swapper.devices().keySet()));
  }

  private void train(Training training) {
    output.title("1. Train on handwritten digits");
    long start = System.nanoTime();
    var losses = training.fit(PASSES, new ProgressBar(output, "  training"));
    double seconds = (System.nanoTime() - start) / 1e9;
    Chart.of(losses, 64, 6, output.blocks()).forEach(output::line);
    double accuracy = training.accuracy(BATCH);
    output.line(
        "  %.2f %% right on digits that it has not seen, after %.1f s", 100 * accuracy, seconds);
    report.put("accuracy", accuracy);
    report.put("train_seconds", round(seconds));
  }

  /// One kernel at each stage.
  private void oneKernel() {
    output.title("2. One kernel at each stage: gelu(x · w + b)");
    var shown = command("explain", "gelu(add(matmul(x: f32[4, 6], w: f32[6, 8]), b: f32[8]))");
    int inStage = 0;
    for (var line : shown.lines().toList()) {
      inStage = line.startsWith("-- ") ? 0 : inStage + 1;
      if (inStage <= LINES) {
        output.line("  %s", line.length() > 96 ? line.substring(0, 93) + "..." : line);
      } else if (inStage == LINES + 1) {
        output.line("    ... ./ashlar explain shows all of it");
      }
    }
  }

  private void swapUnderLoad(Training training) {
    output.title("3. Replace blocks while four threads predict");
    var loaders = new Loaders();
    var trained = training.rest();
    var prediction = lessons.ask(lesson -> lesson.prediction(trained, 1));
    var cases = lessons.cases(prediction, "reference");
    report.put("max_abs_diff_reference_cpu", distance(cases, lessons.cases(prediction, "cpu")));
    door.put(prediction);
    try (var load = new Load(door, prediction.name(), cases, THREADS)) {
      Swapper.await("the first answers", () -> load.requests() > 100);
      var show = new SwapShow(swapper, load, loaders, output);
      show.backends(ROUNDS);
      show.cards();
      show.block("schedule", Manner.START_THEN_STOP);
      show.block("rules", Manner.START_THEN_STOP);
      training.goOn();
      show.during(training, "autodiff");
      training.pause();
      output.line("             (a training run went on meanwhile: %d steps)", training.steps());
      show.block("lower", Manner.START_THEN_STOP);
      show.block("layout", Manner.START_THEN_STOP);
      files(show, prediction.name());
      output.title("4. An operator from outside, while all this runs");
      plugin(show, loaders);
      output.title("5. Replace contracts with everything wired to them: requests wait at the door");
      training.goOn();
      for (var contract : List.of("ir", "operators", "session")) {
        long before = training.steps();
        show.contract(contract);
        training.awaitMore(before + 5, "training to go on after the swap of " + contract);
      }
      training.pause();
      output.line(
          "             (the training run went on through all of them: %d steps)",
          training.steps());
      Swapper.await(REQUESTS + " requests", () -> load.requests() >= REQUESTS);
      load.stop();
      finish(load, show, loaders);
    } finally {
      var _ = door.take(prediction.name());
    }
  }

  /// The network is written to a file, the bundle that reads and writes files is replaced, and the
  /// file read again.
  private void files(SwapShow show, String program) {
    var file = show.folder().resolve("digits.ashlar").toString();
    command("save", program, file);
    show.block("safetensors", Manner.START_THEN_STOP);
    command("open", file, "--name", "again");
    var question = lessons.ask(lesson -> lesson.questions(1)).getFirst();
    var before = door.call(program, question).outputs().get("logits");
    var after = door.call("again", question).outputs().get("logits");
    var _ = door.take("again");
    if (before == null || after == null || before.data().mismatch(after.data()) != -1) {
      throw new IllegalStateException("demo: the network read from its file answers otherwise");
    }
    output.line("             (saved by the old build, opened by the new: the same answers)");
  }

  private void plugin(SwapShow show, Loaders loaders) {
    var figures = show.folder().resolve("plugin.json");
    SynchronousBundleListener watch =
        event -> {
          if (event.getType() == BundleEvent.STARTED) {
            loaders.watch(event.getBundle());
          }
        };
    context.addBundleListener(watch);
    try {
      command("plugin", "show", "--json", figures.toString()).lines().forEach(output::line);
    } finally {
      context.removeBundleListener(watch);
    }
    try {
      JsonMapper.builder()
          .build()
          .readTree(Files.readString(figures))
          .propertyStream()
          .forEach(f -> report.put(f.getKey(), f.getValue()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void finish(Load load, SwapShow show, Loaders loaders) {
    show.checkLoaders();
    var traffic = load.traffic();
    report.put("requests", traffic.requests());
    report.put("failures", traffic.failures());
    report.put("wrong", traffic.wrong());
    report.put("swaps", show.swaps().size());
    report.put("swapped", show.rows());
    report.put("versions_seen", new TreeSet<>(traffic.versions()));
    report.put(
        "latency_ms",
        Map.of(
            "p50",
            round(traffic.p50()),
            "p99",
            round(traffic.p99()),
            "max",
            round(traffic.max()),
            "max_start_first",
            round(show.worstStartFirst())));
    report.put("longest_wait_ms", round(door.traffic().longestWait().toNanos() / 1e6));
    report.put("loaders", Map.of("created", loaders.created(), "collected", loaders.collected()));
    output.title("What happened");
    output.line(
        "  %d requests, %d failed, %d wrong; %d swaps; latency %.2f ms (median), %.1f ms (99 %%),"
            + " %.0f ms (worst)",
        traffic.requests(),
        traffic.failures(),
        traffic.wrong(),
        show.swaps().size(),
        traffic.p50(),
        traffic.p99(),
        traffic.max());
    output.line("  answers came from: %s", summary(traffic.versions()));
    output.line(
        "  class loaders of replaced bundles: %d, collected %d",
        loaders.created(), loaders.collected());
    load.firstFailure().ifPresent(why -> output.line("  the first failure: %s", why));
  }

  /// What a command line prints.
  ///
  /// @throws IllegalStateException when it fails
  private String command(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    int code = lines.run(new PrintWriter(out), new PrintWriter(err), List.of(words));
    if (code != 0) {
      throw new IllegalStateException(
          "demo: " + String.join(" ", words) + ": " + err.toString().strip());
    }
    return out.toString();
  }

  private static String summary(Set<String> versions) {
    return versions.stream()
        .collect(
            Collectors.groupingBy(
                v -> v.substring(0, v.indexOf(' ')), TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .map(e ->
            e.getKey().replace("org.ashlar.", "")
                + " in "
                + e.getValue()
                + (e.getValue() == 1 ? " version" : " versions"))
        .collect(Collectors.joining(", "));
  }

  private static double distance(List<Load.Case> some, List<Load.Case> others) {
    double worst = 0;
    for (int c = 0; c < some.size(); c++) {
      var a = some.get(c).expected();
      var b = others.get(c).expected();
      for (int i = 0; i < a.length; i++) {
        worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
      }
    }
    return worst;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
