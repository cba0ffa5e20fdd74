package org.ashlar.gpu.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.timing.Options;

/// Bandwidth of reading a set again and again: each block its own, or all the same.
final class CacheBandwidth implements ValidationTable {
  private static final long BUDGET = 60_000;
  private static final int THREADS = 1024;
  private static final double ENOUGH = 2.2;

  private final Fits fits;

  CacheBandwidth(Fits fits) {
    this.fits = fits;
  }

  @Override
  public String id() {
    return "cache_bandwidth_vs_size_GBs";
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      if (fits.card(row.getOrDefault("gpu", "")).isPresent()) {
        var name = row.get("gpu") + "/" + row.get("bench") + "/" + row.get("data_set_kB");
        points.add(
            new Point(
                name,
                row,
                Double.parseDouble(row.getOrDefault("GBs", "0")),
                fits.fitted(id(), name)));
      }
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    var card = fits.card(point.cell("gpu")).orElseThrow();
    boolean own = point.cell("bench").startsWith("l1_private");
    int sms = card.whole("sm.count");
    int blocks = own ? sms : 2 * sms;
    double most = ENOUGH * card.number("l2.KiB") * 1024 / (own ? sms : 1);
    int count = (int) Math.max(THREADS / 4, Math.min(point.number("data_set_kB") * 1000, most) / 8);
    long bytes = 8L * count * (own ? blocks : 1);
    long words = bench.buffer(bytes);
    long out = bench.buffer(8);
    // Two lengths of the same run: their difference has neither begin nor end nor first reads.
    long once = Math.max(1, 8L * THREADS / count);
    bench.options(
        Options.SAMPLED
            .withBudget(own && count < 1 << 16 ? Long.MAX_VALUE : BUDGET)
            .withPart(own ? 4.0 / sms : 1)
            .withWarm(true));
    var grid = Grid.of(blocks, Math.min(THREADS, Math.max(64, count / 32 * 32)));
    double moved = 8.0 * count * blocks;
    if (bench.options().budget() == Long.MAX_VALUE) {
      double first =
          bench
              .time(card, "memory", "cache_read", grid, 0, words, (long) count, once, 1L, out)
              .seconds();
      double second =
          bench
              .time(card, "memory", "cache_read", grid, 0, words, (long) count, 3 * once, 1L, out)
              .seconds();
      return OptionalDouble.of(2 * once * moved / (second - first) / 1e9);
    }
    var timing =
        bench.time(
            card, "memory", "cache_read", grid, 0, words, (long) count, 3L, own ? 1L : 0L, out);
    return OptionalDouble.of(3 * moved / timing.seconds() / 1e9);
  }
}
