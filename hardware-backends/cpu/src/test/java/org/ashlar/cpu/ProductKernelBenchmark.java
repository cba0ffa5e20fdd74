package org.ashlar.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.ashlar.backend.Device;
import org.ashlar.backend.Executable;
import org.ashlar.backend.Memory;
import org.ashlar.cpu.machine.Multipliers;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Plan;

/// Times kernels that are products, beside what the multipliers do at most: convolutions of
/// ResNet-50 and others with channels last, and products of matrices. Arguments: part of a name,
/// threads, `cold` for weights that are in no cache, as in a large model, or `all`.
final class ProductKernelBenchmark {
  private static final long SLICE = 400_000_000;

  /// Weights in turns that no cache keeps.
  private static final long COLD = 100 << 20;

  /// Time that other programs take does not count; that of other threads neither.
  private static final ThreadMXBean THREAD = ManagementFactory.getThreadMXBean();

  private ProductKernelBenchmark() {}

  private record Case(String name, String text, double work) {}

  public static void main(String[] args) {
    var filter = args.length > 0 ? args[0] : "";
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    var cold = args.length > 2 ? args[2] : "";
    var cases = new ArrayList<Case>();
    convolutions(cases);
    matrices(cases);
    var here = Machine.here();
    var machine = new Machine(here.vectorBytes(), threads, here.reason());
    var backend = new CpuBackend(machine, Processor.here().isa());
    var peak = Multipliers.of(Processor.here().isa()).orElseThrow();
    double most = 0;
    for (int i = 0; i < 200; i++) {
      long begin = System.nanoTime();
      most = Math.max(most, peak.multiply() / (System.nanoTime() - begin));
    }
    double limit = threads * most;
    System.out.printf(Locale.ROOT, "multipliers: %.0f GF/s%n", limit);
    double all = 0;
    double time = 0;
    for (var one : cases) {
      if (one.name().contains(filter)) {
        double seconds = time(backend, one, cold);
        all += one.work();
        time += seconds;
        System.out.printf(
            Locale.ROOT,
            "%-28s %8.1f us %6.1f GF/s %5.2f  %s%n",
            one.name(),
            seconds * 1e6,
            one.work() / seconds / 1e9,
            one.work() / seconds / 1e9 / limit,
            note(backend, one));
      }
    }
    System.out.printf(Locale.ROOT, "together %.2f ms, %.1f GF/s%n", time * 1e3, all / time / 1e9);
  }

  private static void convolutions(List<Case> cases) {
    // size of the result, channels in, channels out, window, stride, residual; in which order
    // channels lie: 1: first in the result, 2: first in the input
    int[][] shapes = {
      {112, 3, 64, 7, 2, 0},
      {56, 64, 64, 1, 1, 0},
      {56, 64, 64, 3, 1, 0},
      {56, 64, 256, 1, 1, 1},
      {56, 256, 64, 1, 1, 0},
      {28, 128, 128, 3, 2, 0},
      {28, 128, 128, 3, 1, 0},
      {28, 128, 512, 1, 1, 1},
      {28, 512, 128, 1, 1, 0},
      {28, 256, 512, 1, 2, 0},
      {14, 256, 256, 3, 1, 0},
      {14, 256, 1024, 1, 1, 1},
      {14, 1024, 256, 1, 1, 0},
      {7, 512, 512, 3, 1, 0},
      {7, 512, 2048, 1, 1, 1},
      {7, 2048, 512, 1, 1, 0},
      {56, 128, 32, 3, 1, 0},
      {14, 128, 32, 3, 1, 0},
      {7, 128, 32, 3, 1, 0},
      {28, 24, 96, 1, 1, 0},
      {56, 64, 192, 3, 1, 0},
      {56, 64, 64, 1, 1, 0, 1},
      {56, 64, 64, 3, 1, 0, 1},
      {28, 128, 512, 1, 1, 0, 1},
      {14, 256, 256, 3, 1, 0, 1},
      {7, 512, 512, 3, 1, 0, 1},
      {56, 64, 64, 1, 1, 0, 2},
      {56, 256, 64, 1, 1, 0, 2},
      {28, 512, 128, 1, 1, 0, 2},
      {14, 256, 256, 3, 1, 0, 2},
      {56, 256, 64, 1, 1, 0, 3},
      {14, 256, 256, 3, 1, 0, 3},
      {14, 256, 256, 3, 2, 0, 3},
    };
    for (var s : shapes) {
      int in = (s[0] - 1) * s[4] + s[3];
      var residual = s[5] == 1 ? " + z[0, i1, i2, i3]" : "";
      int order = s.length > 6 ? s[6] : 0;
      boolean firstTo = (order & 1) != 0;
      boolean firstFrom = (order & 2) != 0;
      var read = "i1 * %d + k1, i2 * %d + k2".formatted(s[4], s[4]);
      var text =
          """
          kernel conv(x: f32[%s], w: f32[%d, %d, %d, %d], c: f32[%d], z: f32[1, %d, %d, %d], y: f32[%s])
            %s
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < %d
                    for k1 < %d
                      for k2 < %d
                        acc[] add= x[%s] * w[i3, k0, k1, k2]
                  y[%s] = max(0.0, acc[] + c[i3]%s)
          """
              .formatted(
                  place(firstFrom, 1, s[1], in + ", " + in),
                  s[2],
                  s[1],
                  s[3],
                  s[3],
                  s[2],
                  s[0],
                  s[0],
                  s[2],
                  place(firstTo, 1, s[2], s[0] + ", " + s[0]),
                  loops(firstTo, s[0], s[2]),
                  s[1],
                  s[3],
                  s[3],
                  place(firstFrom, 0, "k0", read),
                  place(firstTo, 0, "i3", "i1, i2"),
                  residual);
      double work = 2.0 * s[0] * s[0] * s[1] * s[2] * s[3] * s[3];
      cases.add(
          new Case(
              "conv %dx%d of %d, %dx%d s%d to %d%s%s"
                  .formatted(
                      s[0],
                      s[0],
                      s[1],
                      s[3],
                      s[3],
                      s[4],
                      s[2],
                      firstFrom ? " from first" : "",
                      firstTo ? " to first" : ""),
              text,
              work));
    }
  }

  private static String place(boolean first, Object image, Object channel, String pixel) {
    var both = first ? channel + ", " + pixel : pixel + ", " + channel;
    return image + ", " + both;
  }

  private static String loops(boolean first, int side, int channels) {
    var channel = "for i3 < " + channels;
    var rows = "for i1 < " + side;
    var columns = "for i2 < " + side;
    var loops = first ? List.of(channel, rows, columns) : List.of(rows, columns, channel);
    return loops.get(0) + "\n    " + loops.get(1) + "\n      " + loops.get(2);
  }

  private static void matrices(List<Case> cases) {
    int[][] shapes = {
      {64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
      {128, 3072, 768}, {128, 768, 3072}, {512, 196, 4608}, {20, 384, 384}, {20, 1536, 384},
      {20, 384, 1536}, {128, 384, 384}, {1, 4096, 4096},
    };
    for (var s : shapes) {
      var text =
          """
          kernel product(x: f32[%d, %d], w: f32[%d, %d], c: f32[%d], y: f32[%d, %d])
            for i0 < %d
              for i1 < %d
                alloc acc: f32[] registers
                acc[] = 0.0
                for k0 < %d
                  acc[] add= x[i0, k0] * w[k0, i1]
                y[i0, i1] = acc[] + c[i1]
          """
              .formatted(s[0], s[2], s[2], s[1], s[1], s[0], s[1], s[0], s[1], s[2]);
      var name = "gemm %dx%dx%d".formatted(s[0], s[1], s[2]);
      cases.add(new Case(name, text, 2.0 * s[0] * s[1] * s[2]));
    }
  }

  private static String note(CpuBackend backend, Case one) {
    var kernel = KernelParse.kernel(one.text());
    var executable = backend.compile(plan(kernel), backend.targets().getFirst(), weights(kernel));
    return executable
        .listing()
        .lines()
        .filter(l -> l.contains("note: product"))
        .map(l -> l.strip().substring(15))
        .collect(Collectors.joining());
  }

  private static Plan plan(Kernel kernel) {
    return new Plan(
        kernel.name(),
        List.of(),
        kernel.parameters(),
        List.of(),
        List.of(),
        List.of(new Plan.Action.Launch(kernel, kernel.parameters())));
  }

  private static Set<Buffer> weights(Kernel kernel) {
    return kernel.parameters().stream()
        .filter(p -> p.name().equals("w"))
        .collect(Collectors.toSet());
  }

  /// Memory that nobody wrote is one page of zeros, which is always in the first cache.
  private static void fill(MemorySegment segment) {
    var random = new SplittableRandom(1);
    for (long i = 0; i < segment.byteSize() / 4; i++) {
      segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextInt(-512, 512) / 1024f);
    }
  }

  private static List<Memory> memories(Device device, Kernel kernel) {
    var memories = new ArrayList<Memory>();
    for (var p : kernel.parameters()) {
      var memory = device.allocate(p.bytes());
      fill(((CpuMemory) memory).segment());
      memories.add(memory);
    }
    return memories;
  }

  private static CpuBinding bind(Executable executable, Device device, List<Memory> memories) {
    var all = new ArrayList<>(memories);
    if (executable.preparedBytes() > 0) {
      var prepared = device.allocate(executable.preparedBytes());
      device.prepare(executable, memories, prepared);
      all.add(prepared);
    }
    return ((CpuDevice) device).bind(executable, all, new long[0]);
  }

  /// Seconds of a run.
  private static double time(CpuBackend backend, Case one, String cold) {
    var kernel = KernelParse.kernel(one.text());
    var target = backend.targets().getFirst();
    var executable = backend.compile(plan(kernel), target, weights(kernel));
    try (var device = backend.open(target)) {
      var bindings = new ArrayList<CpuBinding>();
      var memories = memories(device, kernel);
      long size = Math.max(1, executable.preparedBytes());
      if (cold.equals("all")) {
        size += kernel.parameters().stream().mapToLong(Buffer::bytes).sum();
      }
      for (long all = 0; all == 0 || !cold.isEmpty() && all < COLD && bindings.size() < 500; ) {
        bindings.add(bind(executable, device, memories));
        all += size;
        memories = cold.equals("all") ? memories(device, kernel) : memories;
      }
      long forever = Duration.ofDays(1).toNanos();
      // other programs take time away, so the fastest tenth counts
      var times = new ArrayList<Long>();
      long since = System.nanoTime();
      while (System.nanoTime() - since < SLICE || times.size() < 20) {
        var binding = bindings.get(times.size() % bindings.size());
        long begin = THREAD.getCurrentThreadCpuTime();
        binding.run(forever);
        times.add(THREAD.getCurrentThreadCpuTime() - begin);
      }
      times.sort(null);
      return times.get(times.size() / 10) / 1e9;
    }
  }
}
