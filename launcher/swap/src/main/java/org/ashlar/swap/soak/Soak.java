package org.ashlar.swap.soak;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.ashlar.door.Door;
import org.ashlar.shell.output.Output;
import org.ashlar.shell.output.ProgressBar;
import org.ashlar.swap.Loaders;
import org.ashlar.swap.Manner;
import org.ashlar.swap.Swapper;
import org.ashlar.swap.demo.Report;
import org.ashlar.swap.demo.SwapShow;
import org.ashlar.swap.load.Lessons;
import org.ashlar.swap.load.Load;

/// Many requests and, spread over them, many replacements of everything below; memory is measured
/// after garbage collections on the way.
final class Soak {
  private static final int SAMPLES = 24;
  private static final Duration COLLECT = Duration.ofSeconds(20);

  /// Blocks in turn; after each round of them one contract.
  private static final List<String> BLOCKS =
      List.of(
          "cpu",
          "schedule",
          "cpu",
          "rules",
          "cpu",
          "lower",
          "layout",
          "safetensors",
          "cpu",
          "autodiff",
          "reference",
          "cpu");

  private static final List<String> CONTRACTS =
      List.of("operators", "session", "ir", "tensor", "compiler", "nn", "backend");

  private final Door door;
  private final Swapper swapper;
  private final Lessons lessons;
  private final Output output;
  private final int threads;

  Soak(Door door, Swapper swapper, Lessons lessons, Output output, int threads) {
    this.door = door;
    this.swapper = swapper;
    this.lessons = lessons;
    this.output = output;
    this.threads = threads;
  }

  /// Runs until both numbers are reached.
  Report run(long requests, int swaps) {
    var prediction = lessons.ask(lesson -> lesson.prediction(lesson.step(), 1));
    var cases = lessons.cases(prediction, "reference");
    door.put(prediction);
    var loaders = new Loaders();
    var memory = new Memory(door);
    var quiet = new Output(new PrintWriter(Writer.nullWriter()), false, false);
    try (var load = new Load(door, prediction.name(), cases, threads)) {
      Swapper.await("the first answers", () -> load.requests() > 100);
      var show = new SwapShow(swapper, load, loaders, quiet);
      var bar = new ProgressBar(output, "soak");
      int every = Math.max(1, swaps / SAMPLES);
      for (int done = 0; done < swaps; done++) {
        pace(load, requests * done / swaps);
        if (done % every == 0) {
          sample(memory, loaders, done);
        }
        swap(show, done);
        bar.at((done + 1.0) / (swaps + 1), note(load, done + 1, memory));
      }
      pace(load, requests);
      sample(memory, loaders, swaps);
      bar.at(1, note(load, swaps, memory));
      load.stop();
      return report(load, show, loaders, memory);
    } finally {
      var _ = door.take(prediction.name());
    }
  }

  /// Each round goes through the blocks, then replaces one contract.
  private static void swap(SwapShow show, int number) {
    int round = number / (BLOCKS.size() + 1);
    int at = number % (BLOCKS.size() + 1);
    if (at < BLOCKS.size()) {
      var _ = show.block(BLOCKS.get(at), Manner.values()[(round + at) % Manner.values().length]);
    } else {
      var _ = show.contract(CONTRACTS.get(round % CONTRACTS.size()));
    }
  }

  private static void sample(Memory memory, Loaders loaders, int swaps) {
    loaders.collect(COLLECT);
    memory.sample(swaps);
  }

  private static void pace(Load load, long requests) {
    while (load.requests() < requests) {
      long before = load.requests();
      Swapper.await("requests to be answered", () -> load.requests() > before);
    }
  }

  private static String note(Load load, int swaps, Memory memory) {
    return String.format(
        Locale.ROOT, "%d requests, %d swaps, %s", load.requests(), swaps, memory.last());
  }

  private Report report(Load load, SwapShow show, Loaders loaders, Memory memory) {
    var traffic = load.traffic();
    var report = new Report();
    report.put("requests", traffic.requests());
    report.put("failures", traffic.failures());
    report.put("wrong", traffic.wrong());
    report.put("seconds", Math.round(traffic.seconds()));
    report.put("swaps", show.swaps().size());
    report.put("swapped", show.rows());
    report.put("versions_seen", new TreeSet<>(traffic.versions()));
    report.put(
        "latency_ms", Map.of("p50", traffic.p50(), "p99", traffic.p99(), "max", traffic.max()));
    report.put("longest_wait_ms", door.traffic().longestWait().toNanos() / 1e6);
    report.put("loaders", Map.of("created", loaders.created(), "collected", loaders.collected()));
    report.put("memory", memory.report());
    report.put("flat", memory.isFlat());
    output.line(
        "%d requests in %.0f s, %d failed, %d wrong; %d swaps; latency %.2f ms (median), %.1f ms (99 %%), %.0f ms (worst)",
        traffic.requests(),
        traffic.seconds(),
        traffic.failures(),
        traffic.wrong(),
        show.swaps().size(),
        traffic.p50(),
        traffic.p99(),
        traffic.max());
    output.line(
        "class loaders of replaced bundles: %d, collected %d",
        loaders.created(), loaders.collected());
    memory.report().forEach((name, value) -> output.line("  %-14s %s", name, value));
    load.firstFailure().ifPresent(why -> output.line("the first failure: %s", why));
    loaders.held().forEach(output::line);
    return report;
  }

  /// Whether the promises were kept.
  static boolean isGood(Report report) {
    return report.isGood() && report.is("flat");
  }
}
