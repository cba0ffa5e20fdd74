package org.ashlar.commands.demo;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.ashlar.backend.Backend;
import org.ashlar.commands.Chart;
import org.ashlar.commands.Output;
import org.ashlar.commands.ProgressBar;
import org.ashlar.commands.load.Load;
import org.ashlar.commands.plugin.PluginShow;
import org.ashlar.commands.swap.Loaders;
import org.ashlar.commands.swap.Manner;
import org.ashlar.commands.swap.Swapper;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Request;
import org.ashlar.door.Door;
import org.ashlar.ir.DType;
import org.ashlar.ir.Operator;
import org.ashlar.ir.kernel.Target;
import org.ashlar.session.Ashlar;
import org.ashlar.session.Doorway;
import org.ashlar.tensor.Tensor;
import org.ashlar.tensor.Trace;
import org.osgi.framework.BundleContext;

/// The main job, step by step; every figure goes into the report.
final class Demo {
  private static final int PASSES = 14;
  private static final int CASES = 64;
  private static final int THREADS = 4;
  private static final int ROUNDS = 7;
  private static final long REQUESTS = 2_000;

  private final BundleContext context;
  private final Ashlar ashlar;
  private final Door door;
  private final Output output;
  private final Report report = new Report();

  Demo(BundleContext context, Ashlar ashlar, Door door, Output output) {
    this.context = context;
    this.ashlar = ashlar;
    this.door = door;
    this.output = output;
  }

  /// Runs everything.
  ///
  /// @throws IllegalStateException when a promise of the platform was broken; says which
  Report run(PluginShow plugins, Blocks blocks) {
    found();
    try (var model = new DigitsModel(ashlar)) {
      train(model);
      oneKernel();
      swapUnderLoad(model, plugins, blocks);
    }
    return report;
  }

  private void found() {
    report.put(
        "start_ms",
        System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime());
    var registry = ashlar.registry();
    output.line(
        "Ashlar on Java %s, %d cores",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    for (var backend : registry.find(Backend.class)) {
      for (var target : backend.service().targets()) {
        output.line("  device     %-10s %s", target.name(), facts(backend, target));
      }
    }
    output.line(
        "  operators  %-10d bundles %d",
        registry.find(Operator.class).size(), context.getBundles().length);
    report.put(
        "devices",
        registry.find(Backend.class).stream()
            .flatMap(b -> b.service().targets().stream())
            .map(Target::name)
            .toList());
  }

  private static String facts(Provider<Backend> backend, Target target) {
    var lanes =
        target.vectorBytes() == 0 ? "no vectors" : target.lanes(DType.F32) + " lanes of f32";
    return lanes + ", " + target.cores() + " cores, by " + backend.label();
  }

  private void train(DigitsModel model) {
    output.title("1. Train on " + model.digits().train().size() + " handwritten digits");
    long start = System.nanoTime();
    var losses = new ArrayList<Double>();
    var bar = new ProgressBar(output, "  training");
    model.train(
        PASSES,
        p -> {
          losses.add(p.loss());
          bar.at(p.fraction(), String.format(Locale.ROOT, "loss %.4f", p.loss()));
        });
    double seconds = (System.nanoTime() - start) / 1e9;
    Chart.of(losses, 64, 6, output.blocks()).forEach(output::line);
    double accuracy = model.test().accuracy();
    output.line(
        "  %.2f %% right on %d digits that it has not seen, after %.1f s",
        100 * accuracy, model.digits().test().size(), seconds);
    report.put("accuracy", accuracy);
    report.put("train_seconds", round(seconds));
  }

  /// One kernel at each stage.
  private void oneKernel() {
    output.title("2. One kernel at each stage: x.matmul(w).add(b).gelu()");
    var x = Tensor.input("x", DType.F32, 4, 6);
    var w = Tensor.input("w", DType.F32, 6, 8);
    var b = Tensor.input("b", DType.F32, 8);
    var function = Trace.of("layer", Map.of("y", x.matmul(w).add(b).gelu())).function();
    for (var stage : ashlar.compiler().explain(Request.of(function)).stages()) {
      output.line("  -- %s", stage.name());
      var lines = stage.text().lines().toList();
      lines.stream()
          .limit(12)
          .forEach(l -> output.line("     " + (l.length() > 92 ? l.substring(0, 89) + "..." : l)));
      if (lines.size() > 12) {
        output.line("     ... %d lines more: ./ashlar explain shows them", lines.size() - 12);
      }
    }
  }

  private void swapUnderLoad(DigitsModel model, PluginShow plugins, Blocks blocks) {
    output.title("3. Replace blocks while four threads predict");
    var loaders = new Loaders();
    var swapper = new Swapper(context, ashlar, loaders);
    var cases = cases(model);
    try (var session = model.predictor(Optional.empty());
        var _ = Doorway.serve(door, DigitsModel.NAME, session);
        var load = new Load(door, DigitsModel.NAME, cases, THREADS)) {
      Swapper.await("the first answers", () -> load.requests() > 100);
      var show = new SwapShow(swapper, blocks, load, output);
      show.backends(ROUNDS);
      show.block("Scheduler", "org.ashlar.schedule", Manner.START_THEN_STOP);
      show.block("Rule", "org.ashlar.rules", Manner.START_THEN_STOP);
      swapWhileTraining(show, model);
      show.block("Lowering", "org.ashlar.lower", Manner.START_THEN_STOP);
      output.title("4. An operator from outside, while all this runs");
      plugins.run(output, loaders, report::put);
      Swapper.await(REQUESTS + " requests", () -> load.requests() >= REQUESTS);
      load.stop();
      finish(load, show, loaders);
    }
  }

  private void swapWhileTraining(SwapShow show, DigitsModel model) {
    var steps = new AtomicLong();
    var failures = new CopyOnWriteArrayList<String>();
    var stop = new AtomicBoolean();
    var trainer =
        Thread.ofPlatform()
            .name("ashlar-demo-training")
            .daemon(true)
            .start(() -> {
              try {
                while (!stop.get()) {
                  model.trainer().step(model.someBatch((int) steps.getAndIncrement()));
                }
              } catch (RuntimeException e) {
                failures.add(String.valueOf(e.getMessage()));
              }
            });
    try {
      show.blockDuring("Autodiff", "org.ashlar.autodiff", steps);
    } finally {
      stop.set(true);
      join(trainer);
    }
    if (!failures.isEmpty()) {
      throw new IllegalStateException(
          "demo: the training run broke off during the swap of autodiff: " + failures.getFirst());
    }
    output.line("            (a training run went on meanwhile: %d steps)", steps.get());
  }

  /// Requests with the logits of the reference, and how far the best device is from them.
  private List<Load.Case> cases(DigitsModel model) {
    try (var reference = model.predictor(Optional.of("reference"));
        var best = model.predictor(Optional.empty())) {
      var cases = model.cases(reference, CASES);
      double worst = 0;
      var others = model.cases(best, CASES);
      for (int i = 0; i < CASES; i++) {
        worst = Math.max(worst, distance(cases.get(i).expected(), others.get(i).expected()));
      }
      report.put("max_abs_diff_reference_cpu", worst);
      return cases;
    }
  }

  private void finish(Load load, SwapShow show, Loaders loaders) {
    show.checkLoaders(loaders);
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
    report.put("loaders", Map.of("created", loaders.created(), "collected", loaders.collected()));
    output.title("What happened");
    output.line(
        "  %d requests, %d failed, %d wrong; %d swaps; latency %.2f ms (median), %.1f ms (99 %%), %.0f ms (worst)",
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

  private static double distance(float[] a, float[] b) {
    double worst = 0;
    for (int i = 0; i < a.length; i++) {
      worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
    }
    return worst;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
