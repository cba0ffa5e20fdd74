package org.ashlar.gpu.validation;

import java.util.Locale;
import org.ashlar.gpu.engine.Grid;
import org.ashlar.gpu.profile.Profiles;
import org.ashlar.gpu.timing.*;
import org.ashlar.simulation.profile.Profile;

public class Probe {
  static void show(String name, Timing t, double expected, long nanos) {
    var c = t.counters();
    System.out.printf(Locale.ROOT, "%-28s cycles %12.0f expected %12.0f err %+6.1f%% sim %.3f int %.3f occ %.2f regs? inst %.3g  L1hit %.2f L2hit %.2f dram %.3g MB  %.2f s, %.2f M/s%n",
        name, t.cycles(), expected, expected == 0 ? 0 : 100 * (t.cycles() / expected - 1), t.simulated(), t.interval(), t.occupancy().share(),
        c.get("smsp__inst_executed.sum"), c.get("l1tex__t_sectors_pipe_lsu_mem_global_op_ld_lookup_hit.sum") / c.get("l1tex__t_sectors_pipe_lsu_mem_global_op_ld.sum"),
        c.get("lts__t_sectors_op_read_lookup_hit.sum") / c.get("lts__t_sectors_op_read.sum"), (c.get("dram__bytes_read.sum") + c.get("dram__bytes_write.sum")) / 1e6,
        nanos / 1e9, c.get("smsp__inst_executed.sum") * t.simulated() * 1e3 / nanos);
    var sb = new StringBuilder("    ");
    t.stalls().values().entrySet().stream().sorted((a, b) -> Double.compare(b.getValue(), a.getValue())).limit(4).forEach(e -> sb.append(e.getKey()).append(String.format(" %.3g  ", e.getValue())));
    System.out.println(sb);
  }
  public static void main(String[] a) {
    var profiles = new Profiles();
    try (var bench = new Bench()) {
      for (var what : a[0].split(",")) run(bench, profiles, what, a.length > 1 ? a[1] : "v100");
    }
  }
  static long cpu() { return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(); }
  static void stream(Bench b, Profile p, int size, int blocks, double... want) {
    long n = 1L << 25; long x = b.buffer(8 * n), y = b.buffer(8 * n), z = b.buffer(8 * n);
    String[] names = {"init", "read", "scale", "triad", "stencil3", "stencil5"}; int[] streams = {1, 1, 2, 3, 2, 2};
    StringBuilder sb = new StringBuilder(size + "x" + blocks + ": ");
    long t0 = cpu();
    for (int i = 0; i < 6; i++) {
      double kib = p.number("sm.shared_KiB");
      int shared = (int) (blocks == 1 ? Math.min(kib * 0.6, p.number("sm.shared_per_block_KiB")) * 1024 : kib / 2.2 * 1024);
      long m = Math.min(n, 4000L * size * p.whole("sm.count"));
      var t = b.time(p, "stream", "stream_" + names[i], Bench.grid((int) (n / size), size, shared), 0, x, y, z, n);
      sb.append(String.format(Locale.ROOT, "%s %.0f/%.0f (%+.0f%%)  ", names[i], n * 8e-9 * streams[i] / t.seconds(), want[i], 100 * (n * 8e-9 * streams[i] / t.seconds() / want[i] - 1)));
    }
    System.out.printf("%s  %.1f s%n", sb, (cpu() - t0) / 1e9);
    b.clear();
  }
  static void run(Bench b, Profiles ps, String what, String card) {
    var p = ps.named(card);
    long t0 = cpu();
    Timing t;
    double e = 0;
    switch (what) {
      case "atax" -> {
        int n = 4096; long m = b.buffer(4L * n * n), x = b.buffer(4 * n), y = b.buffer(4 * n), u = b.buffer(4 * n);
        t = b.time(p, "polybench", "rows_times_vector", Grid.of(16, 256), 0, m, x, u, (long) n, (long) n);
        show("atax1", t, 0, cpu() - t0);
        t0 = cpu(); double first = t.cycles();
        t = b.time(p, "polybench", "columns_times_vector", Grid.of(16, 256), 0, m, u, y, (long) n, (long) n);
        show("atax2 (sum " + Math.round(first + t.cycles()) + ")", t, 3322009 - first, cpu() - t0);
        b.clear(); return;
      }
      case "gesummv" -> {
        int n = 4096; long m = b.buffer(4L * n * n), m2 = b.buffer(4L * n * n), x = b.buffer(4 * n), y = b.buffer(4 * n), u = b.buffer(4 * n);
        t = b.time(p, "polybench", "gesummv", Grid.of(16, 256), 0, m, m2, x, y, u, (long) n, Bench.single(1), Bench.single(2)); e = 2661367;
      }
      case "gemm" -> {
        int n = 512; long x = b.buffer(4L * n * n), y = b.buffer(4L * n * n), z = b.buffer(4L * n * n);
        t = b.time(p, "polybench", "matmul", Bench.grid(16, 64, 32, 8), 0, x, y, z, (long) n, Bench.single(1), Bench.single(1)); e = 587160;
      }
      case "2mm" -> {
        int n = 2048; long x = b.buffer(4L * n * n), y = b.buffer(4L * n * n), z = b.buffer(4L * n * n);
        t = b.time(p, "polybench", "matmul_sum", Bench.grid(64, 256, 32, 8), 0, x, y, z, (long) n); e = 62994676.8 / 2;
      }
      case "vectoradd" -> {
        int n = 4000000; long x = b.buffer(4L * n), y = b.buffer(4L * n), z = b.buffer(4L * n);
        t = b.time(p, "memory", "vector_add", Grid.of(15625, 256), 0, x, y, z, (long) n); e = 96379;
      }
      case "3dconv" -> {
        int n = 256; long x = b.buffer(4L * n * n * n), y = b.buffer(4L * n * n * n);
        t = b.time(p, "polybench", "convolution3d", Bench.grid(8, 32, 32, 8), 0, x, y, (long) n, (long) n, (long) n, 5L); e = 1794994 / 254.0;
      }
      case "l2lat" -> { long x = b.buffer(8 * 4096), y = b.buffer(8);
        t = b.time(p, "memory", "l2_lat", Grid.of(1, 1), 0, x, 4096L, 32768L, y); e = 7184779; }
      case "l2bw32" -> { long x = b.buffer(4L * (163840 + 2048 * 32)), y = b.buffer(4 * 163840);
        t = b.time(p, "memory", "l2_bw_32f", Grid.of(160, 1024), 0, x, 2048L, y); e = 786881; }
      case "l2bw64" -> { long x = b.buffer(8L * (163840 + 2048 * 32)), y = b.buffer(8 * 163840);
        t = b.time(p, "memory", "l2_bw_64f", Grid.of(160, 1024), 0, x, 2048L, y); e = 1542778; }
      case "membw" -> { long[] x = new long[6]; for (int i = 0; i < 6; i++) x[i] = b.buffer(4L * 8388608);
        t = b.time(p, "memory", "mem_bw", Grid.of(160, 1024), 0, x[0], x[1], x[2], x[3], x[4], x[5], 8388608L / 4); e = 382171; }
      case "sharedbw" -> { long y = b.buffer(4 * 1024); t = b.time(p, "memory", "shared_bw", Grid.of(1, 1024), 0, y); e = 4921085; }
      case "l1shared" -> { long x = b.buffer(4 * 16384), y = b.buffer(4 * 1024); t = b.time(p, "memory", "l1_shared_bw", Grid.of(1, 1024), 0, x, 1024L, y); e = 1271617; }
      case "hotspot" -> { int n = 1024; long x = b.buffer(4L * n * n), y = b.buffer(4L * n * n), z = b.buffer(4L * n * n);
        t = b.time(p, "rodinia", "hotspot", Bench.grid(86, 86, 16, 16), 0, 2L, x, y, z, (long) n, (long) n, 2L, 2L, Bench.single(1), Bench.single(1), Bench.single(1), Bench.single(1), Bench.single(1)); e = 56101; }
      case "backprop" -> { long n = 65536; long in = b.buffer(4 * (n + 1)), w = b.buffer(4 * (n + 17) * 17), s = b.buffer(4 * n), old = b.buffer(4 * (n + 17) * 17), d = b.buffer(4 * 17);
        t = b.time(p, "rodinia", "layer_forward", Bench.grid(1, 4096, 16, 16), 0, in, w, s, 16L); show("layer_forward", t, 0, cpu() - t0); double first = t.cycles(); t0 = cpu();
        t = b.time(p, "rodinia", "adjust_weights", Bench.grid(1, 4096, 16, 16), 0, d, 16L, in, w, old); e = 63456 - first; }
      case "stream" -> { b.options(Options.SAMPLED.withBudget(150000));
        if (card.equals("v100")) { stream(b, p, 16, 1, 39,19,34,64,33,32); stream(b, p, 64, 1, 155,70,130,230,123,119); stream(b, p, 128, 2, 599,263,426,638,406,397); stream(b, p, 256, 2, 897,491,675,759,648,635); stream(b,p,512,2,897,746,784,777,778,774); stream(b,p,1024,2,897,867,809,788,804,801); }
        if (card.equals("a100")) { stream(b, p, 16, 1, 53,21,40,72,38,38); stream(b, p, 160, 2, 965,389,662,1130,635,619); stream(b, p, 544, 2, 1900,1134,1574,1688,1531,1507); stream(b,p,1024,2,1901,1776,1737,1794,1700,1700); }
        if (card.equals("l40")) { stream(b, p, 96, 1, 483,240,424,690,397,359); stream(b, p, 160, 2, 847,740,800,830,789,761); stream(b,p,736,2,846,845,778,830,770,769); }
        if (card.equals("gh200")) { stream(b, p, 48, 1, 228,91,174,308,168,165); stream(b, p, 160, 2, 731*2,295*2,539*2,907*2,507*2,499*2); stream(b, p, 448, 2, 3408,1496,2070,3187,1994,1961); stream(b,p,1024,2,3942,2775,3174,3783,3138,3120); }
        return; }
      case "regs" -> { for (var file : new String[] {"stream","memory","polybench","rodinia","sgemm"}) for (var en : org.ashlar.ptx.Entry.all(org.ashlar.ptx.Parser.parse(file, Bench.text(file + ".ptx")))) {
        var code = new MacroLowering().lower(en); System.out.println(en.name() + " " + code.registers() + " " + code.size()); } return; }
      case "sgemm" -> {
        int n = 4096; long x = b.buffer(4L * n * n), y = b.buffer(4L * n * n), z = b.buffer(4L * n * n);
        Object[][] k = {{"naive", 309.0, Bench.grid(128, 128, 32, 32)}, {"coalesced", 1986.5, Bench.grid(128, 128, 1024, 1)}, {"shared", 2980.3, Bench.grid(128, 128, 1024, 1)}, {"tile1", 8474.7, Bench.grid(64, 64, 512, 1)}, {"tile2", 15971.7, Bench.grid(32, 32, 256, 1)},
          {"linear", 16213.0, Bench.grid(32, 32, 256, 1)}, {"offset", 16459.0, Bench.grid(32, 32, 256, 1)}, {"double", 17278.0, Bench.grid(32, 32, 256, 1)}, {"vector", 18237.0, Bench.grid(32, 32, 256, 1)}, {"tuned", 19721.0, Bench.grid(32, 32, 256, 1)}, {"warps", 21779.0, Bench.grid(32, 32, 128, 1)}};
        for (var r : k) { t0 = cpu(); t = b.time(p, "sgemm", "sgemm_" + r[0], (Grid) r[2], 0, (long) n, Bench.single(1), x, y, Bench.single(0), z);
          show((String) r[0] + String.format(" %.0f GF", 2e-9 * n * n * n / t.seconds()), t, 2e-9 * n * n * n / (double) r[1] * p.number("clock.sm_MHz") * 1e6, cpu() - t0); }
        b.clear(); return;
      }
      default -> throw new IllegalArgumentException(what);
    }
    show(what, t, e, cpu() - t0);
    b.clear();
  }
}
