package org.ashlar.simulation.report;

import java.util.List;

/// One HTML page that needs nothing beside itself: text, tables and pictures as inline SVG.
public final class Page {
  private static final String STYLE =
      "body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#223}"
          + "h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #cdd}"
          + "table{border-collapse:collapse;font-size:13px}td,th{padding:2px 10px;border-bottom:1px solid #e4eaea;"
          + "text-align:right}td:first-child,th:first-child{text-align:left}svg{max-width:100%;height:auto}"
          + "svg text{font:12px system-ui,sans-serif;fill:#334}.note{color:#667;font-size:13px}";

  private final String title;
  private final StringBuilder body = new StringBuilder();

  public Page(String title) {
    this.title = title;
  }

  public Page heading(String text) {
    body.append("<h2>").append(escape(text)).append("</h2>\n");
    return this;
  }

  public Page text(String text) {
    body.append("<p>").append(escape(text)).append("</p>\n");
    return this;
  }

  public Page note(String text) {
    body.append("<p class=\"note\">").append(escape(text)).append("</p>\n");
    return this;
  }

  /// @param svg a picture of this package, which has escaped its texts
  public Page picture(String svg) {
    body.append(svg).append('\n');
    return this;
  }

  public Page table(List<String> headings, List<List<String>> rows) {
    body.append("<table><tr>");
    headings.forEach(each -> body.append("<th>").append(escape(each)).append("</th>"));
    body.append("</tr>\n");
    for (var row : rows) {
      body.append("<tr>");
      row.forEach(each -> body.append("<td>").append(escape(each)).append("</td>"));
      body.append("</tr>\n");
    }
    body.append("</table>\n");
    return this;
  }

  public String html() {
    return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>"
        + escape(title)
        + "</title><style>"
        + STYLE
        + "</style></head><body><h1>"
        + escape(title)
        + "</h1>\n"
        + body
        + "</body></html>\n";
  }

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
