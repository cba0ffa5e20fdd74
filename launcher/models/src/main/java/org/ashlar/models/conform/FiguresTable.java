package org.ashlar.models.conform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The figures of several suites on several devices as a table in a Markdown page, between two marks
/// that stay: `<!-- conformance -->` and `<!-- /conformance -->`.
final class FiguresTable {
  private static final String BEGIN = "<!-- conformance -->";
  private static final String END = "<!-- /conformance -->";

  private FiguresTable() {}

  /// Writes the table into a page that has the marks.
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
      Files.writeString(
          page, text.substring(0, begin + BEGIN.length()) + "\n" + of(suites) + text.substring(end));
    } catch (IOException e) {
      throw new UncheckedIOException(page + ": " + e.getMessage(), e);
    }
  }

  static String of(Map<String, List<Tally>> suites) {
    var devices = new LinkedHashSet<String>();
    suites.values().forEach(all -> all.forEach(tally -> devices.add(tally.device())));
    var text = new StringBuilder("| suite | tests |");
    devices.forEach(device -> text.append(' ').append(device).append(" |"));
    text.append("\n| --- | ---: |").append(" ---: |".repeat(devices.size())).append('\n');
    suites.forEach((suite, tallies) -> {
      text.append("| ").append(suite).append(" | ");
      text.append(tallies.getFirst().tests().size()).append(" |");
      for (var device : devices) {
        text.append(' ').append(cell(tallies, device)).append(" |");
      }
      text.append('\n');
    });
    return text.append('\n').append(misses(suites)).toString();
  }

  private static String cell(List<Tally> tallies, String device) {
    return tallies.stream()
        .filter(tally -> tally.device().equals(device))
        .findFirst()
        .map(FiguresTable::figure)
        .orElse("");
  }

  /// `1,390 of 1,393 (99.7 %)`: what the specification leaves open is in neither number.
  private static String figure(Tally tally) {
    return String.format(
        Locale.ROOT,
        "%,d of %,d (%.1f %%)",
        tally.count(Status.PASS),
        tally.determined(),
        tally.determined() == 0 ? 0 : Math.floor(1000.0 * tally.count(Status.PASS) / tally.determined()) / 10);
  }

  private static String misses(Map<String, List<Tally>> suites) {
    var text = new StringBuilder();
    suites.forEach((suite, tallies) -> {
      for (var tally : tallies) {
        long open = tally.count(Status.UNDETERMINED);
        if (open > 0) {
          text.append("* ")
              .append(suite)
              .append(", ")
              .append(tally.device())
              .append(": ")
              .append(open)
              .append(" draw random numbers: types, shapes, values and spread are right\n");
        }
        var byReason = new LinkedHashMap<String, Integer>();
        for (var test : tally.tests()) {
          if (test.status() != Status.PASS && test.status() != Status.UNDETERMINED) {
            byReason.merge("`%s`: %s: %s".formatted(test.name(), test.status(), brief(test)), 1, Integer::sum);
          }
        }
        byReason.forEach((reason, count) ->
            text.append("* ").append(suite).append(", ").append(tally.device()).append(": ").append(reason).append('\n'));
      }
    });
    return text.toString();
  }

  private static String brief(Outcome test) {
    var line = test.detail().lines().findFirst().orElse("");
    return line.length() > 100 ? line.substring(0, 97) + "..." : line;
  }
}
