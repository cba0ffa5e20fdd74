package org.ashlar.train.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Tables of numbers as text: a sample a line, cells between commas, semicolons or tabs, one column
/// of whole numbers that are the labels. A first line that is not all numbers names the columns.
///
/// Source: RFC 4180, without line breaks in cells.
final class Csv {
  private static final int MOST_CLASSES = 1000;

  /// A table as read.
  private record Table(List<String> columns, List<float[]> rows, int label) {}

  private Csv() {}

  static Task task(Path train, Optional<Path> test, Optional<String> label) throws IOException {
    var table = read(train, label);
    var classes = classes(train, table);
    var all = dataset(train, table, classes);
    Dataset[] parts;
    if (test.isPresent()) {
      var other = read(test.get(), label);
      if (other.columns().size() != table.columns().size()) {
        throw new IllegalArgumentException(
            "csv "
                + test.get()
                + ": has "
                + other.columns().size()
                + " columns, "
                + train
                + " has "
                + table.columns().size());
      }
      parts = new Dataset[] {all, dataset(test.get(), other, classes)};
    } else {
      parts = Tasks.split(all);
    }
    var names = classes.keySet().stream().map(v -> Long.toString(v.longValue())).toList();
    return Tasks.task(parts[0], parts[1], names, table.columns().size() - 1, train + ", CSV");
  }

  private static Table read(Path file, Optional<String> label) throws IOException {
    try (var lines =
        new BufferedReader(new InputStreamReader(Tasks.open(file), StandardCharsets.UTF_8))) {
      var first = lines.readLine();
      if (first == null || first.isBlank()) {
        throw new IllegalArgumentException("csv " + file + ": line 1: is empty");
      }
      first = first.startsWith("\uFEFF") ? first.substring(1) : first;
      var mark = separator(first);
      var cells = cells(first, mark);
      boolean named = cells.stream().anyMatch(c -> !isNumber(c));
      var columns = named ? cells : numbered(cells.size());
      int labelled = label(file, columns, label);
      var rows = new ArrayList<float[]>();
      int number = 1;
      for (var line = named ? lines.readLine() : first; line != null; line = lines.readLine()) {
        number += named || !rows.isEmpty() ? 1 : 0;
        if (!line.isBlank()) {
          rows.add(row(file, number, columns, cells(line, mark)));
        }
      }
      if (rows.size() < 2 || columns.size() < 2) {
        throw new IllegalArgumentException(
            "csv " + file + ": needs two columns and two lines of numbers at least");
      }
      return new Table(columns, rows, labelled);
    }
  }

  private static float[] row(Path file, int line, List<String> columns, List<String> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "csv "
              + file
              + ": line "
              + line
              + ": has "
              + cells.size()
              + " cells, the first line has "
              + columns.size());
    }
    var row = new float[cells.size()];
    for (int c = 0; c < row.length; c++) {
      var cell = cells.get(c);
      row[c] = isNumber(cell) ? Float.parseFloat(cell) : Float.NaN;
      if (!Float.isFinite(row[c])) {
        throw new IllegalArgumentException(
            "csv "
                + file
                + ": line "
                + line
                + ": column "
                + columns.get(c)
                + ": not a number: '"
                + cell
                + "'");
      }
    }
    return row;
  }

  /// The classes by value, in order.
  private static Map<Double, Long> classes(Path file, Table table) {
    var values = new TreeSet<Double>();
    for (int r = 0; r < table.rows().size(); r++) {
      double value = table.rows().get(r)[table.label()];
      values.add(value);
      if (value != Math.rint(value) || values.size() > MOST_CLASSES) {
        throw new IllegalArgumentException(
            "csv "
                + file
                + ": column "
                + table.columns().get(table.label())
                + ": a label must be one of at most "
                + MOST_CLASSES
                + " whole numbers, sample "
                + (r + 1)
                + " has "
                + value);
      }
    }
    if (values.size() < 2) {
      throw new IllegalArgumentException(
          "csv "
              + file
              + ": column "
              + table.columns().get(table.label())
              + ": all labels are the same");
    }
    var classes = new TreeMap<Double, Long>();
    values.forEach(v -> classes.put(v, (long) classes.size()));
    return classes;
  }

  private static Dataset dataset(Path file, Table table, Map<Double, Long> classes) {
    int features = table.columns().size() - 1;
    int n = table.rows().size();
    var samples = new float[Math.multiplyExact(n, features)];
    var labels = TensorData.zeros(DType.I64, n);
    for (int r = 0; r < n; r++) {
      var row = table.rows().get(r);
      int at = r * features;
      for (int c = 0; c < row.length; c++) {
        if (c != table.label()) {
          samples[at++] = row[c];
        }
      }
      var known = classes.get((double) row[table.label()]);
      if (known == null) {
        throw new IllegalArgumentException(
            "csv "
                + file
                + ": sample "
                + (r + 1)
                + ": label "
                + row[table.label()]
                + " is not among those to train on");
      }
      labels.set(r, known);
    }
    return new Dataset(TensorData.of(samples, n, features), labels);
  }

  private static int label(Path file, List<String> columns, Optional<String> label) {
    if (label.isEmpty()) {
      return columns.size() - 1;
    }
    int at = columns.indexOf(label.get());
    if (at < 0) {
      throw new IllegalArgumentException(
          "csv " + file + ": no column " + label.get() + ": it has " + columns);
    }
    return at;
  }

  private static String separator(String line) {
    for (var mark : List.of("\t", ";", ",")) {
      if (line.contains(mark)) {
        return mark;
      }
    }
    return ",";
  }

  private static List<String> cells(String line, String mark) {
    return Arrays.stream(line.split(Pattern.quote(mark), -1))
        .map(String::strip)
        .map(c ->
            c.length() > 1 && c.startsWith("\"") && c.endsWith("\"")
                ? c.substring(1, c.length() - 1)
                : c)
        .toList();
  }

  private static List<String> numbered(int count) {
    var names = new ArrayList<String>();
    for (int i = 1; i <= count; i++) {
      names.add(Integer.toString(i));
    }
    return names;
  }

  private static boolean isNumber(String cell) {
    try {
      Float.parseFloat(cell);
      return true;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
