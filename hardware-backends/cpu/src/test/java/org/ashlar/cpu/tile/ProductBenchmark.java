package org.ashlar.cpu.tile;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.ashlar.cpu.machine.Calls;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.LargePages;
import org.ashlar.cpu.machine.MachineCode;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Op;
import org.ashlar.cpu.x86.Vec;

/// Times products of matrices beside what the processor's multipliers do at most, in turns within
/// one process. Run it by hand; it asserts nothing.
///
/// Arguments: a [Factor] (default F32), then sizes `MxNxK` (default: those of the design).
/// Properties: `isa`, `rounds`, and `blocks=rows,vectors,depth,strips,ahead` to try another cut.
public final class ProductBenchmark {
  private static final int ROUNDS = Integer.getInteger("rounds", 9);
  private static final long SLICE = 4_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String SIZES =
      "64x64x64 128x128x128 256x256x256 512x512x512 768x768x768 1024x1024x1024 2048x2048x2048"
          + " 64x3136x576 128x3136x576 256x784x1152 512x3136x576 512x196x4608 1x4096x4096"
          + " 128x3072x768 128x768x3072";

  private ProductBenchmark() {}

  public static void main(String[] arguments) {
    var processor = Processor.here();
    var isa =
        Isa.valueOf(System.getProperty("isa", processor.isa().has(Isa.AVX512) ? "AVX512" : "AVX2"));
    var factor = Factor.valueOf(arguments.length > 0 ? arguments[0] : "F32");
    var sizes =
        arguments.length > 1
            ? List.of(arguments).subList(1, arguments.length)
            : List.of(SIZES.split(" "));
    System.out.println(processor);
    System.out.printf(
        "%-16s %-28s %18s %18s %7s%n",
        factor + " " + isa, "blocks", "GF/s median (p90)", "limit", "share");
    double product = 1;
    for (var size : sizes) {
      product *= one(processor, isa, factor, size);
    }
    System.out.printf("geometric mean of shares %.3f%n", Math.pow(product, 1.0 / sizes.size()));
  }

  private static double one(Processor processor, Isa isa, Factor factor, String size) {
    var numbers = Arrays.stream(size.split("x")).mapToInt(Integer::parseInt).toArray();
    int m = numbers[0];
    int n = numbers[1];
    int k = numbers[2];
    var blocks = Blocks.of(isa, factor, m, n, k, processor.secondCache());
    var asked = System.getProperty("blocks", "");
    if (!asked.isEmpty()) {
      var words = asked.split(",");
      int rows = words[0].isEmpty() ? blocks.rows() : Math.min(m, Integer.parseInt(words[0]));
      blocks =
          new Blocks(
              rows,
              words[1].isEmpty() ? blocks.vectors() : Integer.parseInt(words[1]),
              words[2].isEmpty() ? blocks.depth() : Math.min(k, Integer.parseInt(words[2])),
              words[3].isEmpty() ? blocks.strips() : Integer.parseInt(words[3]),
              words[4].isEmpty() ? blocks.ahead() : Boolean.parseBoolean(words[4]));
    }
    try (var arena = Arena.ofShared()) {
      var pages = new LargePages();
      var product =
          new Product(
              arena,
              Boolean.parseBoolean(System.getProperty("large", "true"))
                  ? bytes -> pages.allocate(bytes, arena)
                  : bytes -> arena.allocate(bytes, 64),
              isa,
              factor,
              m,
              n,
              k,
              n,
              blocks,
              false,
              new Random(1));
      var limit = new Limit(isa, factor);
      double work = 2.0 * m * n * k;
      var ours = new ArrayList<Double>();
      var limits = new ArrayList<Double>();
      for (int round = 0; round < ROUNDS; round++) {
        for (int slice = 0; slice < 3; slice++) {
          limits.add(rate(limit.work(), limit::run));
          ours.add(rate(work, product::run));
        }
      }
      double mine = quantile(ours, 0.5);
      double most = quantile(limits, 0.5);
      double share = mine / most;
      System.out.printf(
          Locale.ROOT,
          "%-16s %-28s %9.1f (%6.1f) %9.1f (%6.1f) %7.3f%n",
          size,
          blocks.rows()
              + "x"
              + blocks.vectors()
              + " depth "
              + blocks.depth()
              + " strips "
              + blocks.strips(),
          mine,
          quantile(ours, 0.9),
          most,
          quantile(limits, 0.9),
          share);
      return share;
    }
  }

  /// Thousands of millions of operations a second, over a slice of this thread's time: others use
  /// this machine too.
  private static double rate(double work, Runnable run) {
    run.run();
    // Asking the time costs up to a microsecond: some hundred microseconds of work between.
    int batch = (int) Math.max(1, 3e7 / work);
    long start = THREADS.getCurrentThreadCpuTime();
    long end = start;
    long times = 0;
    while (end - start < SLICE) {
      for (int i = 0; i < batch; i++) {
        run.run();
      }
      times += batch;
      end = THREADS.getCurrentThreadCpuTime();
    }
    return work * times / (end - start);
  }

  private static double quantile(List<Double> values, double at) {
    return values.stream().sorted().toList().get((int) (at * (values.size() - 1)));
  }

  /// As many independent multiplications as registers allow.
  private static final class Limit {
    private static final int TIMES = 1000;
    private final MachineCode code;
    private final double work;

    Limit(Isa isa, Factor factor) {
      int chains = isa.registers() - 2;
      var code = new Code();
      for (int i = 0; i < isa.registers(); i++) {
        var vec = new Vec(i, isa.bytes());
        code.emit(
            i < 16 ? Op.VPXOR : Op.VPXORD,
            vec.as(i < 16 ? 16 : isa.bytes()),
            vec.as(i < 16 ? 16 : isa.bytes()),
            vec.as(i < 16 ? 16 : isa.bytes()));
      }
      code.set(Gpr.RCX, TIMES);
      var again = code.here();
      var op =
          switch (factor) {
            case F32, F32_BF16, F32_F16 -> Op.VFMADD231PS;
            case BF16 -> Op.VDPBF16PS;
            case U8S8, S8S8 -> Op.VPDPBUSD;
            case U8S8_WIDENED, S8S8_WIDENED -> Op.VPMADDWD;
          };
      for (int i = 0; i < chains; i++) {
        code.emit(
            op,
            new Vec(i, isa.bytes()),
            new Vec(chains, isa.bytes()),
            new Vec(chains + 1, isa.bytes()));
      }
      code.emit(Op.DEC, Gpr.RCX);
      code.emit(Op.JNE, again);
      code.emit(Op.VZEROUPPER);
      code.emit(Op.RET);
      this.code = MachineCode.load(List.of(code.bytes()));
      work = 2.0 * TIMES * chains * TileProduct.lanes(isa) * factor.group();
    }

    double work() {
      return work;
    }

    void run() {
      Calls.call(code.entry(0), 0, 0, 0, 0);
    }
  }
}
