package org.ashlar.models.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/// The kernels of a profile, those of one name together whatever number stands behind it.
///
/// @param ms of all of them
record Kinds(String name, int count, double ms, double gigabytes, double operations) {
  /// The longest first.
  static List<String> lines(List<Row> kernels) {
    var kinds = new LinkedHashMap<String, Kinds>();
    double all = 0;
    for (var kernel : kernels) {
      double ms = kernel.number("ms");
      all += ms;
      var name = kernel.name().replaceAll("_\\d+$", "");
      kinds.merge(
          name,
          new Kinds(name, 1, ms, ms * kernel.number("gbs"), ms * kernel.number("gflops")),
          Kinds::and);
    }
    var lines = new ArrayList<String>();
    double whole = Math.max(1e-9, all);
    kinds.values().stream()
        .sorted((a, b) -> Double.compare(b.ms, a.ms))
        .forEach(kind -> lines.add(kind.line(whole)));
    if (!lines.isEmpty()) {
      lines.add(String.format(Locale.ROOT, "      %9.4f ms in %d kernels", all, kernels.size()));
    }
    return lines;
  }

  private Kinds and(Kinds other) {
    return new Kinds(
        name,
        count + other.count,
        ms + other.ms,
        gigabytes + other.gigabytes,
        operations + other.operations);
  }

  private String line(double whole) {
    return Lines.cut(
        String.format(
            Locale.ROOT,
            "    %5.1f %% %9.4f ms %8.1f GF/s %7.1f GB/s %4d x %s",
            100 * ms / whole,
            ms,
            operations / Math.max(1e-9, ms),
            gigabytes / Math.max(1e-9, ms),
            count,
            name));
  }
}
