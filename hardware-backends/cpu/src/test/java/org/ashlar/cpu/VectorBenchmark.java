package org.ashlar.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ashlar.backend.Memory;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.schedule.LoopScheduler;

/// Times what is no product (element-wise chains, normalisations, softmax, pooling, copies) as the
/// library schedules it, in GB/s of the memory that its parameters are, beside a copy of the same
/// bytes.
///
/// Run it by hand, with `-Dashlar.threads=1` or 2; it asserts nothing. Arguments: beginnings of the
/// names of the cases (none: all). `-Dseconds=0.5` each; `-Dlisting=true` prints the schedule and
/// the code.
public final class VectorBenchmark {
  private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "0.5"));
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final boolean LISTING = Boolean.getBoolean("listing");

  /// @param work floating-point operations
  private record Case(String name, Kernel kernel, double work) {}

  private VectorBenchmark() {}

  public static void main(String[] wanted) {
    System.out.print("warm: ");
    time(map("relu", 7680, "max(0.0, x[i] + 0.1) + x[i]"), 4);
    for (var one : cases()) {
      if (wanted.length == 0 || Arrays.stream(wanted).anyMatch(one.name()::startsWith)) {
        time(one, SECONDS);
      }
    }
  }

  private static List<Case> cases() {
    var cases = new ArrayList<Case>();
    for (long[] s : new long[][] {{20, 384}, {512, 128}, {4096, 1024}}) {
      cases.add(norm(s[0], s[1]));
      cases.add(rms(s[0], s[1]));
    }
    for (long[] s :
        new long[][] {
          {240, 10},
          {32, 128},
          {128, 128},
          {8, 512},
          {64, 512},
          {24, 2048},
          {512, 128},
          {4096, 1024}
        }) {
      cases.add(softmax(s[0], s[1]));
    }
    for (long n : new long[] {7680, 1 << 16, 1 << 24}) {
      cases.add(map("gelu-erf", n, "let t = x[i] * 0.70710677 in x[i] * 0.5 * (1.0 + erf(t))"));
      cases.add(
          map(
              "gelu-tanh",
              n,
              "let t = x[i] * 1.1 + 0.1 in t * 0.5 * (1.0 + tanh(0.7978846 * (t + 0.044715 * (t * t * t))))"));
      cases.add(map("silu", n, "let s = 1.0 / (1.0 + exp(-x[i])) in s * x[i] * x[i] + x[i]"));
      cases.add(map("hardswish", n, "x[i] * max(0.0, min(1.0, x[i] * 0.16666667 + 0.5))"));
      cases.add(map("relu", n, "max(0.0, x[i] + 0.1) + x[i]"));
    }
    for (var f :
        List.of(
            "exp", "log", "tanh", "erf", "sin", "cos", "sqrt", "expm1", "log1p", "tan", "atan")) {
      cases.add(map(f, 1 << 16, f + "(x[i])"));
    }
    var chain = new StringBuilder("x[i]");
    for (int i = 0; i < 32; i++) {
      chain.insert(0, "(").append(" * x[i] + 0.5)");
    }
    cases.add(map("chain", 4096, chain.toString()));
    cases.add(map("pow", 1 << 16, "pow(x[i], 1.7)"));
    cases.add(map("pow2", 1 << 16, "pow(x[i], 2.0)"));
    cases.add(
        of(
            "bias-channels",
            1,
            """
            kernel k(x: f32[256, 3136], b: f32[256], y: f32[256, 3136])
              for i < 256
                for j < 3136
                  y[i, j] = max(0.0, x[i, j] + b[i])
            """));
    cases.add(
        of(
            "outer-sum",
            1,
            """
            kernel k(x: f32[1024, 1], z: f32[1, 1024], y: f32[1024, 1024])
              for i < 1024
                for j < 1024
                  y[i, j] = x[i, 0] + z[0, j]
            """));
    cases.add(
        of(
            "nchw-to-nhwc",
            0,
            """
            kernel k(x: f32[64, 56, 56], y: f32[56, 56, 64])
              for i < 56
                for j < 56
                  for c < 64
                    y[i, j, c] = x[c, i, j]
            """));
    cases.add(
        of(
            "nhwc-to-nchw",
            0,
            """
            kernel k(x: f32[56, 56, 64], y: f32[64, 56, 56])
              for c < 64
                for i < 56
                  for j < 56
                    y[c, i, j] = x[i, j, c]
            """));
    cases.add(
        of(
            "transpose-1024",
            0,
            """
            kernel k(x: f32[1024, 1024], y: f32[1024, 1024])
              for i < 1024
                for j < 1024
                  y[i, j] = x[j, i]
            """));
    cases.add(
        of(
            "head-split",
            0,
            """
            kernel k(x: f32[2, 128, 12, 32], y: f32[2, 12, 128, 32])
              for i < 2
                for h < 12
                  for t < 128
                    for d < 32
                      y[i, h, t, d] = x[i, t, h, d]
            """));
    cases.add(
        of(
            "head-merge",
            0,
            """
            kernel k(x: f32[2, 12, 128, 32], y: f32[2, 128, 384])
              for i < 2
                for t < 128
                  for d < 384
                    y[i, t, d] = x[i, d // 32, t, d % 32]
            """));
    cases.add(
        of(
            "gather-rows",
            0,
            """
            kernel k(at: i64[512], x: f32[30000, 384], y: f32[512, 384])
              for i < 512
                for j < 384
                  y[i, j] = x[min(29999, max(0, at[i])), j]
            """));
    cases.add(
        of(
            "cast-f16",
            0,
            """
            kernel k(x: f16[65536], y: f32[65536])
              for i < 65536
                y[i] = f32(x[i])
            """));
    cases.add(
        of(
            "cast-i8",
            0,
            """
            kernel k(x: i8[65536], y: f32[65536])
              for i < 65536
                y[i] = f32(x[i]) * 0.1
            """));
    cases.add(
        of(
            "quantise-i8",
            0,
            """
            kernel k(x: f32[65536], y: i8[65536])
              for i < 65536
                y[i] = saturate_i8(round(x[i] * 10.0))
            """));
    cases.add(
        of(
            "depthwise-nhwc-3x3",
            2 * 9,
            """
            kernel k(x: f32[58, 58, 128], w: f32[3, 3, 128], b: f32[128], y: f32[56, 56, 128])
              for i < 56
                for j < 56
                  for c < 128
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for p < 3
                      for q < 3
                        acc[] add= x[i + p, j + q, c] * w[p, q, c]
                    y[i, j, c] = max(0.0, acc[] + b[c])
            """));
    cases.add(
        of(
            "depthwise-nhwc-5x5-s2",
            2 * 25,
            """
            kernel k(x: f32[60, 60, 96], w: f32[5, 5, 96], b: f32[96], y: f32[28, 28, 96])
              for i < 28
                for j < 28
                  for c < 96
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for p < 5
                      for q < 5
                        acc[] add= x[2 * i + p, 2 * j + q, c] * w[p, q, c]
                    y[i, j, c] = max(0.0, acc[] + b[c])
            """));
    cases.add(
        of(
            "depthwise-nhwc-7",
            2 * 9,
            """
            kernel k(x: f32[9, 9, 200], w: f32[3, 3, 200], b: f32[200], y: f32[7, 7, 200])
              for i < 7
                for j < 7
                  for c < 200
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for p < 3
                      for q < 3
                        acc[] add= x[i + p, j + q, c] * w[p, q, c]
                    y[i, j, c] = max(0.0, acc[] + b[c])
            """));
    cases.add(
        of(
            "depthwise-nchw-3x3",
            2 * 9,
            """
            kernel k(x: f32[128, 58, 58], w: f32[128, 3, 3], b: f32[128], y: f32[128, 56, 56])
              for c < 128
                for i < 56
                  for j < 56
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for p < 3
                      for q < 3
                        acc[] add= x[c, i + p, j + q] * w[c, p, q]
                    y[c, i, j] = max(0.0, acc[] + b[c])
            """));
    cases.add(
        of(
            "depthwise-nchw-3x3-s2",
            2 * 9,
            """
            kernel k(x: f32[128, 58, 58], w: f32[128, 3, 3], b: f32[128], y: f32[128, 28, 28])
              for c < 128
                for i < 28
                  for j < 28
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for p < 3
                      for q < 3
                        acc[] add= x[c, 2 * i + p, 2 * j + q] * w[c, p, q]
                    y[c, i, j] = max(0.0, acc[] + b[c])
            """));
    cases.add(
        of(
            "maxpool-nchw-3x3-s2",
            9,
            """
            kernel k(x: f32[64, 114, 114], y: f32[64, 56, 56])
              for c < 64
                for i < 56
                  for j < 56
                    alloc acc: f32[] registers
                    acc[] = -inf
                    for p < 3
                      for q < 3
                        acc[] max= x[c, 2 * i + p, 2 * j + q]
                    y[c, i, j] = acc[]
            """));
    cases.add(
        of(
            "maxpool-guarded-3x3-s2",
            9,
            """
            kernel k(x: f32[64, 112, 112], y: f32[64, 56, 56])
              for c < 64
                for i < 56
                  for j < 56
                    alloc acc: f32[] registers
                    acc[] = -inf
                    for p < 3
                      if 0 <= 2 * i + p - 1 and 2 * i + p - 1 < 112
                        for q < 3
                          if 0 <= 2 * j + q - 1 and 2 * j + q - 1 < 112
                            acc[] max= x[c, 2 * i + p - 1, 2 * j + q - 1]
                    y[c, i, j] = acc[]
            """));
    cases.add(
        of(
            "maxpool-13x13",
            169,
            """
            kernel k(x: f32[512, 13, 13], y: f32[128, 13, 13])
              for i0 < 128
                for i1 < 13
                  for i2 < 13
                    alloc acc: f32[] registers
                    acc[] = -inf
                    for k0 < 13
                      for k1 < 13
                        if 0 <= i1 + k0 - 6 and i1 + k0 - 6 < 13
                          if 0 <= i2 + k1 - 6 and i2 + k1 - 6 < 13
                            acc[] max= x[i0, i1 + k0 - 6, i2 + k1 - 6]
                    y[i0, i1, i2] = acc[]
            """));
    cases.add(
        of(
            "maxpool-nhwc-3x3-s2",
            9,
            """
            kernel k(x: f32[114, 114, 64], y: f32[56, 56, 64])
              for i < 56
                for j < 56
                  for c < 64
                    alloc acc: f32[] registers
                    acc[] = -inf
                    for p < 3
                      for q < 3
                        acc[] max= x[2 * i + p, 2 * j + q, c]
                    y[i, j, c] = acc[]
            """));
    cases.add(
        of(
            "global-average-nchw",
            1,
            """
            kernel k(x: f32[2048, 7, 7], y: f32[2048])
              for c < 2048
                alloc acc: f32[] registers
                acc[] = 0.0
                for p < 7
                  for q < 7
                    acc[] add= x[c, p, q]
                y[c] = acc[] / 49.0
            """));
    cases.add(
        of(
            "sum-outer",
            1,
            """
            kernel k(x: f32[1024, 1024], y: f32[1024])
              for c < 1024
                alloc acc: f32[] registers
                acc[] = 0.0
                for p < 1024
                  acc[] add= x[p, c]
                y[c] = acc[]
            """));
    cases.add(
        of(
            "sum-all",
            1,
            """
            kernel k(x: f32[1048576], y: f32[1])
              for c < 1
                alloc acc: f32[] registers
                acc[] = 0.0
                for p < 1048576
                  acc[] add= x[p]
                y[c] = acc[]
            """));
    cases.add(
        of(
            "sum-rows",
            1,
            """
            kernel k(x: f32[512, 128], y: f32[512])
              for c < 512
                alloc acc: f32[] registers
                acc[] = 0.0
                for p < 128
                  acc[] add= x[c, p]
                y[c] = acc[]
            """));
    cases.add(
        of(
            "resize-nearest",
            0,
            """
            kernel k(x: f32[96, 20, 20], y: f32[96, 40, 40])
              for c < 96
                for i < 40
                  for j < 40
                    y[c, i, j] = x[c, i // 2, j // 2]
            """));
    cases.add(
        of(
            "fill",
            0,
            """
            kernel k(y: f32[96, 42, 42])
              for c < 96
                for i < 42
                  for j < 42
                    y[c, i, j] = 0.0
            """));
    cases.add(
        of(
            "box-copy",
            0,
            """
            kernel k(x: f32[96, 40, 40], y: f32[96, 42, 42])
              for c < 96
                for i < 40
                  for j < 40
                    y[c, i + 1, j + 1] = x[c, i, j]
            """));
    for (long[] z :
        new long[][] {
          {12, 128, 32}, {12, 128, 64}, {96, 128, 64}, {12, 512, 64}, {8, 1024, 64}, {8, 2048, 128}
        }) {
      cases.add(attention(z[0], z[1], z[2]));
      cases.add(scores(z[0], z[1], z[2]));
      cases.add(softmax(z[0] * z[1], z[1]));
      cases.add(values(z[0], z[1], z[2]));
    }
    return cases;
  }

  private static Case attention(long b, long n, long d) {
    var one =
        of(
            "attention-%dx%dx%d".formatted(b, n, d),
            4 * n,
            """
            kernel attention(q: f32[%1$d, %2$d, %3$d], k: f32[%1$d, %3$d, %2$d], v: f32[%1$d, %2$d, %3$d], y: f32[%1$d, %2$d, %3$d])
              alloc s: f32[%1$d, %2$d, %2$d] scratch
              alloc p: f32[%1$d, %2$d, %2$d] scratch
              for a1 < %1$d
                for a2 < %2$d
                  for a3 < %2$d
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for a4 < %3$d
                      acc[] add= q[a1, a2, a4] * k[a1, a4, a3]
                    s[a1, a2, a3] = acc[] * 0.125
              for b1 < %1$d
                for b2 < %2$d
                  alloc most: f32[] registers
                  alloc sum: f32[] registers
                  most[] = -inf
                  for b3 < %2$d
                    most[] max= s[b1, b2, b3]
                  sum[] = 0.0
                  for b4 < %2$d
                    sum[] add= exp(s[b1, b2, b4] - most[])
                  for b5 < %2$d
                    p[b1, b2, b5] = exp(s[b1, b2, b5] - most[]) / sum[]
              for c1 < %1$d
                for c2 < %2$d
                  for c3 < %3$d
                    alloc out: f32[] registers
                    out[] = 0.0
                    for c4 < %2$d
                      out[] add= p[c1, c2, c4] * v[c1, c4, c3]
                    y[c1, c2, c3] = out[]
            """
                .formatted(b, n, d));
    return one;
  }

  private static Case scores(long b, long n, long d) {
    return of(
        "scores-%dx%dx%d".formatted(b, n, d),
        2 * d,
        """
        kernel scores(q: f32[%1$d, %2$d, %3$d], k: f32[%1$d, %3$d, %2$d], s: f32[%1$d, %2$d, %2$d])
          for a1 < %1$d
            for a2 < %2$d
              for a3 < %2$d
                alloc acc: f32[] registers
                acc[] = 0.0
                for a4 < %3$d
                  acc[] add= q[a1, a2, a4] * k[a1, a4, a3]
                s[a1, a2, a3] = acc[] * 0.125
        """
            .formatted(b, n, d));
  }

  private static Case values(long b, long n, long d) {
    return of(
        "values-%dx%dx%d".formatted(b, n, d),
        2 * n,
        """
        kernel values(p: f32[%1$d, %2$d, %2$d], v: f32[%1$d, %2$d, %3$d], y: f32[%1$d, %2$d, %3$d])
          for c1 < %1$d
            for c2 < %2$d
              for c3 < %3$d
                alloc out: f32[] registers
                out[] = 0.0
                for c4 < %2$d
                  out[] add= p[c1, c2, c4] * v[c1, c4, c3]
                y[c1, c2, c3] = out[]
        """
            .formatted(b, n, d));
  }

  private static Case of(String name, double each, String text) {
    var kernel = KernelParse.kernel(text);
    return new Case(name, kernel, each * kernel.parameters().getLast().shape().elements());
  }

  private static Case map(String name, long n, String value) {
    return of(
        name + "-" + n,
        1,
        """
        kernel k(x: f32[%1$d], y: f32[%1$d])
          for i < %1$d
            y[i] = %2$s
        """
            .formatted(n, value));
  }

  private static Case softmax(long m, long n) {
    return of(
        "softmax-%dx%d".formatted(m, n),
        5,
        """
        kernel softmax(x: f32[%1$d, %2$d], y: f32[%1$d, %2$d])
          for i < %1$d
            alloc m: f32[] registers
            alloc s: f32[] registers
            m[] = -inf
            for k0 < %2$d
              m[] max= x[i, k0]
            s[] = 0.0
            for k1 < %2$d
              s[] add= exp(x[i, k1] - m[])
            for j0 < %2$d
              y[i, j0] = exp(x[i, j0] - m[]) / s[]
        """
            .formatted(m, n));
  }

  private static Case norm(long m, long n) {
    return of(
        "norm-%dx%d".formatted(m, n),
        8,
        """
        kernel norm(x: f32[%1$d, %2$d], g: f32[%2$d], b: f32[%2$d], y: f32[%1$d, %2$d])
          for i < %1$d
            alloc a: f32[] registers
            alloc t: f32[] registers
            alloc s: f32[] registers
            alloc r: f32[] registers
            a[] = 0.0
            for k0 < %2$d
              a[] add= x[i, k0]
            t[] = a[] / %2$d.0
            s[] = 0.0
            for k1 < %2$d
              s[] add= let c = x[i, k1] - t[] in c * c
            r[] = sqrt(s[] / %2$d.0 + 0.00001)
            for j0 < %2$d
              y[i, j0] = (x[i, j0] - t[]) / r[] * g[j0] + b[j0]
        """
            .formatted(m, n));
  }

  private static Case rms(long m, long n) {
    return of(
        "rms-%dx%d".formatted(m, n),
        5,
        """
        kernel rms(x: f32[%1$d, %2$d], g: f32[%2$d], y: f32[%1$d, %2$d])
          for i < %1$d
            alloc s: f32[] registers
            alloc r: f32[] registers
            s[] = 0.0
            for k1 < %2$d
              s[] add= x[i, k1] * x[i, k1]
            r[] = sqrt(s[] / %2$d.0 + 0.00001)
            for j0 < %2$d
              y[i, j0] = x[i, j0] / r[] * g[j0]
        """
            .formatted(m, n));
  }

  /// The time of this thread where it is alone: others on the machine count less.
  private static long now() {
    return Integer.getInteger("ashlar.threads", 0) == 1
        ? CLOCK.getCurrentThreadCpuTime()
        : System.nanoTime();
  }

  private static void time(Case one, double seconds) {
    var backend = new CpuBackend();
    var target = backend.targets().getFirst();
    var schedule = new Schedule(new LoopScheduler().schedule(one.kernel(), target));
    var scheduled = schedule.apply(one.kernel());
    var executable = backend.compile(Plan.of(scheduled), target);
    if (LISTING) {
      System.out.println(KernelText.of(scheduled));
      System.out.println(executable.listing());
    }
    try (var device = backend.open(target);
        var arena = Arena.ofShared()) {
      var memories = new ArrayList<Memory>();
      double bytes = 0;
      for (var parameter : one.kernel().parameters()) {
        var numbers = TensorData.zeros(parameter.dtype(), parameter.shape().constants());
        for (long i = 0; i < numbers.elements(); i++) {
          double number = parameter.dtype().isFloat() ? (i % 97 + 0.5) / 97.0 : i * 61 % 100;
          numbers.set(i, Expr.of(parameter.dtype(), number).bits());
        }
        var memory = device.allocate(parameter.bytes());
        device.copy(memory, 0, Memory.ofHost(numbers.data()), 0, parameter.bytes());
        memories.add(memory);
        bytes += parameter.bytes();
      }
      if (one.name().startsWith("gather-rows")) {
        bytes = 2.0 * one.kernel().parameters().getLast().bytes();
      }
      double ours =
          best(
              () -> device.launch(executable, memories, new long[0]).await(Duration.ofDays(9)),
              bytes,
              seconds);
      long half = (long) bytes / 2;
      var from = arena.allocate(half, 64).fill((byte) 1);
      var to = arena.allocate(half, 64).fill((byte) 1);
      double copy = best(() -> MemorySegment.copy(from, 0, to, 0, half), bytes, SECONDS / 3);
      System.out.printf(
          Locale.ROOT,
          "%-24s %9.2f us %7.1f GB/s of %6.1f copied by one thread, %6.1f GF/s%s%n",
          one.name(),
          ours / 1e3,
          bytes / ours,
          bytes / copy,
          one.work() / ours,
          executable.listing().contains("bytecode, not machine code") ? " BYTECODE" : "");
    }
  }

  /// Nanoseconds: the fastest tenth of the rounds.
  private static double best(Runnable run, double bytes, double seconds) {
    int repeats = (int) Math.max(1, 2e6 / bytes);
    long end = System.nanoTime() + (long) (seconds * 1e9);
    var times = new ArrayList<Double>();
    while (System.nanoTime() < end || times.size() < 5) {
      long begin = now();
      for (int i = 0; i < repeats; i++) {
        run.run();
      }
      times.add((now() - begin) / (double) repeats);
    }
    times.sort(null);
    return times.get(times.size() / 10);
  }
}
