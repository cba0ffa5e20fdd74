package org.ashlar.gpu.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.profile.Profiles;
import org.ashlar.gpu.timing.Options;
import org.ashlar.simulation.profile.Profile;

/// Applications by their cycles on a Quadro GV100: what their launches take together, with what
/// each costs.
final class Qv100Kernels implements ValidationTable {
  private static final long BUDGET = 1_500_000;

  private final Fits fits;
  private final Profile card;

  Qv100Kernels(Fits fits, Profiles profiles) {
    this.fits = fits;
    this.card = profiles.named("qv100");
  }

  @Override
  public String id() {
    return "qv100_reproducible_kernels";
  }

  @Override
  public List<Point> points(CsvFile file) {
    var points = new ArrayList<Point>();
    for (var row : file.rows()) {
      var name = row.getOrDefault("app", "");
      points.add(
          new Point(
              name,
              row,
              Double.parseDouble(row.getOrDefault("hw_qv100_cycles_total", "0")),
              fits.fitted(id(), name)));
    }
    return points;
  }

  @Override
  public OptionalDouble got(Bench bench, Point point) {
    bench.options(Options.SAMPLED.withBudget(BUDGET));
    var app = point.name().substring(0, Math.max(0, point.name().indexOf('/')));
    return switch (app) {
      case "polybench-2mm" -> OptionalDouble.of(2 * product(bench, 2048));
      case "polybench-3mm" -> OptionalDouble.of(3 * product(bench, 512));
      case "polybench-gemm" -> OptionalDouble.of(gemm(bench));
      case "polybench-atax", "polybench-bicg" -> OptionalDouble.of(vectors(bench));
      case "polybench-gesummv" -> OptionalDouble.of(gesummv(bench));
      case "polybench-3DConvolution" -> OptionalDouble.of(convolution(bench));
      case "vectorAdd" -> OptionalDouble.of(vectorAdd(bench));
      case "backprop-rodinia-3.1" -> OptionalDouble.of(backprop(bench));
      case "hotspot-rodinia-3.1" -> OptionalDouble.of(hotspot(bench));
      case "lud-rodinia-3.1" -> OptionalDouble.of(lud(bench));
      case "l2_lat" ->
          one(
              bench,
              "l2_lat",
              Grid.of(1, 1),
              bench.buffer(8 * 4096),
              4096L,
              32768L,
              bench.buffer(8));
      case "l1_shared_bw" ->
          one(
              bench,
              "l1_shared_bw",
              Grid.of(1, 1024),
              bench.buffer(4 * 16384),
              1024L,
              bench.buffer(4096));
      case "shared_bw" -> one(bench, "shared_bw", Grid.of(1, 1024), bench.buffer(4096));
      case "l2_bw_32f" ->
          one(
              bench,
              "l2_bw_32f",
              Grid.of(160, 1024),
              bench.buffer(4L * (163_840 + 65_536)),
              2048L,
              bench.buffer(4 * 163_840));
      case "l2_bw_64f" ->
          one(
              bench,
              "l2_bw_64f",
              Grid.of(160, 1024),
              bench.buffer(8L * (163_840 + 65_536)),
              2048L,
              bench.buffer(8 * 163_840));
      case "mem_bw" -> {
        var all = new Long[7];
        for (int i = 0; i < 6; i++) {
          all[i] = bench.buffer(4L * 8_388_608);
        }
        all[6] = 8_388_608L / 4;
        yield one(bench, "mem_bw", Grid.of(160, 1024), all);
      }
      default -> OptionalDouble.empty();
    };
  }

  private OptionalDouble one(Bench bench, String entry, Grid grid, Long... arguments) {
    return OptionalDouble.of(bench.time(card, "memory", entry, grid, 0, arguments).elapsedCycles());
  }

  private double product(Bench bench, int n) {
    long a = bench.buffer(4L * n * n);
    long b = bench.buffer(4L * n * n);
    long c = bench.buffer(4L * n * n);
    return bench
        .time(
            card, "polybench", "matmul_sum", Bench.grid(n / 32, n / 8, 32, 8), 0, a, b, c, (long) n)
        .elapsedCycles();
  }

  private double gemm(Bench bench) {
    int n = 512;
    long a = bench.buffer(4L * n * n);
    long b = bench.buffer(4L * n * n);
    long c = bench.buffer(4L * n * n);
    return bench
        .time(
            card,
            "polybench",
            "matmul",
            Bench.grid(16, 64, 32, 8),
            0,
            a,
            b,
            c,
            (long) n,
            Bench.single(32412),
            Bench.single(2123))
        .elapsedCycles();
  }

  /// A product with a matrix and one with what it is across.
  private double vectors(Bench bench) {
    int n = 4096;
    long a = bench.buffer(4L * n * n);
    long x = bench.buffer(4L * n);
    long y = bench.buffer(4L * n);
    var grid = Grid.of(16, 256);
    return bench
            .time(card, "polybench", "rows_times_vector", grid, 0, a, x, y, (long) n, (long) n)
            .elapsedCycles()
        + bench
            .time(card, "polybench", "columns_times_vector", grid, 0, a, y, x, (long) n, (long) n)
            .elapsedCycles();
  }

  private double gesummv(Bench bench) {
    int n = 4096;
    long a = bench.buffer(4L * n * n);
    long b = bench.buffer(4L * n * n);
    long x = bench.buffer(4L * n);
    long y = bench.buffer(4L * n);
    long t = bench.buffer(4L * n);
    return bench
        .time(
            card,
            "polybench",
            "gesummv",
            Grid.of(16, 256),
            0,
            a,
            b,
            x,
            y,
            t,
            (long) n,
            Bench.single(43532),
            Bench.single(12313))
        .elapsedCycles();
  }

  private double convolution(Bench bench) {
    long n = 256;
    long a = bench.buffer(4 * n * n * n);
    long b = bench.buffer(4 * n * n * n);
    return 254
        * bench
            .time(
                card, "polybench", "convolution3d", Bench.grid(8, 32, 32, 8), 0, a, b, n, n, n, 5L)
            .elapsedCycles();
  }

  private double vectorAdd(Bench bench) {
    long n = 4_000_000;
    long a = bench.buffer(4 * n);
    long b = bench.buffer(4 * n);
    long c = bench.buffer(4 * n);
    return bench
        .time(card, "memory", "vector_add", Grid.of(15_625, 256), 0, a, b, c, n)
        .elapsedCycles();
  }

  private double backprop(Bench bench) {
    long n = 65_536;
    long in = bench.buffer(4 * (n + 1));
    long weights = bench.buffer(4 * (n + 17) * 17);
    long old = bench.buffer(4 * (n + 17) * 17);
    long sums = bench.buffer(4 * n);
    long delta = bench.buffer(4 * 17);
    var grid = Bench.grid(1, 4096, 16, 16);
    return bench
            .time(card, "rodinia", "layer_forward", grid, 0, in, weights, sums, 16L)
            .elapsedCycles()
        + bench
            .time(card, "rodinia", "adjust_weights", grid, 0, delta, 16L, in, weights, old)
            .elapsedCycles();
  }

  private double hotspot(Bench bench) {
    long n = 1024;
    long power = bench.buffer(4 * n * n);
    long from = bench.buffer(4 * n * n);
    long to = bench.buffer(4 * n * n);
    long one = Bench.single(1);
    return bench
        .time(
            card,
            "rodinia",
            "hotspot",
            Bench.grid(86, 86, 16, 16),
            0,
            2L,
            power,
            from,
            to,
            n,
            n,
            2L,
            2L,
            one,
            one,
            one,
            one,
            one)
        .elapsedCycles();
  }

  private double lud(Bench bench) {
    int n = 256;
    long m = bench.buffer(4L * n * n);
    var words = bench.memory().at(m, 4L * n * n);
    for (int i = 0; i < n; i++) {
      words.set(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * (i * n + i), 1f);
    }
    double sum = 0;
    for (int i = 0; i < n; i += 16) {
      sum +=
          bench
              .time(card, "rodinia", "lud_diagonal", Grid.of(1, 16), 0, m, (long) n, (long) i)
              .elapsedCycles();
      int rest = (n - i) / 16 - 1;
      if (rest > 0) {
        sum +=
            bench
                .time(card, "rodinia", "lud_perimeter", Grid.of(rest, 32), 0, m, (long) n, (long) i)
                .elapsedCycles();
        sum +=
            bench
                .time(
                    card,
                    "rodinia",
                    "lud_internal",
                    Bench.grid(rest, rest, 16, 16),
                    0,
                    m,
                    (long) n,
                    (long) i)
                .elapsedCycles();
      }
    }
    return sum;
  }

  @Override
  public String reasons() {
    return "The kernels are re-written, and compiled by another year's nvcc for another architecture: loops are unrolled differently."
        + " `l1_shared_bw` exists in several versions.";
  }
}
