package org.ashlar.gpu.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ashlar.gpu.timing.Options;

/// Ways to multiply matrices, from naive to warp tiles, in billions of operations a second.
final class SgemmLadder implements ValidationTable {
  private record Step(String entry, int tileX, int tileY, int threadsX, int threadsY) {}

  private static final Map<String, Step> STEPS =
      Map.ofEntries(
          Map.entry("naive", new Step("naive", 32, 32, 32, 32)),
          Map.entry("global coalescing", new Step("coalesced", 32, 32, 1024, 1)),
          Map.entry("shared tile", new Step("shared", 32, 32, 1024, 1)),
          Map.entry("1D block tile", new Step("tile1", 64, 64, 512, 1)),
          Map.entry("2D block tile", new Step("tile2", 128, 128, 256, 1)),
          Map.entry("avoid bank conflicts (linearise)", new Step("linear", 128, 128, 256, 1)),
          Map.entry("avoid bank conflicts (offset)", new Step("offset", 128, 128, 256, 1)),
          Map.entry("double buffering", new Step("double", 128, 128, 256, 1)),
          Map.entry("vectorised access", new Step("vector", 128, 128, 256, 1)),
          Map.entry("autotuned", new Step("tuned", 128, 128, 256, 1)),
          Map.entry("warp tiling", new Step("warps", 128, 128, 128, 1)));

  private final Fits fits;

  SgemmLadder(Fits fits) {
    this.fits = fits;
  }

  @Override
  public String id() {
    return "sgemm_a6000_optimisation_ladder";
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      if (fits.card(row.getOrDefault("gpu", "")).isPresent()) {
        var name = row.getOrDefault("kernel", "");
        points.add(
            new Point(
                name,
                row,
                Double.parseDouble(row.getOrDefault("GFLOPs", "0")),
                fits.fitted(id(), name)));
      }
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    var step = STEPS.get(point.cell("kernel"));
    if (step == null) {
      return OptionalDouble.empty();
    }
    var card = fits.card(point.cell("gpu")).orElseThrow();
    int n = (int) point.number("M=N=K");
    long bytes = 4L * n * n;
    long a = bench.buffer(bytes);
    long b = bench.buffer(bytes);
    long c = bench.buffer(bytes);
    bench.options(Options.SAMPLED.withBudget(1_000_000));
    var grid =
        Bench.grid(
            (n + step.tileX() - 1) / step.tileX(),
            (n + step.tileY() - 1) / step.tileY(),
            step.threadsX(),
            step.threadsY());
    var timing =
        bench.time(
            card,
            "sgemm",
            "sgemm_" + step.entry(),
            grid,
            0,
            (long) n,
            Bench.single(1),
            a,
            b,
            Bench.single(0),
            c);
    return OptionalDouble.of(2e-9 * n * n * n / timing.seconds());
  }
}
