package org.ashlar.models.conform;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The outcomes as one page without anything from elsewhere: counts, and a table that can be sorted
/// and searched.
final class HtmlReport {
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en"><head><meta charset="utf-8"><title>Conformance</title>
      <style>
      body { font: 14px/1.5 system-ui, sans-serif; margin: 2em; max-width: 90em }
      table { border-collapse: collapse } td, th { padding: .15em .8em; text-align: left; vertical-align: top }
      th { cursor: pointer; border-bottom: 1px solid #888 } td.n { text-align: right }
      tr.pass td:nth-child(2) { color: #2a7a2a } tr.fail td:nth-child(2), tr.error td:nth-child(2) { color: #b00020 }
      tr.unsupported td:nth-child(2), tr.timeout td:nth-child(2) { color: #a15c00 }
      tr.undetermined td:nth-child(2) { color: #555 } input { font: inherit; padding: .2em; width: 24em }
      </style></head><body>
      <h1>Conformance</h1>
      %s
      <p><input id="find" placeholder="name, status, device or words of the detail"></p>
      <table id="tests"><thead><tr><th>test</th><th>status</th><th>device</th><th>host kernels</th><th>max ulp</th>
      <th>max difference</th><th>ms</th><th>detail</th></tr></thead><tbody>
      %s</tbody></table>
      <script>
      const body = document.querySelector('#tests tbody');
      document.querySelector('#find').addEventListener('input', e => {
        const words = e.target.value.toLowerCase().split(/\\s+/);
        for (const row of body.rows) row.hidden = !words.every(w => row.textContent.toLowerCase().includes(w));
      });
      document.querySelectorAll('th').forEach((head, at) => head.addEventListener('click', () => {
        const up = head.dataset.up !== 'yes'; head.dataset.up = up ? 'yes' : 'no';
        const key = row => { const t = row.cells[at].textContent; return at > 2 && at < 7 ? +(t || -1) : t; };
        [...body.rows].sort((a, b) => { const x = key(a), y = key(b); return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1); })
          .forEach(row => body.append(row));
      }));
      </script></body></html>
      """;

  private HtmlReport() {}

  static String of(List<Tally> tallies) {
    var counts = new StringBuilder();
    var rows = new StringBuilder();
    for (var tally : tallies) {
      counts.append("<p>").append(text(tally.toString())).append("</p>\n");
      tally.tests().forEach(test -> rows.append(row(tally.device(), test)));
    }
    return PAGE.formatted(counts, rows);
  }

  private static String row(String device, Outcome test) {
    var json = test.json();
    return "<tr class=\"%s\"><td>%s</td><td>%s</td><td>%s</td>%s%s%s%s<td>%s</td></tr>\n"
        .formatted(
            test.status(),
            text(test.name()),
            test.status(),
            text(device),
            number(json.get("host_kernels")),
            number(json.get("max_ulp")),
            number(json.get("max_abs")),
            number(test.ms()),
            text(test.detail()));
  }

  private static String number(@Nullable Object value) {
    var text =
        value instanceof Number n
            ? n.doubleValue() == Math.rint(n.doubleValue())
                ? Long.toString(n.longValue())
                : String.format(Locale.ROOT, "%.3g", n.doubleValue())
            : "";
    return "<td class=\"n\">" + text + "</td>";
  }

  private static String text(String raw) {
    return raw.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
