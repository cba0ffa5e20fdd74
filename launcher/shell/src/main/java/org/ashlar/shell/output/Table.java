package org.ashlar.shell.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Rows of text in columns, as wide as their widest cell.
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /// @param heads the first row
  public Table(String... heads) {
    rows.add(List.of(heads));
  }

  public Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(String::valueOf).toList());
    return this;
  }

  public List<String> lines() {
    var widths = new int[rows.getFirst().size()];
    for (var row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, int[] widths) {
    var text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      text.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return text.toString().stripTrailing();
  }
}
