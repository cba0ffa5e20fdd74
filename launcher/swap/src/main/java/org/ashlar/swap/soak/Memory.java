package org.ashlar.swap.soak;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ashlar.door.Door;
import org.ashlar.door.Host;

/// What the process holds, measured over a run: whether it grows with the number of replacements.
final class Memory {
  /// Samples before this part of the run are warm-up.
  private static final double WARM = 0.25;

  /// Growth over the measured part of the run that counts as none: a part of the mean, or a step.
  private static final double PART = 0.03;

  private record Sample(int swaps, Map<String, Double> values) {}

  /// What is measured, with the smallest growth that means something.
  private static final Map<String, Double> STEPS =
      Map.of(
          "heap_mb", 2.0,
          "metaspace_mb", 2.0,
          "classes", 100.0,
          "threads", 1.0,
          "device_mb", 0.1,
          "process_mb", 40.0);

  private final Door door;
  private final List<Sample> samples = new ArrayList<>();

  Memory(Door door) {
    this.door = door;
  }

  /// Measures after a garbage collection that was just done.
  void sample(int swaps) {
    var values = new LinkedHashMap<String, Double>();
    values.put("heap_mb", mb(live()));
    ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().equals("Metaspace"))
        .findFirst()
        .ifPresent(pool -> values.put("metaspace_mb", mb(pool.getUsage().getUsed())));
    values.put("classes", (double) ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    values.put("threads", (double) ManagementFactory.getThreadMXBean().getThreadCount());
    values.put("device_mb", mb(door.host().map(Host::deviceBytes).orElse(0L)));
    double process = process();
    if (process > 0) {
      values.put("process_mb", process);
    }
    samples.add(new Sample(swaps, values));
  }

  /// Whether nothing grew.
  boolean isFlat() {
    return STEPS.keySet().stream().allMatch(this::isFlat);
  }

  /// Growth of one value over the measured part of the run, by its slope.
  private boolean isFlat(String name) {
    var measured = measured();
    if (measured.size() < 3 || !measured.getFirst().values().containsKey(name)) {
      return true;
    }
    double growth = slope(name) * (measured.getLast().swaps() - measured.getFirst().swaps());
    double mean = measured.stream().mapToDouble(s -> value(s, name)).average().orElse(0);
    return growth <= Math.max(step(name), PART * mean);
  }

  private static double step(String name) {
    var step = STEPS.get(name);
    return step == null ? 0 : step;
  }

  /// First, last and largest of each value, and its slope for a hundred replacements.
  Map<String, Object> report() {
    var report = new LinkedHashMap<String, Object>();
    for (var name : samples.getFirst().values().keySet()) {
      report.put(
          name,
          Map.of(
              "first",
              round(value(samples.getFirst(), name)),
              "last",
              round(value(samples.getLast(), name)),
              "max",
              round(samples.stream().mapToDouble(s -> value(s, name)).max().orElse(0)),
              "per_100_swaps",
              round(100 * slope(name)),
              "flat",
              isFlat(name)));
    }
    report.put("samples", samples.size());
    return report;
  }

  /// One line for people.
  String last() {
    var now = samples.getLast();
    return String.format(
        Locale.ROOT,
        "heap %.1f MB, metaspace %.1f MB, %.0f classes, %.0f threads",
        value(now, "heap_mb"),
        value(now, "metaspace_mb"),
        value(now, "classes"),
        value(now, "threads"));
  }

  private List<Sample> measured() {
    int all = samples.getLast().swaps();
    return samples.stream().filter(s -> s.swaps() >= WARM * all).toList();
  }

  /// The least-squares slope, for one replacement.
  private double slope(String name) {
    var measured = measured();
    double x = measured.stream().mapToDouble(Sample::swaps).average().orElse(0);
    double y = measured.stream().mapToDouble(s -> value(s, name)).average().orElse(0);
    double up = 0;
    double down = 0;
    for (var s : measured) {
      up += (s.swaps() - x) * (value(s, name) - y);
      down += (s.swaps() - x) * (s.swaps() - x);
    }
    return down == 0 ? 0 : up / down;
  }

  private static double value(Sample sample, String name) {
    return sample.values().getOrDefault(name, 0.0);
  }

  /// What the last garbage collection left on the heap: not what requests have made since.
  private static long live() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  /// The memory that the process holds, where the system says it.
  private static double process() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException notThere) {
      return 0;
    }
  }

  private static double mb(long bytes) {
    return bytes / 1048576.0;
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
