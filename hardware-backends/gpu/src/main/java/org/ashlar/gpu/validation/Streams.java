package org.ashlar.gpu.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ashlar.gpu.timing.Options;

/// Bandwidth of streams by the threads that run at once: shared memory keeps blocks at one or two.
final class Streams implements ValidationTable {
  private static final Map<String, Integer> ARRAYS =
      Map.of("init", 1, "read", 1, "scale", 2, "triad", 3, "stencil3", 2, "stencil5", 2);
  private static final List<String> ORDER =
      List.of("init", "read", "scale", "triad", "stencil3", "stencil5");
  private static final long ELEMENTS = 1L << 25;
  private static final long BUDGET = 150_000;

  private final Fits fits;

  Streams(Fits fits) {
    this.fits = fits;
  }

  @Override
  public String id() {
    return "stream_vs_occupancy_GBs";
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      if (fits.card(row.getOrDefault("gpu", "")).isEmpty()) {
        continue;
      }
      var name = row.get("gpu") + "/" + row.get("block_size") + "x" + row.get("blocks_per_sm");
      for (var kernel : ORDER) {
        var value = row.getOrDefault(kernel, "");
        if (!value.isEmpty()) {
          var full = name + "/" + kernel;
          points.add(new Point(full, row, Double.parseDouble(value), fits.fitted(id(), full)));
        }
      }
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    var card = fits.card(point.cell("gpu")).orElseThrow();
    var kernel = point.name().substring(point.name().lastIndexOf('/') + 1);
    int threads = (int) point.number("block_size");
    int blocks = point.cell("blocks_per_sm").isEmpty() ? 2 : (int) point.number("blocks_per_sm");
    double kib = card.number("sm.shared_KiB");
    double each =
        blocks == 1
            ? Math.min(0.6 * kib, card.number("sm.shared_per_block_KiB"))
            : kib / (blocks + 0.2);
    long bytes = 8 * ELEMENTS;
    long a = bench.buffer(bytes);
    long b = bench.buffer(bytes);
    long c = bench.buffer(bytes);
    bench.options(Options.SAMPLED.withBudget(BUDGET));
    var grid = Bench.grid((int) (ELEMENTS / threads), threads, (int) (each * 1024) / 16 * 16);
    var timing = bench.time(card, "stream", "stream_" + kernel, grid, 0, a, b, c, ELEMENTS);
    return OptionalDouble.of(bytes * 1e-9 * ARRAYS.getOrDefault(kernel, 1) / timing.seconds());
  }
}
