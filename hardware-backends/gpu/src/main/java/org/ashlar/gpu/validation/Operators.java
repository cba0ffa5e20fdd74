package org.ashlar.gpu.validation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.ashlar.gpu.engine.Extent;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.timing.Options;
import org.ashlar.simulation.profile.Profile;

/// Operators of networks by their sizes, with what a framework adds before each.
///
/// What the framework of the measurements adds is taken from the smallest row of each operator,
/// which is fitted. Of products the fastest of several tiles is taken, as libraries choose theirs.
final class Operators implements ValidationTable {
  private record Tile(String entry, int rows, int columns, int threads) {
    private int sharedBytes() {
      return 4 * 2 * (rows * (32 + 8) + 32 * (columns + 8));
    }
  }

  private static final List<Tile> TILES =
      List.of(
          new Tile("product_128x256", 128, 256, 256),
          new Tile("product_128x128", 128, 128, 256),
          new Tile("product_64x128", 64, 128, 128),
          new Tile("product_64x64", 64, 64, 128));

  private static final String SMALLEST_PRODUCT = "A100/matmul_fp16/8192/64/64/ms";
  private static final Map<String, String> SMALLEST =
      Map.of(
          "matmul_fp16", SMALLEST_PRODUCT,
          "softmax_fp16", "A100/softmax_fp16/32/4096//Gelem/s",
          "layernorm_fp16", "A100/layernorm_fp16/128/4096//Gelem/s",
          "gelu_fp16", "A100/gelu_fp16/4096///Gelem/s");

  private final Fits fits;
  private final Map<String, Double> overheads = new HashMap<>();
  private final Map<String, Double> seconds = new HashMap<>();

  Operators(Fits fits) {
    this.fits = fits;
  }

  @Override
  public String id() {
    return "a100_80gb_operator_measurements";
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      if (fits.card(row.getOrDefault("gpu", "")).isPresent()) {
        var name =
            String.join(
                "/",
                List.of("gpu", "op", "M", "N", "K", "unit").stream()
                    .map(each -> row.getOrDefault(each, ""))
                    .toList());
        double value = Double.parseDouble(row.getOrDefault("value", "0"));
        boolean smallest =
            SMALLEST.containsValue(name)
                || name.equals(SMALLEST_PRODUCT.replace("/ms", "/TFLOP/s"));
        points.add(new Point(name, row, value, smallest));
      }
    }
    // The smallest rows first say what a framework adds.
    for (var each : points) {
      var operator = each.cell("op");
      if (each.name().equals(SMALLEST.get(operator))) {
        overheads.put(operator, measured(each));
      }
    }
    return points;
  }

  private static double elements(Point point) {
    return point.number("M") * (point.cell("N").isEmpty() ? 1 : point.number("N"));
  }

  private static double work(Point point) {
    return 2 * elements(point) * point.number("K");
  }

  private static double measured(Point point) {
    return switch (point.cell("unit")) {
      case "ms" -> point.expected() / 1e3;
      case "TFLOP/s" -> work(point) / point.expected() / 1e12;
      default -> elements(point) / point.expected() / 1e9;
    };
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    var operator = point.cell("op");
    if (!SMALLEST.containsKey(operator)) {
      return OptionalDouble.empty();
    }
    var card = fits.card(point.cell("gpu")).orElseThrow();
    var key = operator + "/" + point.cell("M") + "/" + point.cell("N") + "/" + point.cell("K");
    double kernel = seconds.computeIfAbsent(key, k -> kernel(bench, card, point));
    // The smallest measured time holds the smallest kernel too: what is added is the rest of it.
    var smallest = SMALLEST.getOrDefault(operator, "");
    double least =
        seconds.computeIfAbsent(operator + " least", k -> least(bench, card, operator, smallest));
    double time = kernel + Math.max(0, overheads.getOrDefault(operator, 0.0) - least);
    return OptionalDouble.of(
        switch (point.cell("unit")) {
          case "ms" -> time * 1e3;
          case "TFLOP/s" -> work(point) / time / 1e12;
          default -> elements(point) / time / 1e9;
        });
  }

  private double least(Bench bench, Profile card, String operator, String name) {
    var cells = name.split("/", -1);
    var row = Map.of("op", operator, "M", cells[2], "N", cells[3], "K", cells[4]);
    return kernel(bench, card, new Point(name, row, 0, true));
  }

  private double kernel(Bench bench, Profile card, Point point) {
    bench.options(Options.SAMPLED.withBudget(400_000).withWarm(true));
    bench.clear();
    int m = (int) point.number("M");
    int n = point.cell("N").isEmpty() ? 1 : (int) point.number("N");
    if (point.cell("op").equals("matmul_fp16")) {
      return product(bench, card, m, n, (int) point.number("K"));
    }
    long bytes = 2L * m * n;
    long in = bench.buffer(bytes);
    long out = bench.buffer(bytes);
    if (point.cell("op").equals("gelu_fp16")) {
      long count = bytes / 16;
      return bench
          .time(
              card,
              "operators",
              "gelu",
              Grid.of((int) ((count + 255) / 256), 256),
              0,
              in,
              out,
              count)
          .seconds();
    }
    int threads = Math.clamp(n / 8 / 32 * 32, 32, 1024);
    var entry = point.cell("op").startsWith("softmax") ? "softmax" : "layernorm";
    return bench.time(card, "operators", entry, Grid.of(m, threads), 0, in, out, n / 8L).seconds();
  }

  private static double product(Bench bench, Profile card, int m, int n, int k) {
    long a = bench.buffer(2L * m * k);
    long b = bench.buffer(2L * k * n);
    long c = bench.buffer(2L * m * n);
    double best = Double.POSITIVE_INFINITY;
    for (var tile : TILES) {
      long blocks =
          (long) ((m + tile.rows() - 1) / tile.rows())
              * ((n + tile.columns() - 1) / tile.columns());
      boolean hopeless = blocks > 40L * card.whole("sm.count") && tile.threads() < 256;
      if (hopeless) {
        continue;
      }
      var grid =
          new Grid(
              Extent.of(
                  (n + tile.columns() - 1) / tile.columns(), (m + tile.rows() - 1) / tile.rows()),
              Extent.of(tile.threads()),
              tile.sharedBytes());
      var timing =
          bench.time(
              card, "operators", tile.entry(), grid, 0, (long) m, (long) n, (long) k, a, b, c);
      best = Math.min(best, timing.seconds());
    }
    return best;
  }

  @Override
  public String reasons() {
    return "What a framework adds before an operator is the host's, not the card's: it is taken from the smallest row of each operator."
        + " Products are the fastest of four tiles, none of which splits the sum.";
  }
}
