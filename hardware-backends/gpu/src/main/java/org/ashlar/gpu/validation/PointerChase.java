package org.ashlar.gpu.validation;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.timing.Options;

/// Latency of memory by the bytes that are walked over: one lane follows addresses, a line further
/// each time.
///
/// A set beyond twice the L2 misses always, so larger ones are walked as one of that size.
final class PointerChase implements ValidationTable {
  private static final int LINE = 128;
  private static final int UNROLLED = 16;
  private static final int STEPS = 2048;
  private static final double ENOUGH = 2.2;

  private final Fits fits;

  PointerChase(Fits fits) {
    this.fits = fits;
  }

  @Override
  public String id() {
    return "pointer_chase_latency_cycles";
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      var gpu = row.getOrDefault("gpu", "");
      if (fits.card(gpu).isPresent()) {
        var name = gpu + "/" + Double.parseDouble(row.getOrDefault("working_set_kB", "0"));
        points.add(
            new Point(
                name,
                row,
                Double.parseDouble(row.getOrDefault("latency_cycles", "0")),
                fits.fitted(id(), name)));
      }
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    var card = fits.card(point.cell("gpu")).orElseThrow();
    double most = ENOUGH * card.number("l2.KiB") * 1024;
    int lines = (int) Math.max(1, Math.min(point.number("working_set_kB") * 1000, most) / LINE);
    long at = bench.buffer((long) lines * LINE);
    long out = bench.buffer(8);
    var words = bench.memory().at(at, (long) lines * LINE);
    for (int i = 0; i < lines; i++) {
      words.set(
          ValueLayout.JAVA_LONG_UNALIGNED, (long) i * LINE, at + (long) ((i + 1) % lines) * LINE);
    }
    bench.options(Options.DETAILED.withWarm(true));
    // The first round fills the L1 where all of it fits.
    long before =
        lines * (long) LINE < card.number("l1.KiB") * 1024
            ? Math.max(1, (lines + UNROLLED - 1) / UNROLLED)
            : 1;
    double first = bench.time(card, "memory", "chase", Grid.of(1, 1), 0, at, before, out).cycles();
    double second =
        bench
            .time(card, "memory", "chase", Grid.of(1, 1), 0, at, before + STEPS / UNROLLED, out)
            .cycles();
    return OptionalDouble.of((second - first) / STEPS);
  }

  @Override
  public String reasons() {
    return "Sets that are a little larger than a cache: real caches do not replace the least recently used line, and addresses are"
        + " translated by TLBs whose reach is not modelled.";
  }
}
