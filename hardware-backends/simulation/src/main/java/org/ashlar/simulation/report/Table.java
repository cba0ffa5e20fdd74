package org.ashlar.simulation.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Rows under headings, as CSV, Markdown or text in columns.
public final class Table {
  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(List<String> headings) {
    this.headings = List.copyOf(headings);
  }

  public Table row(Object... cells) {
    if (cells.length != headings.size()) {
      throw new IllegalArgumentException(
          "table: a row must have " + headings.size() + " cells: has " + cells.length);
    }
    var row = new ArrayList<String>();
    for (var cell : cells) {
      row.add(cell.toString());
    }
    rows.add(row);
    return this;
  }

  /// Comma-separated as RFC 4180 says; the headings may be Nsight Compute's metric names, so that
  /// its own `--csv` output joins to this one.
  public String csv() {
    var text = new StringBuilder();
    line(text, headings);
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append(cells.stream().map(Table::quoted).collect(Collectors.joining(","))).append('\n');
  }

  private static String quoted(String cell) {
    return cell.contains(",") || cell.contains("\"") || cell.contains("\n")
        ? '"' + cell.replace("\"", "\"\"") + '"'
        : cell;
  }

  public String markdown() {
    var text = new StringBuilder();
    bar(text, headings);
    bar(text, headings.stream().map(each -> "---").toList());
    rows.forEach(row -> bar(text, row));
    return text.toString();
  }

  private static void bar(StringBuilder text, List<String> cells) {
    text.append(
        cells.stream()
            .map(cell -> cell.replace("|", "\\|"))
            .collect(Collectors.joining(" | ", "| ", " |\n")));
  }

  /// Columns as wide as their widest cell.
  public String columns() {
    var all = new ArrayList<>(List.of(headings));
    all.addAll(rows);
    var text = new StringBuilder();
    for (var row : all) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = all.stream().mapToInt(each -> each.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
