package org.ashlar.gpu.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A table of measurements: rows by the names of their columns; lines that begin with `#` are
/// remarks.
record CsvFile(String name, List<Map<String, String>> rows) {
  private static final String ENDING = ".csv";

  static CsvFile read(Path file) {
    try {
      var rows = new ArrayList<Map<String, String>>();
      List<String> headings = List.of();
      for (var line : Files.readAllLines(file)) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        var cells = cells(line);
        if (headings.isEmpty()) {
          headings = cells;
          continue;
        }
        var row = new LinkedHashMap<String, String>();
        for (int i = 0; i < headings.size(); i++) {
          row.put(headings.get(i), i < cells.size() ? cells.get(i) : "");
        }
        rows.add(row);
      }
      var name = file.getFileName().toString();
      return new CsvFile(name.substring(0, name.length() - ENDING.length()), rows);
    } catch (IOException problem) {
      throw new UncheckedIOException("measurements " + file + ": cannot be read", problem);
    }
  }

  private static List<String> cells(String line) {
    var cells = new ArrayList<String>();
    var cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
