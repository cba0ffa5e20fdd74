package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ashlar.backend.Memory;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Plan;

/// Times generated kernels against plain Java loops in the same process, in turns. Run it by hand;
/// it asserts nothing.
///
/// Arguments: names of the cases (none: all); `ashlar.threads=1` gives the figures of one thread.
public final class Benchmark {
  private static final int ROUNDS = Integer.getInteger("rounds", 12);
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private static final String MATMUL =
      """
      kernel matmul(a: f32[512, 512], b: f32[16, 512, 2, 16], c: f32[512, 16, 2, 16])
        for p < 16 cores
          for io < 64
            alloc acc: f32[8, 2, 16] registers
            for r < 8 unrolled
              for cc < 2 unrolled
                for l < 16 vector
                  acc[r, cc, l] = 0.0
            for k < 512
              for r < 8 unrolled
                for cc < 2 unrolled
                  for l < 16 vector
                    acc[r, cc, l] add= a[io * 8 + r, k] * b[p, k, cc, l]
            for r < 8 unrolled
              for cc < 2 unrolled
                for l < 16 vector
                  c[io * 8 + r, p, cc, l] = acc[r, cc, l]
      """;
  private static final String GELU =
      """
      kernel gelu(x: f32[16777216], y: f32[16777216])
        for o < 4096 cores
          for i < 4096 vector
            y[o * 4096 + i] = let t = x[o * 4096 + i] * 1.1 + 0.1 in t * 0.5 * (1.0 + tanh(0.7978846 * (t + 0.044715 * t * t * t)))
      """;
  private static final String SOFTMAX =
      """
      kernel softmax(x: f32[4096, 1024], y: f32[4096, 1024])
        for i < 4096 cores
          alloc m: f32[2, 16] registers
          alloc s: f32[2, 16] registers
          alloc most: f32[] registers
          alloc sum: f32[] registers
          for h < 2 unrolled
            for l < 16 vector
              m[h, l] = -inf
          for jo < 32
            for h < 2 unrolled
              for l < 16 vector
                m[h, l] max= x[i, jo * 32 + h * 16 + l]
          most[] = -inf
          for h < 2
            for l < 16
              most[] max= m[h, l]
          for h < 2 unrolled
            for l < 16 vector
              s[h, l] = 0.0
          for jo < 32
            for h < 2 unrolled
              for l < 16 vector
                y[i, jo * 32 + h * 16 + l] = exp(x[i, jo * 32 + h * 16 + l] - most[])
                s[h, l] add= y[i, jo * 32 + h * 16 + l]
          sum[] = 0.0
          for h < 2
            for l < 16
              sum[] add= s[h, l]
          sum[] = 1.0 / sum[]
          for j < 1024 vector
            y[i, j] = y[i, j] * sum[]
      """;

  private Benchmark() {}

  public static void main(String[] arguments) {
    var wanted = List.of(arguments);
    if (wanted.isEmpty() || wanted.contains("matmul")) {
      compare(
          "matmul 512",
          MATMUL,
          2.0 * 512 * 512 * 512,
          "GF/s",
          Benchmark::matmul,
          1 << 20,
          1 << 20,
          1 << 20);
    }
    if (wanted.isEmpty() || wanted.contains("softmax")) {
      compare(
          "softmax 4096x1024",
          SOFTMAX,
          8.0 * 4096 * 1024,
          "GB/s",
          Benchmark::softmax,
          16 << 20,
          16 << 20);
    }
    if (wanted.isEmpty() || wanted.contains("gelu")) {
      compare("gelu 16 Mi", GELU, 8.0 * (16 << 20), "GB/s", Benchmark::gelu, 64 << 20, 64 << 20);
    }
  }

  private interface Plain {
    void run(List<MemorySegment> memories);
  }

  private static void compare(
      String name, String text, double work, String unit, Plain plain, long... bytes) {
    Kernel kernel = KernelParse.kernel(text);
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    long begin = System.nanoTime();
    var executable = backend.compile(Plan.of(kernel), target);
    double compile = (System.nanoTime() - begin) * 1e-6;
    try (var device = backend.open(target);
        var arena = Arena.ofShared()) {
      var memories = new ArrayList<Memory>();
      var segments = new ArrayList<MemorySegment>();
      var random = new Random(1);
      for (long n : bytes) {
        var segment = arena.allocate(n, 64);
        for (long i = 0; i < n; i += 4) {
          segment.set(FLOAT, i, random.nextFloat() * 4 - 2);
        }
        var memory = device.allocate(n);
        device.copy(memory, 0, Memory.ofHost(segment), 0, n);
        memories.add(memory);
        segments.add(segment);
      }
      if (Boolean.getBoolean("listing")) {
        System.out.println(executable.listing());
      }
      var ours = new double[ROUNDS];
      var theirs = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        ours[round] =
            best(() ->
                device.launch(executable, memories, new long[0]).await(Duration.ofMinutes(1)));
        theirs[round] = best(() -> plain.run(segments));
        if (Boolean.getBoolean("rounds.print")) {
          System.out.printf("  %.1f %.2f%n", work / ours[round], work / theirs[round]);
        }
      }
      var last = arena.allocate(bytes[bytes.length - 1]);
      device.copy(Memory.ofHost(last), 0, memories.getLast(), 0, last.byteSize());
      double worst = 0;
      for (long i = 0; i < last.byteSize(); i += 4) {
        worst = Math.max(worst, Math.abs(last.get(FLOAT, i) - segments.getLast().get(FLOAT, i)));
      }
      System.out.printf(
          "%s, %d threads: %.1f %s, plain Java on one %.2f: %.1f times; first round %.2f; written in %.0f ms; differ by %.1e%n",
          name,
          target.cores(),
          work / middle(ours),
          unit,
          work / middle(theirs),
          middle(theirs) / middle(ours),
          work / ours[0],
          compile,
          worst);
    }
  }

  /// The shortest of several runs, for about 50 ms.
  private static double best(Runnable run) {
    long end = System.nanoTime() + 50_000_000;
    long best = Long.MAX_VALUE;
    do {
      long begin = now();
      run.run();
      best = Math.min(best, now() - begin);
    } while (System.nanoTime() < end);
    return best;
  }

  /// With one thread its own time, so that other programs disturb less.
  private static long now() {
    return Integer.getInteger("ashlar.threads", 0) == 1
        ? ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  /// The median of the later half of the rounds.
  private static double middle(double[] rounds) {
    var later = Arrays.copyOfRange(rounds, rounds.length / 2, rounds.length);
    Arrays.sort(later);
    return later[later.length / 2];
  }

  private static void matmul(List<MemorySegment> m) {
    var a = m.get(0);
    var b = m.get(1);
    var c = m.get(2);
    for (int i = 0; i < 512; i++) {
      for (int p = 0; p < 16; p++) {
        for (int j = 0; j < 32; j++) {
          float sum = 0;
          for (int k = 0; k < 512; k++) {
            sum += a.get(FLOAT, (i * 512 + k) * 4L) * b.get(FLOAT, ((p * 512 + k) * 32 + j) * 4L);
          }
          c.set(FLOAT, ((i * 16 + p) * 32 + j) * 4L, sum);
        }
      }
    }
  }

  private static void gelu(List<MemorySegment> m) {
    for (int i = 0; i < 16 << 20; i++) {
      float t = m.get(0).get(FLOAT, i * 4L) * 1.1f + 0.1f;
      m.get(1)
          .set(
              FLOAT,
              i * 4L,
              t * 0.5f * (1 + (float) Math.tanh(0.7978846f * (t + 0.044715f * t * t * t))));
    }
  }

  private static void softmax(List<MemorySegment> m) {
    for (int i = 0; i < 4096; i++) {
      long row = i * 4096L;
      float most = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < 1024; j++) {
        most = Math.max(most, m.get(0).get(FLOAT, row + 4 * j));
      }
      float sum = 0;
      for (int j = 0; j < 1024; j++) {
        float e = (float) Math.exp(m.get(0).get(FLOAT, row + 4 * j) - most);
        m.get(1).set(FLOAT, row + 4 * j, e);
        sum += e;
      }
      for (int j = 0; j < 1024; j++) {
        m.get(1).set(FLOAT, row + 4 * j, m.get(1).get(FLOAT, row + 4 * j) / sum);
      }
    }
  }
}
