package org.ashlar.models.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A report as lines of at most 100 columns.
public final class Lines {
  private static final int COLUMNS = 100;

  private Lines() {}

  /// What stands above the rows.
  public static String head(boolean isCompared) {
    return isCompared
        ? line("", "ours ms", "peer ms", "ratio", "p10-p90", "GF/s", "share", "differ")
        : line("", "ours ms", "p10-p90", "", "", "GF/s", "share", "");
  }

  /// A row, and below it what more it says.
  public static List<String> of(Row row) {
    var lines = new ArrayList<String>();
    if (row.isError()) {
      lines.add(cut(String.format("%-30s %s", cut(row.name(), 30), "error: " + row.error())));
      return lines;
    }
    lines.add(
        row.has("ratio")
            ? line(
                row.name(),
                ms(row.number("ours_ms")),
                ms(row.number("peer_ms")),
                two(row.number("ratio")),
                two(row.number("ratio_p10")) + "-" + two(row.number("ratio_p90")),
                rate(row, "gflops"),
                share(row),
                String.format(Locale.ROOT, "%.1e", row.number("max_abs_diff")))
            : line(
                row.name(),
                ms(row.number("ours_ms")),
                ms(row.number("ours_p10_ms")) + "-" + ms(row.number("ours_p90_ms")),
                "",
                "",
                rate(row, "gflops"),
                share(row),
                ""));
    if (row.facts().containsKey("precision")) {
      lines.add(cut("  " + row.facts().get("precision") + ": " + row.facts().get("loss")));
    }
    lines.addAll(Kinds.lines(row.profile()));
    return lines;
  }

  /// What stands below the rows.
  public static List<String> foot(Report report) {
    var lines = new ArrayList<String>();
    if (!report.peer().equals("none")) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%s, %d thread%s, against %s: geometric mean %.3f%s",
              report.suite(),
              report.threads(),
              report.threads() == 1 ? "" : "s",
              report.peer(),
              report.meanOfRows(),
              report.threads() == 1 ? "" : " (of the fastest tenths)"));
    }
    if (!report.peer().equals("none")) {
      Group.of(report).forEach(group -> lines.add(cut(group.toString())));
    }
    if (report.errors() > 0) {
      lines.add(report.errors() + " of " + report.rows().size() + " rows are errors and count 0");
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "this machine at most: %.0f GF/s of f32, %.1f GB/s copied",
            report.gflops(),
            report.bandwidth()));
    return lines;
  }

  /// From the files to the first answers: in new processes, and in one that has loaded the model
  /// before (`warm`). What a peer has not is 0.
  public static List<String> firstAnswers(Report report) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        String.format(
            "%-28s %9s %9s %6s %9s %9s %6s %7s %7s",
            "file to first answer",
            "ours ms",
            "peer ms",
            "ratio",
            "ours warm",
            "peer warm",
            "ratio",
            "ours MB",
            "peer MB"));
    for (var row : report.rows()) {
      if (row.has("first_answer_ms")) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-28s %9.1f %9.1f %6.2f %9.1f %9.1f %6.2f %7.0f %7.0f",
                cut(row.name(), 28),
                row.number("first_answer_ms"),
                row.number("peer_first_answer_ms"),
                row.number("peer_first_answer_ms") / row.number("first_answer_ms"),
                row.number("load_ms"),
                row.number("peer_load_ms"),
                row.number("peer_load_ms") / row.number("load_ms"),
                row.number("peak_bytes") / 1e6,
                row.number("peer_peak_bytes") / 1e6));
      }
    }
    lines.add("");
    return lines;
  }

  private static String line(
      String name,
      String ours,
      String peer,
      String ratio,
      String spread,
      String rate,
      String share,
      String differ) {
    return String.format(
            "%-32s %9s %9s %6s %11s %7s %6s %8s",
            cut(name, 32), ours, peer, ratio, spread, rate, share, differ)
        .stripTrailing();
  }

  private static String rate(Row row, String fact) {
    return row.has(fact) ? String.format(Locale.ROOT, "%.1f", row.number(fact)) : "";
  }

  private static String share(Row row) {
    return row.has("share") ? String.format(Locale.ROOT, "%.0f %%", 100 * row.number("share")) : "";
  }

  private static String ms(double ms) {
    return ms >= 100
        ? String.format(Locale.ROOT, "%.1f", ms)
        : String.format(Locale.ROOT, ms >= 1 ? "%.3f" : "%.5f", ms);
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String cut(String text) {
    return cut(text, COLUMNS);
  }

  private static String cut(String text, int columns) {
    return text.length() > columns ? text.substring(0, columns - 3) + "..." : text;
  }
}
