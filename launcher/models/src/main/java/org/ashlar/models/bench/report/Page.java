package org.ashlar.models.bench.report;

import java.util.List;
import java.util.Locale;

/// Reports as one page without anything from elsewhere: a bar for each ratio, with the tenths at
/// both ends as a line across it.
public final class Page {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Benchmark</title>
      <style>
      body { font: 14px/1.5 system-ui, sans-serif; margin: 2em; max-width: 80em }
      table { border-collapse: collapse; width: 100%% } td, th { padding: .15em .6em; text-align: right; white-space: nowrap }
      td:first-child, th:first-child, td.bar { text-align: left } th { border-bottom: 1px solid #888; font-weight: 600 }
      td.bar { width: 40%%; position: relative; min-width: 16em } td.error { color: #b00020; text-align: left; white-space: normal }
      svg { width: 100%%; height: 1.2em; display: block } .fast { fill: #2a7a2a } .slow { fill: #c77700 } .one { stroke: #888 }
      .spread { stroke: #222; stroke-width: 2 } tr.kernel td { color: #555; font-size: 12px; padding-top: 0 }
      </style></head><body>
      <h1>Benchmark</h1>
      <p>A ratio is the peer's time by ours: right of the line at 1 ours is faster. The dark stroke goes from the tenth to the ninetieth
      of a hundred rounds.</p>
      %s</body></html>
      """;

  private Page() {}

  public static String of(List<Report> reports) {
    var parts = new StringBuilder();
    for (var report : reports) {
      parts.append("<h2>").append(text(title(report))).append("</h2>\n<p>");
      parts.append(text(String.join("\n", Lines.foot(report))).replace("\n", "<br>\n"));
      parts.append("</p>\n<table><tr><th></th>");
      parts.append("<th>ours ms</th><th>peer ms</th><th>ratio</th><th></th><th>GF/s</th>");
      parts.append("<th>of the limit</th></tr>\n");
      double most = report.rows().stream().mapToDouble(r -> r.number("ratio_p90")).max().orElse(1);
      report.rows().forEach(row -> row(parts, row, Math.clamp(most, 1.5, 6)));
      parts.append("</table>\n");
      if (report.rows().stream().anyMatch(row -> row.has("load_ms"))) {
        costs(parts, report);
      }
    }
    return PAGE.formatted(parts);
  }

  /// What a model costs beside its latency.
  private static void costs(StringBuilder parts, Report report) {
    parts.append("<h3>File to first answer, and memory</h3>\n<table><tr><th></th>");
    for (var head :
        List.of(
            "ours ms, new process",
            "peer ms",
            "ours ms, loaded before",
            "peer ms",
            "peak MB, ours",
            "peer",
            "weights and workspace MB",
            "code kB")) {
      parts.append("<th>").append(head).append("</th>");
    }
    parts.append("</tr>\n");
    for (var row : report.rows()) {
      if (!row.isError()) {
        parts.append("<tr><td>").append(text(row.name())).append("</td>");
        cell(parts, row, "first_answer_ms", 1, "%.4g");
        cell(parts, row, "peer_first_answer_ms", 1, "%.4g");
        cell(parts, row, "load_ms", 1, "%.4g");
        cell(parts, row, "peer_load_ms", 1, "%.4g");
        cell(parts, row, "peak_bytes", 1e6, "%.1f");
        cell(parts, row, "peer_peak_bytes", 1e6, "%.1f");
        cell(parts, row, "memory_bytes", 1e6, "%.1f");
        cell(parts, row, "code_bytes", 1e3, "%.1f");
        parts.append("</tr>\n");
      }
    }
    parts.append("</table>\n");
  }

  private static String title(Report report) {
    return report.suite()
        + ", "
        + report.threads()
        + (report.threads() == 1 ? " thread" : " threads")
        + ", against "
        + report.peer();
  }

  private static void row(StringBuilder parts, Row row, double most) {
    parts.append("<tr><td>").append(text(row.name())).append("</td>");
    if (row.isError()) {
      parts.append("<td class=\"error\" colspan=\"6\">").append(text(row.error()));
      parts.append("</td></tr>\n");
      return;
    }
    cell(parts, row, "ours_ms", "%.4g");
    cell(parts, row, "peer_ms", "%.4g");
    cell(parts, row, "ratio", "%.2f");
    parts.append("<td class=\"bar\">").append(row.has("ratio") ? bar(row, most) : "");
    parts.append("</td>");
    cell(parts, row, "gflops", "%.1f");
    parts.append("<td>");
    parts.append(row.has("share") ? "%.0f %%".formatted(100 * row.number("share")) : "");
    parts.append("</td></tr>\n");
    for (var kernel : row.profile()) {
      parts.append("<tr class=\"kernel\"><td>&nbsp; ").append(text(kernel.name())).append("</td>");
      cell(parts, kernel, "ms", "%.4g");
      parts.append("<td></td><td></td><td></td>");
      cell(parts, kernel, "gflops", "%.1f");
      parts.append("<td></td></tr>\n");
    }
  }

  private static String bar(Row row, double most) {
    double ratio = Math.min(most, row.number("ratio"));
    return String.format(
        Locale.ROOT,
        "<svg viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\"><rect class=\"%1$s\" y=\"1\""
            + " width=\"%2$.1f\" height=\"8\"/>"
            + "<line class=\"one\" x1=\"%3$.1f\" x2=\"%3$.1f\" y1=\"0\" y2=\"10\"/>"
            + "<line class=\"spread\" x1=\"%4$.1f\" x2=\"%5$.1f\" y1=\"5\" y2=\"5\"/></svg>",
        row.number("ratio") >= 1 ? "fast" : "slow",
        100 * ratio / most,
        100 / most,
        100 * Math.min(most, row.number("ratio_p10")) / most,
        100 * Math.min(most, row.number("ratio_p90")) / most);
  }

  private static void cell(StringBuilder parts, Row row, String fact, String format) {
    cell(parts, row, fact, 1, format);
  }

  private static void cell(StringBuilder parts, Row row, String fact, double unit, String format) {
    parts.append("<td>");
    parts.append(row.has(fact) ? String.format(Locale.ROOT, format, row.number(fact) / unit) : "");
    parts.append("</td>");
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
