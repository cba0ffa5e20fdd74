package org.ashlar.gpu.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.ashlar.gpu.timing.Timing;
import org.ashlar.simulation.profile.Profile;
import org.ashlar.simulation.report.Page;
import org.ashlar.simulation.report.Roofline;
import org.ashlar.simulation.report.Stacks;
import org.ashlar.simulation.report.Table;
import org.ashlar.simulation.report.Timeline;
import org.ashlar.simulation.report.Trace;
import org.ashlar.simulation.report.TraceFile;

/// Writes what a run took: `report.html` for people, `kernels.csv` under Nsight Compute's names,
/// `trace.json` for trace viewers, `source.csv` with what each line of PTX issued and waited.
public final class RunReport {
  /// Kernels whose lines the page shows.
  private static final int SOURCES = 4;

  /// Lines of one kernel that the page shows.
  private static final int LINES = 40;

  private static final String FLOPS = "ashlar__flop.sum";

  private final String title;
  private final Profile card;
  private final List<Launched> launches;

  /// @param title what ran
  /// @param launches in their order; at least one
  public RunReport(String title, Profile card, List<Launched> launches) {
    this.title = title;
    this.card = card;
    this.launches = List.copyOf(launches);
  }

  /// @return the files, the page first
  public List<Path> write(Path folder) {
    try {
      Files.createDirectories(folder);
      var page = folder.resolve("report.html");
      var kernels = folder.resolve("kernels.csv");
      var source = folder.resolve("source.csv");
      var file = folder.resolve("trace.json");
      var trace = trace();
      Files.writeString(page, page(trace));
      Files.writeString(kernels, kernels().csv());
      Files.writeString(source, source().csv());
      TraceFile.write(trace, file);
      return List.of(page, kernels, source, file);
    } catch (IOException problem) {
      throw new UncheckedIOException(
          "profile: %s: cannot be written: %s".formatted(folder, problem.getMessage()), problem);
    }
  }

  /// The seconds of all kernels together.
  public double seconds() {
    return launches.stream().mapToDouble(l -> l.timing().seconds()).sum();
  }

  /// All launches of one entry.
  private static final class Group {
    final Launched first;
    int count;
    double seconds;

    Group(Launched first) {
      this.first = first;
    }
  }

  private List<Group> groups() {
    var groups = new LinkedHashMap<String, Group>();
    for (var launched : launches) {
      var group = groups.computeIfAbsent(launched.entry().name(), _ -> new Group(launched));
      group.count++;
      group.seconds += launched.timing().seconds();
    }
    var sorted = new ArrayList<>(groups.values());
    sorted.sort(Comparator.comparingDouble((Group g) -> -g.seconds));
    return sorted;
  }

  // ── tables ──

  private Table kernels() {
    var names = new TreeSet<String>();
    launches.forEach(l -> names.addAll(l.timing().counters().values().keySet()));
    var headings = new ArrayList<>(List.of("ID", "Kernel Name", "gpu__time_duration.sum [ns]"));
    headings.add("ashlar__simulated_share");
    headings.add("ashlar__interval_share");
    headings.addAll(names);
    var table = new Table(headings);
    for (int i = 0; i < launches.size(); i++) {
      var timing = launches.get(i).timing();
      var row = new ArrayList<Object>(List.of(i, launches.get(i).entry().name()));
      row.add(Math.round(timing.seconds() * 1e9));
      row.add(timing.simulated());
      row.add(timing.interval());
      names.forEach(name -> row.add(timing.counters().get(name)));
      table.row(row.toArray());
    }
    return table;
  }

  private Table source() {
    var table = new Table(List.of("Kernel Name", "Line", "smsp__inst_executed", "Stalled", "PTX"));
    for (var group : groups()) {
      var timing = group.first.timing();
      var instructions = group.first.entry().instructions();
      for (int i = 0; i < instructions.size(); i++) {
        int line = instructions.get(i).position().line();
        table.row(
            group.first.entry().name(),
            line,
            Math.round(timing.issuedAt()[i]),
            Math.round(timing.stalledAt()[i]),
            text(group.first, line));
      }
    }
    return table;
  }

  private static String text(Launched launched, int line) {
    return line >= 1 && line <= launched.text().length ? launched.text()[line - 1].strip() : "";
  }

  // ── the page ──

  private String page(Trace trace) {
    var groups = groups();
    double all = seconds();
    var page = new Page(title + " on " + card.name());
    page.text(
        "%d launches of %d kernels take %s on a simulated %s; with the cost of launching them %s."
            .formatted(
                launches.size(),
                groups.size(),
                time(all),
                card.name(),
                time(launches.stream().mapToDouble(l -> l.timing().elapsedSeconds()).sum())));
    double part =
        launches.stream().mapToDouble(l -> l.timing().simulated() * l.timing().seconds()).sum();
    page.note(
        "Run in detail: %s of the time; the rest follows from a steady part of the same kernel."
            .formatted(percent(part / Math.max(all, 1e-12))));
    page.heading("Kernels");
    page.table(
        List.of("kernel", "launches", "time", "share", "what limits", "TFLOP/s", "GB/s", "warps"),
        groups.stream().map(g -> row(g, all)).toList());
    page.heading("Roofline");
    page.picture(roofline(groups).svg());
    page.heading("Why warps waited");
    var stacks = new Stacks();
    groups.stream()
        .limit(24)
        .forEach(g -> stacks.bar(g.first.entry().name(), stalls(g.first.timing())));
    page.picture(stacks.svg());
    page.heading("Timeline");
    page.picture(new Timeline(trace).svg());
    page.heading("Where in the source");
    page.note(
        "Lines of PTX in their order, the ones that warps waited for most. source.csv has all.");
    groups.stream().limit(SOURCES).forEach(g -> lines(page, g.first));
    var unknown = card.unknown();
    if (!unknown.isEmpty()) {
      page.note("Assumed, not measured: " + String.join(", ", unknown) + ".");
    }
    return page.html();
  }

  private List<String> row(Group group, double all) {
    var timing = group.first.timing();
    double flops = timing.counters().get(FLOPS) / timing.seconds();
    double bytes = bytes(timing) / timing.seconds();
    return List.of(
        group.first.entry().name(),
        Integer.toString(group.count),
        time(group.seconds),
        percent(group.seconds / Math.max(all, 1e-12)),
        limit(timing),
        "%.2f".formatted(flops / 1e12),
        "%.0f".formatted(bytes / 1e9),
        percent(timing.counters().get("sm__warps_active.avg.pct_of_peak_sustained_active") / 100));
  }

  /// The reason for which warps waited most.
  private static String limit(Timing timing) {
    return stalls(timing).entrySet().stream()
        .filter(e -> !e.getKey().equals("not_selected"))
        .max(Map.Entry.comparingByValue())
        .map(e -> e.getKey().replace('_', ' '))
        .orElse("nothing");
  }

  private static Map<String, Double> stalls(Timing timing) {
    return timing.stalls().values();
  }

  private static double bytes(Timing timing) {
    return timing.counters().get("dram__bytes_read.sum")
        + timing.counters().get("dram__bytes_write.sum");
  }

  private Roofline roofline(List<Group> groups) {
    double clock = card.number("clock.sm_MHz") * 1e6;
    double lanes = 32.0 / card.number("pipes.fma.interval_cycles") * card.number("sm.subcores");
    var roofline =
        new Roofline()
            .memory(
                "DRAM", card.number("dram.bandwidth_GBps") * 1e9 * card.number("dram.efficiency"))
            .memory(
                "L2", clock * card.number("l2.slices") * card.number("l2.bytes_per_slice_cycle"))
            .peak("fp32", 2 * lanes * card.number("sm.count") * clock);
    for (var group : groups) {
      var timing = group.first.timing();
      double flops = timing.counters().get(FLOPS);
      double sectors = timing.counters().get("ashlar__l2_sectors.sum");
      // of what comes from the L2 where nothing comes from beyond it
      double bytes = Math.max(bytes(timing), 1) < 32 * sectors / 16 ? 32 * sectors : bytes(timing);
      if (flops > 0 && bytes > 0) {
        roofline.kernel(group.first.entry().name(), flops / bytes, flops / timing.seconds());
      }
    }
    return roofline;
  }

  private void lines(Page page, Launched launched) {
    var timing = launched.timing();
    var instructions = launched.entry().instructions();
    double waited = Math.max(1, Arrays.stream(timing.stalledAt()).sum());
    double least =
        Arrays.stream(timing.stalledAt())
            .boxed()
            .sorted(Comparator.reverseOrder())
            .limit(LINES)
            .mapToDouble(d -> d)
            .min()
            .orElse(0);
    var rows = new ArrayList<List<String>>();
    for (int i = 0; i < instructions.size() && rows.size() < LINES; i++) {
      if (timing.stalledAt()[i] >= least && timing.stalledAt()[i] > 0) {
        int line = instructions.get(i).position().line();
        double share = timing.stalledAt()[i] / waited;
        rows.add(
            List.of(
                Integer.toString(line),
                text(launched, line),
                "%.3g".formatted(timing.issuedAt()[i]),
                percent(share),
                "█".repeat((int) Math.round(20 * share))));
      }
    }
    page.text(launched.entry().name() + ", of the kernel " + launched.kernel());
    page.table(List.of("line", "PTX", "issued", "waited", ""), rows);
  }

  // ── the trace ──

  private Trace trace() {
    var trace = new Trace();
    int card = trace.track(-1, this.card.name());
    int kernels = trace.track(card, "kernels");
    int bandwidth = trace.counter(card, "DRAM GB/s");
    int active = trace.counter(card, "active warps %");
    double now = 0;
    for (var launched : launches) {
      var timing = launched.timing();
      double length = timing.seconds() * 1e9;
      trace.slice(kernels, launched.entry().name(), now, now + length);
      trace.sample(bandwidth, now, bytes(timing) / timing.seconds() / 1e9);
      trace.sample(
          active, now, timing.counters().get("sm__warps_active.avg.pct_of_peak_sustained_active"));
      now += timing.elapsedSeconds() * 1e9;
    }
    trace.sample(bandwidth, now, 0);
    trace.sample(active, now, 0);
    return trace;
  }

  static String time(double seconds) {
    return seconds < 1e-3
        ? String.format(Locale.ROOT, "%.1f µs", seconds * 1e6)
        : String.format(Locale.ROOT, "%.2f ms", seconds * 1e3);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
