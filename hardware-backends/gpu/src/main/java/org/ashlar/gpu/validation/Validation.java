package org.ashlar.gpu.validation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ashlar.gpu.profile.Profiles;
import org.ashlar.simulation.report.Table;

/// Runs the model against every table of measurements in a folder.
public final class Validation {
  /// What a table came to.
  ///
  /// @param meanError of rows that filled no profile, as a share; NaN where there is none
  public record Outcome(
      String id,
      double meanError,
      double medianError,
      int missing,
      List<Row> rows,
      String reasons) {}

  /// A figure beside a measured one.
  ///
  /// @param got NaN where no kernel of this project does it
  public record Row(String name, double expected, double got, boolean fitted) {
    public double error() {
      return Math.abs(got / expected - 1);
    }
  }

  private final List<ValidationTable> tables;

  public Validation(Profiles profiles) {
    var fits = new Fits(profiles);
    this.tables =
        List.of(
            new OperationLatency(fits),
            new PointerChase(fits),
            new Streams(fits),
            new CacheBandwidth(fits),
            new SgemmLadder(fits),
            new Qv100Kernels(fits, profiles),
            new Operators(fits),
            new Watts(profiles),
            new Unmodelled(
                "accelwattch_gv100_hw_perf_counters",
                List.of("Benchmark", "Kernel"),
                "Elapsed_Cycles",
                "",
                fits),
            new Unmodelled(
                "h100_flashattention_forward_measured_us",
                List.of("algo", "B", "S", "H", "D", "causal"),
                "ncu_us",
                "",
                fits),
            new Unmodelled(
                "h100_gemm_points", List.of("gpu", "dtype", "N", "what"), "TFLOPs", "gpu", fits));
  }

  /// The base names of the files it knows.
  public List<String> known() {
    return tables.stream().map(ValidationTable::id).toList();
  }

  /// @param folder with CSV files, or with a folder `gpu-hw` of them
  /// @param wanted which tables to run
  /// @param progress told each table when it is done
  public List<Outcome> run(Path folder, Predicate<String> wanted, Consumer<Outcome> progress) {
    var outcomes = new ArrayList<Outcome>();
    for (var table : tables) {
      var file = file(folder, table.id());
      if (wanted.test(table.id()) && Files.exists(file)) {
        if (table instanceof Watts watts) {
          watts.counters(folder);
        }
        var outcome = run(table, CsvFile.read(file));
        outcomes.add(outcome);
        progress.accept(outcome);
      }
    }
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException(
          "validate: no known table in "
              + folder
              + ": there could be "
              + String.join(".csv, ", known())
              + ".csv");
    }
    return outcomes;
  }

  static Path file(Path folder, String id) {
    var inner = folder.resolve("gpu-hw").resolve(id + ".csv");
    return Files.exists(inner) ? inner : folder.resolve(id + ".csv");
  }

  private static Outcome run(ValidationTable table, CsvFile file) {
    var rows = new ArrayList<Row>();
    try (var bench = new Bench()) {
      for (var point : table.points(file)) {
        double got = table.got(bench, point).orElse(Double.NaN);
        bench.clear();
        rows.add(new Row(point.name(), point.expected(), got, point.fitted()));
      }
    }
    double[] errors =
        rows.stream()
            .filter(row -> !row.fitted() && !Double.isNaN(row.got()))
            .mapToDouble(Row::error)
            .sorted()
            .toArray();
    int missing = (int) rows.stream().filter(row -> Double.isNaN(row.got())).count();
    double median =
        errors.length == 0
            ? Double.NaN
            : (errors[(errors.length - 1) / 2] + errors[errors.length / 2]) / 2;
    return new Outcome(
        table.id(),
        Arrays.stream(errors).average().orElse(Double.NaN),
        median,
        missing,
        rows,
        table.reasons());
  }

  /// As JSON would have it.
  public static Map<String, Object> json(List<Outcome> outcomes) {
    var all = new ArrayList<Map<String, Object>>();
    for (var outcome : outcomes) {
      var table = new LinkedHashMap<String, Object>();
      table.put("id", outcome.id());
      put(table, "mean_error", outcome.meanError());
      put(table, "median_error", outcome.medianError());
      table.put("missing", outcome.missing());
      var rows = new ArrayList<Map<String, Object>>();
      for (var each : outcome.rows()) {
        var row = new LinkedHashMap<String, Object>();
        row.put("name", each.name());
        row.put("expected", each.expected());
        put(row, "got", each.got());
        put(row, "error", each.error());
        row.put("fitted", each.fitted());
        rows.add(row);
      }
      table.put("rows", rows);
      all.add(table);
    }
    return Map.of("tables", all);
  }

  @SuppressWarnings("NullAway") // JSON has a null for what is not there.
  private static void put(Map<String, Object> to, String name, double value) {
    to.put(name, Double.isNaN(value) ? null : value);
  }

  /// The page that is published: every table, every row, fitted ones marked.
  public static String markdown(List<Outcome> outcomes) {
    var text = new StringBuilder();
    text.append(
        """
        # The simulated cards against real ones

        Written by `./ashlar gpu validate --markdown docs/validation-gpu.md`; the measurements are others', in the folder that `ASHLAR_REFERENCE`
        names. Rows marked *fitted* filled a value of a profile and are left out of the means. Errors are shares of what was measured.

        """);
    var summary =
        new Table(List.of("table", "rows", "fitted", "missing", "mean error", "median error"));
    for (var each : outcomes) {
      summary.row(
          each.id(),
          each.rows().size(),
          each.rows().stream().filter(Row::fitted).count(),
          each.missing(),
          percent(each.meanError()),
          percent(each.medianError()));
    }
    text.append(summary.markdown());
    for (var outcome : outcomes) {
      text.append("\n## ").append(outcome.id()).append("\n\n");
      if (!outcome.reasons().isEmpty()) {
        text.append(outcome.reasons()).append("\n\n");
      }
      var table = new Table(List.of("row", "measured", "simulated", "error", ""));
      for (var row : outcome.rows()) {
        table.row(
            row.name().length() > 90 ? row.name().substring(0, 90) + "…" : row.name(),
            number(row.expected()),
            Double.isNaN(row.got()) ? "—" : number(row.got()),
            percent(row.error()),
            row.fitted() ? "fitted" : "");
      }
      text.append(table.markdown());
    }
    return text.toString();
  }

  /// Writes a text to a file.
  public static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException problem) {
      throw new UncheckedIOException("validate: cannot write " + file, problem);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e12
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /// A share as people read it.
  public static String percent(double share) {
    return Double.isNaN(share) ? "—" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
