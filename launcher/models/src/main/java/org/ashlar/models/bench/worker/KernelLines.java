package org.ashlar.models.bench.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.ashlar.models.bench.peer.Loaded.KernelTime;

/// The lines that a program tells of its kernels at `ashlar.debug=2`, as numbers.
final class KernelLines {
  private static final Pattern LINE =
      Pattern.compile("(.+): ([\\d.]+) ms, ([\\d.]+) GB/s, ([\\d.]+) GF/s.*");
  private static final int WARM = 20;
  private static final int RUNS = 9;

  private KernelLines() {}

  /// Runs some times and gives the median of each kernel.
  ///
  /// @param lines where the lines of a run arrive
  static List<KernelTime> of(List<String> lines, Runnable run) {
    var runs = new ArrayList<List<KernelTime>>();
    for (int i = 0; i < WARM + RUNS; i++) {
      lines.clear();
      run.run();
      if (i >= WARM) {
        runs.add(kernels(lines));
      }
    }
    var medians = new ArrayList<KernelTime>();
    for (int k = 0; k < runs.getFirst().size(); k++) {
      int at = k;
      var sorted =
          runs.stream()
              .filter(all -> all.size() > at)
              .map(all -> all.get(at))
              .sorted((a, b) -> Double.compare(a.ms(), b.ms()))
              .toList();
      medians.add(sorted.get(sorted.size() / 2));
    }
    return medians;
  }

  private static List<KernelTime> kernels(List<String> lines) {
    var kernels = new ArrayList<KernelTime>();
    for (var line : lines) {
      var found = LINE.matcher(line);
      if (found.matches()) {
        kernels.add(
            new KernelTime(
                found.group(1),
                Double.parseDouble(found.group(2)),
                Double.parseDouble(found.group(3)),
                Double.parseDouble(found.group(4))));
      }
    }
    return kernels;
  }
}
