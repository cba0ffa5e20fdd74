package org.ashlar.models.conform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The figures of several suites on several devices as a table in a Markdown page, between two
/// marks that stay: `<!-- conformance -->` and `<!-- /conformance -->`. What other runs wrote there
/// of other suites and devices stays too.
///
/// @param cells by suite, then by device
/// @param tests the number of tests, by suite
/// @param misses lines on what does not pass, by `suite, device`
record FiguresTable(
    Map<String, Map<String, String>> cells,
    Map<String, String> tests,
    Map<String, List<String>> misses) {
  private static final String BEGIN = "<!-- conformance -->";
  private static final String END = "<!-- /conformance -->";

  /// Writes the figures into a page that has the marks.
  ///
  /// @param suites by the folder's name: one tally a device
  static void write(Path page, Map<String, List<Tally>> suites) {
    try {
      var text = Files.readString(page);
      int begin = text.indexOf(BEGIN);
      int end = text.indexOf(END);
      if (begin < 0 || end < begin) {
        throw new IllegalArgumentException(
            page + ": has no place for the table: lines " + BEGIN + " and " + END + " mark it");
      }
      begin += BEGIN.length();
      var table = read(text.substring(begin, end));
      suites.forEach((suite, all) -> all.forEach(tally -> table.put(suite, tally)));
      Files.writeString(page, text.substring(0, begin) + "\n" + table + text.substring(end));
    } catch (IOException e) {
      throw new UncheckedIOException(page + ": " + e.getMessage(), e);
    }
  }

  /// What an earlier run wrote.
  static FiguresTable read(String text) {
    var table =
        new FiguresTable(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
    var devices = List.<String>of();
    for (var line : text.lines().toList()) {
      if (line.startsWith("| suite |")) {
        devices = words(line).subList(2, words(line).size());
      } else if (line.startsWith("| ") && !line.startsWith("| ---")) {
        var words = words(line);
        table.tests.put(words.getFirst(), words.get(1));
        for (int d = 0; d < devices.size() && d + 2 < words.size(); d++) {
          table.row(words.getFirst()).put(devices.get(d), words.get(d + 2));
        }
      } else if (line.startsWith("* ") && line.contains(": ")) {
        int colon = line.indexOf(": ");
        table.of(line.substring(2, colon)).add(line.substring(colon + 2));
      }
    }
    return table;
  }

  private static List<String> words(String row) {
    var words = new ArrayList<String>();
    for (var word : row.substring(1, row.lastIndexOf('|')).split("\\|", -1)) {
      words.add(word.strip());
    }
    return words;
  }

  private Map<String, String> row(String suite) {
    return cells.computeIfAbsent(suite, s -> new LinkedHashMap<>());
  }

  private List<String> of(String place) {
    return misses.computeIfAbsent(place, p -> new ArrayList<>());
  }

  void put(String suite, Tally tally) {
    tests.put(suite, Integer.toString(tally.tests().size()));
    row(suite).put(tally.device(), figure(tally));
    var lines = new ArrayList<String>();
    long open = tally.count(Status.UNDETERMINED);
    if (open > 0) {
      lines.add(open + " draw random numbers: types, shapes, values and spread are right");
    }
    for (var test : tally.tests()) {
      if (test.status() != Status.PASS && test.status() != Status.UNDETERMINED) {
        lines.add("`%s`: %s: %s".formatted(test.name(), test.status(), brief(test)));
      }
    }
    misses.put(suite + ", " + tally.device(), lines);
  }

  /// `1,390 of 1,393 (99.7 %)`: what the specification leaves open is in neither number.
  private static String figure(Tally tally) {
    long pass = tally.count(Status.PASS);
    long all = tally.determined();
    double part = all == 0 ? 0 : Math.floor(1000.0 * pass / all) / 10;
    return String.format(Locale.ROOT, "%,d of %,d (%.1f %%)", pass, all, part);
  }

  private static String brief(Outcome test) {
    var line = test.detail().lines().findFirst().orElse("").replace("|", "/");
    return line.length() > 100 ? line.substring(0, 97) + "..." : line;
  }

  /// The table, and below it what does not pass.
  @Override
  public String toString() {
    var devices = new LinkedHashSet<String>();
    cells.values().forEach(row -> devices.addAll(row.keySet()));
    var text = new StringBuilder("| suite | tests |");
    devices.forEach(device -> text.append(' ').append(device).append(" |"));
    text.append("\n| --- | ---: |").append(" ---: |".repeat(devices.size())).append('\n');
    cells.forEach((suite, row) -> {
      text.append("| ").append(suite).append(" | ").append(tests.get(suite)).append(" |");
      devices.forEach(device -> text.append(' ').append(row.getOrDefault(device, "")).append(" |"));
      text.append('\n');
    });
    text.append('\n');
    misses.forEach((place, lines) ->
        lines.forEach(
            line -> text.append("* ").append(place).append(": ").append(line).append('\n')));
    return text.toString();
  }
}
