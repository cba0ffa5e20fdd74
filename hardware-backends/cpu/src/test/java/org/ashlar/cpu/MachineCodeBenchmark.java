package org.ashlar.cpu;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ashlar.backend.Memory;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.schedule.LoopScheduler;

/// Times kernels as the library schedules them, as machine code and as bytecode in turns, by the
/// time of the thread itself (others on the machine count less); beside them the time to compile
/// each.
///
/// Run it by hand with `-Dashlar.threads=1`; it asserts nothing. Arguments: names of the cases
/// (none: all). `-Dseconds=20` each.
public final class MachineCodeBenchmark {
  private static final ThreadMXBean CLOCK = ManagementFactory.getThreadMXBean();
  private static final double SECONDS = Double.parseDouble(System.getProperty("seconds", "10"));

  /// @param work floating-point operations, or bytes
  private record Case(String name, String text, double work, String unit) {}

  private MachineCodeBenchmark() {}

  public static void main(String[] arguments) {
    var wanted = List.of(arguments);
    for (var one : cases()) {
      if (wanted.isEmpty() || wanted.contains(one.name())) {
        time(one);
      }
    }
  }

  private static List<Case> cases() {
    return List.of(
        product(64, 64, 64),
        product(128, 128, 128),
        product(512, 512, 512),
        product(128, 768, 3072),
        softmax(512, 128),
        softmax(4096, 1024),
        norm(512, 128),
        gelu(65_536),
        gelu(1 << 24));
  }

  private static Case product(int m, int k, int n) {
    var text =
        """
        kernel product(x: f32[%1$d, %2$d], w: f32[%2$d, %3$d], b: f32[%3$d], y: f32[%1$d, %3$d])
          for i0 < %1$d
            for i1 < %3$d
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < %2$d
                acc[] add= x[i0, k0] * w[k0, i1]
              y[i0, i1] = max(0.0, acc[] + b[i1])
        """;
    return new Case(
        "product-%dx%dx%d".formatted(m, k, n), text.formatted(m, k, n), 2.0 * m * k * n, "GF/s");
  }

  private static Case softmax(int m, int n) {
    var text =
        """
        kernel softmax(x: f32[%1$d, %2$d], y: f32[%1$d, %2$d])
          for i < %1$d
            alloc m: f32[] registers
            alloc s: f32[] registers
            m[] = -inf
            for j < %2$d
              m[] max= x[i, j]
            s[] = 0.0
            for k < %2$d
              s[] add= exp(x[i, k] - m[])
            for l < %2$d
              y[i, l] = exp(x[i, l] - m[]) / s[]
        """;
    return new Case("softmax-%dx%d".formatted(m, n), text.formatted(m, n), 8.0 * m * n, "GB/s");
  }

  private static Case norm(int m, int n) {
    var text =
        """
        kernel norm(x: f32[%1$d, %2$d], g: f32[%2$d], y: f32[%1$d, %2$d])
          for i < %1$d
            alloc a: f32[] registers
            alloc s: f32[] registers
            a[] = 0.0
            for j < %2$d
              a[] add= x[i, j]
            a[] = a[] / %2$d.0
            s[] = 0.0
            for k < %2$d
              s[] add= (x[i, k] - a[]) * (x[i, k] - a[])
            s[] = 1.0 / sqrt(s[] / %2$d.0 + 0.00001)
            for l < %2$d
              y[i, l] = (x[i, l] - a[]) * s[] * g[l]
        """;
    return new Case("norm-%dx%d".formatted(m, n), text.formatted(m, n), 8.0 * m * n, "GB/s");
  }

  private static Case gelu(int n) {
    var text =
        """
        kernel gelu(x: f32[%1$d], y: f32[%1$d])
          for i < %1$d
            y[i] = let t = x[i] * 1.1 + 0.1 in t * 0.5 * (1.0 + erf(t * 0.70710677))
        """;
    return new Case("gelu-" + n, text.formatted(n), 8.0 * n, "GB/s");
  }

  private static void time(Case one) {
    var kernel = KernelParse.kernel(one.text());
    var backends =
        List.of(new CpuBackend(Machine.here(), Isa.AVX512), new CpuBackend(Machine.here()));
    var runs = new ArrayList<Runnable>();
    var compiling = new long[2];
    for (int i = 0; i < 2; i++) {
      long begin = CLOCK.getCurrentThreadCpuTime();
      runs.add(run(backends.get(i), kernel));
      compiling[i] = (CLOCK.getCurrentThreadCpuTime() - begin) / 1000;
    }
    int repeats = (int) Math.max(1, 2e7 / one.work());
    var times = List.of(new ArrayList<Double>(), new ArrayList<Double>());
    long end = System.nanoTime() + (long) (SECONDS * 1e9);
    while (System.nanoTime() < end) {
      for (int i = 0; i < 2; i++) {
        long begin = CLOCK.getCurrentThreadCpuTime();
        for (int n = 0; n < repeats; n++) {
          runs.get(i).run();
        }
        times.get(i).add((CLOCK.getCurrentThreadCpuTime() - begin) / (double) repeats);
      }
    }
    System.out.printf(
        "%-22s machine code %s (%d us to compile), bytecode %s (%d us)%n",
        one.name(), told(times.get(0), one), compiling[0], told(times.get(1), one), compiling[1]);
  }

  /// Median and spread of the second half: by then the virtual machine has compiled what it will.
  private static String told(List<Double> times, Case one) {
    var late = times.subList(times.size() / 2, times.size()).stream().mapToDouble(t -> t).toArray();
    Arrays.sort(late);
    return "%.1f (%.1f-%.1f) %s"
        .formatted(
            one.work() / late[late.length / 2],
            one.work() / late[late.length * 9 / 10],
            one.work() / late[late.length / 10],
            one.unit());
  }

  /// The kernel compiled, on a device with numbers of its own.
  private static Runnable run(CpuBackend backend, Kernel kernel) {
    var target = backend.targets().getFirst();
    var scheduled = new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel);
    var executable = backend.compile(Plan.of(scheduled), target);
    var device = backend.open(target);
    var memories = new ArrayList<Memory>();
    for (var parameter : kernel.parameters()) {
      var numbers = TensorData.zeros(DType.F32, parameter.shape().constants());
      for (long i = 0; i < numbers.elements(); i++) {
        numbers.set(i, Expr.of(DType.F32, i % 97 / 97.0).bits());
      }
      var memory = device.allocate(parameter.bytes());
      device.copy(memory, 0, Memory.ofHost(numbers.data()), 0, parameter.bytes());
      memories.add(memory);
    }
    return () -> device.launch(executable, memories, new long[0]).await(Duration.ofDays(20_000));
  }
}
