package org.ashlar.models.bench.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// Rows of a report that belong together, with their mean and the least of them.
///
/// @param mean the geometric mean; 0 where a row is an error
/// @param least the row whose ratio is lowest
record Group(String name, int rows, double mean, double lowest, String least) {
  /// The groups of a suite; none where its rows are all of one kind.
  static List<Group> of(Report report) {
    var groups = new ArrayList<Group>();
    kinds(report.suite())
        .forEach((name, member) -> {
          var rows = report.rows().stream().filter(row -> member.test(row.name())).toList();
          if (!rows.isEmpty() && rows.size() < report.rows().size()) {
            groups.add(of(name, report.with(rows)));
          }
        });
    return groups;
  }

  private static Group of(String name, Report part) {
    var least =
        part.rows().stream()
            .min(Comparator.comparingDouble(row -> row.number(part.counts())))
            .orElseThrow();
    return new Group(
        name, part.rows().size(), part.mean(), least.number(part.counts()), least.name());
  }

  private static Map<String, Predicate<String>> kinds(String suite) {
    var kinds = new LinkedHashMap<String, Predicate<String>>();
    switch (suite) {
      case "gemm" -> {
        Predicate<String> small = name -> name.matches("64x64x64|128x128x128");
        kinds.put("from 256³ up", small.negate());
        kinds.put("smaller", small);
      }
      case "conv" -> {
        kinds.put("in a chain", name -> name.contains("chain"));
        kinds.put("alone", name -> !name.contains("chain"));
      }
      case "models" -> {
        Predicate<String> bytes = name -> name.matches("(?i).*(-q|-?int8|qdq|qoperator)");
        kinds.put("f32", bytes.negate());
        kinds.put("8 bits", bytes);
      }
      default -> {
        // one kind
      }
    }
    return kinds;
  }

  Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("name", name);
    json.put("rows", rows);
    json.put("geomean", Math.round(mean * 1000) / 1000.0);
    json.put("lowest", lowest);
    json.put("lowest_name", least);
    return json;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s (%d): mean %.3f, lowest %.2f, %s", name, rows, mean, lowest, least);
  }
}
