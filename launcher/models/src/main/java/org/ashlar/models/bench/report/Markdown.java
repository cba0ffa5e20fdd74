package org.ashlar.models.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Reports as tables in a Markdown page, each between marks of its suite and number of threads: the
/// page keeps those of others, and what people wrote around them.
public final class Markdown {
  private static final String TITLE = "# Benchmarks\n\nWritten by `./ashlar bench --markdown`.\n";

  private Markdown() {}

  /// Replaces or appends the tables of these reports.
  public static void write(Path page, List<Report> reports) {
    try {
      var text = Files.exists(page) ? Files.readString(page) : TITLE;
      for (var report : reports) {
        text = with(text, report);
      }
      Files.writeString(page, text);
    } catch (IOException e) {
      throw new UncheckedIOException(page + ": cannot be written: " + e.getMessage(), e);
    }
  }

  static String with(String page, Report report) {
    var name = report.suite() + " " + report.threads() + " " + report.peer().split(" ")[0];
    var begin = "<!-- bench: " + name + " -->";
    var end = "<!-- end of " + name + " -->";
    var part = begin + "\n" + of(report) + end;
    var old = Pattern.compile(Pattern.quote(begin) + "(?s).*?" + Pattern.quote(end)).matcher(page);
    return old.find()
        ? page.substring(0, old.start()) + part + page.substring(old.end())
        : page.stripTrailing() + "\n\n" + part + "\n";
  }

  private static String of(Report report) {
    var lines = new ArrayList<String>();
    lines.add(
        "## "
            + report.suite()
            + ", "
            + report.threads()
            + (report.threads() == 1 ? " thread" : " threads"));
    lines.add("");
    Lines.foot(report).forEach(line -> lines.add("* " + line));
    lines.add("");
    lines.add(
        "| | ours ms | peer ms | ratio | p10 to p90 | fastest tenths | GF/s | of the limit |");
    lines.add("| --- | --: | --: | --: | --: | --: | --: | --: |");
    for (var row : report.rows()) {
      lines.add(row.isError() ? error(row) : row(row));
    }
    if (report.rows().stream().anyMatch(row -> row.has("first_answer_ms"))) {
      lines.addAll(firstAnswers(report));
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> firstAnswers(Report report) {
    var lines = new ArrayList<String>();
    lines.add("");
    lines.add(
        "| file to first answer | ours ms | peer ms | ratio | ours warm | peer warm | ratio | ours MB | peer MB |");
    lines.add("| --- | --: | --: | --: | --: | --: | --: | --: | --: |");
    for (var row : report.rows()) {
      if (row.has("first_answer_ms")) {
        lines.add(
            String.format(
                Locale.ROOT,
                "| %s | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f | %.0f | %.0f |",
                row.name(),
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
    return lines;
  }

  private static String row(Row row) {
    return String.format(
        Locale.ROOT,
        "| %s | %.4g | %s | %s | %s | %s | %s | %s |",
        row.name(),
        row.number("ours_ms"),
        number(row, "peer_ms", "%.4g"),
        number(row, "ratio", "**%.2f**"),
        number(row, "ratio_p10", "%.2f")
            + (row.has("ratio_p90") ? " to " + number(row, "ratio_p90", "%.2f") : ""),
        number(row, "ratio_fast", "%.2f"),
        number(row, "gflops", "%.0f"),
        row.has("share") ? String.format(Locale.ROOT, "%.0f %%", 100 * row.number("share")) : "");
  }

  private static String error(Row row) {
    var why = row.error().replace("|", "\\|");
    var brief = why.length() > 160 ? why.substring(0, 157) + "..." : why;
    return "| " + row.name() + " | | | **0** | error: " + brief + " | | | |";
  }

  private static String number(Row row, String fact, String format) {
    return row.has(fact) ? String.format(Locale.ROOT, format, row.number(fact)) : "";
  }
}
