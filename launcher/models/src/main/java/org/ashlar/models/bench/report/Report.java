package org.ashlar.models.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was measured of one suite at one number of threads.
///
/// @param peer with its version; `none` where ours was measured alone
/// @param gflops what the machine does at most, measured beside the rows
/// @param bandwidth the same of memory
public record Report(
    String suite, int threads, String peer, double gflops, double bandwidth, List<Row> rows) {
  public Report {
    rows = List.copyOf(rows);
  }

  /// The same with other rows.
  public Report with(List<Row> others) {
    return new Report(suite, threads, peer, gflops, bandwidth, others);
  }

  /// Which fact of a row counts: where several threads run, other programs disturb medians more
  /// than they disturb the fastest tenth.
  public String counts() {
    return threads > 1 ? "ratio_fast" : "ratio";
  }

  /// The geometric mean of all rows: 0 where one is an error.
  public double mean() {
    return rows.stream().anyMatch(Row::isError) ? 0 : meanOfRows();
  }

  /// The geometric mean of the rows that are no errors; 0 where there are none.
  public double meanOfRows() {
    return Math.exp(
        rows.stream()
            .filter(row -> row.has(counts()) && !row.isError())
            .mapToDouble(row -> Math.log(row.number(counts())))
            .average()
            .orElse(Double.NEGATIVE_INFINITY));
  }

  public long errors() {
    return rows.stream().filter(Row::isError).count();
  }

  public Map<String, Object> json() {
    var json = new LinkedHashMap<String, Object>();
    json.put("suite", suite);
    json.put("threads", threads);
    json.put("peer", peer);
    json.put("geomean", rounded(mean()));
    json.put("geomean_of_rows", rounded(meanOfRows()));
    json.put("errors", errors());
    json.put("groups", Group.of(this).stream().map(Group::json).toList());
    json.put("limit_gflops", rounded(gflops));
    json.put("limit_gbs", rounded(bandwidth));
    json.put("rows", rows.stream().map(Row::facts).toList());
    return json;
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
