package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Run;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.kernel.Space;
import org.ashlar.ir.kernel.Statements;
import org.ashlar.ir.kernel.Step;
import org.ashlar.ir.kernel.Stmt;
import org.ashlar.ir.kernel.Writes;
import org.ashlar.schedule.LoopScheduler;
import org.junit.jupiter.api.Named;

/// Kernels and schedules of them, for tests that no schedule changes what a kernel computes.
///
/// Random schedules come from seeds: a failure names its seed, and `-Dashlar.seed` with
/// `-Dashlar.schedules` (how many seeds from it on) runs it again.
final class Schedules {
  private static final int STEPS = 9;

  private static final CpuBackend PLAIN = new CpuBackend(new Machine(0, 1, "plain"));

  private final Kernel kernel;
  private final float[] expected;

  /// @param kernel what every schedule of it has to compute, in plain loops of the virtual machine
  Schedules(Kernel kernel) {
    this.kernel = kernel;
    this.expected = Runs.run(PLAIN, kernel, new Random(7));
  }

  // ── kernels ──

  /// Small kernels: sizes that leave rests in vectors and tiles.
  static Stream<Named<Kernel>> small() {
    return Stream.of(
            product(19, 37, 45),
            convolution(2, 5, 9, 18),
            softmax(11, 70),
            softmax(7, 10),
            softmax(3, 300),
            """
            kernel merge(x: f32[3, 4, 5, 32], y: f32[3, 5, 128])
              for i < 3
                for t < 5
                  for d < 128
                    y[i, t, d] = x[i, d // 32, t, d % 32]
            """,
            """
            kernel lengths(x: f32[9, 77], g: f32[77], y: f32[9, 77])
              for i < 9
                alloc s: f32[] registers
                alloc r: f32[] registers
                s[] = 0.0
                for k < 77
                  s[] add= x[i, k] * x[i, k]
                r[] = sqrt(s[] / 77.0 + 0.00001)
                for j < 77
                  y[i, j] = x[i, j] / r[] * g[j] + x[i, j] / 5.656854
            """,
            """
            kernel pool(x: f32[8, 13, 13], y: f32[8, 13, 13])
              for c < 8
                for i < 13
                  for j < 13
                    alloc acc: f32[] registers
                    acc[] = -inf
                    for p < 5
                      for q < 5
                        if 0 <= i + p - 2 and i + p - 2 < 13
                          if 0 <= j + q - 2 and j + q - 2 < 13
                            acc[] max= x[c, i + p - 2, j + q - 2]
                    y[c, i, j] = acc[]
            """,
            """
            kernel chain(x: f32[13, 40], z: f64[40, 13], y: f32[40, 13])
              for i < 13
                for j < 40
                  y[j, i] = let t = tanh(x[i, j] * 1.5) in select(0.0 < t, log(t + 1.0), t * t + f32(sin(z[j, i])))
            """,
            """
            kernel whole(x: i32[12, 50], s: i8[50], y: f32[12, 50])
              for i < 12
                for j < 50
                  y[i, j] = f32(x[i, (j * 3 + i) % 50] // i32(3) + i32(s[49 - j]) * i32(2)) + f32(i * j % 7)
            """,
            """
            kernel chosen(x: f32[60], y: f32[60, 3])
              for i < 60
                for c < 3
                  y[i, c] = select(i + c < 60, x[min(i + c, 59)], select(c == 2, -1.0, f32(i) * 0.5))
            """,
            // places in registers: one known only where its loop is unrolled, one that is no place
            // at all
            """
            kernel remainders(x: f32[11, 18], y: f32[11])
              for i < 11
                alloc m: f32[2] registers
                  alloc n: f32[3] registers
                    for j < 2
                      m[j] = -inf
                    for l < 3
                      n[l] = x[i, l]
                    for k < 18
                      m[k % 2] max= x[i, k]
                    for o < 3
                      if o + 1 < 3
                        n[o + 1] add= x[i, o]
                    y[i] = m[0] + m[1] * n[2]
            """,
            // a vector in registers of which a loop writes a part
            """
            kernel part(x: f32[5, 20], y: f32[5, 20])
              for i < 5
                alloc n: f32[20] registers
                  for j < 20
                    n[j] = x[i, j]
                  for k < 18
                    n[k] = x[i, k] * 2.0
                  for l < 20
                    y[i, l] = n[l]
            """)
        .map(Schedules::named);
  }

  /// Kernels that are large enough for tiles and many cores.
  static Stream<Named<Kernel>> large() {
    return Stream.of(
            product(96, 200, 72),
            """
            kernel transposed(x: f32[64, 300], w: f32[50, 300], y: f32[64, 50])
              for i0 < 64
                for i1 < 50
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < 300
                    acc[] add= x[i0, k0] * w[i1, k0]
                  y[i0, i1] = acc[]
            """,
            convolution(2, 8, 20, 20),
            softmax(100, 130),
            """
            kernel chain(x: f32[50000], y: f32[50000])
              for i < 50000
                y[i] = let t = tanh(x[i] * 1.5) in select(0.0 < t, log(t + 1.0), t * t)
            """,
            """
            kernel pool(x: f32[4, 8, 16, 16], y: f32[4, 8, 8, 8])
              for n < 4
                for c < 8
                  for i < 8
                    for j < 8
                      alloc m: f32[] registers
                      m[] = -inf
                      for a < 2
                        for b < 2
                          m[] max= x[n, c, i * 2 + a, j * 2 + b]
                      y[n, c, i, j] = m[]
            """)
        .map(Schedules::named);
  }

  private static Named<Kernel> named(String text) {
    var kernel = KernelParse.kernel(text);
    return Named.of(kernel.name(), kernel);
  }

  private static String product(int rows, int depth, int columns) {
    return """
    kernel product(x: f32[ROWS, DEPTH], w: f32[DEPTH, COLUMNS], b: f32[COLUMNS], y: f32[ROWS, COLUMNS])
      for i0 < ROWS
        for i1 < COLUMNS
          alloc acc: f32[] registers
          acc[] = 0.0
          for k0 < DEPTH
            acc[] add= x[i0, k0] * w[k0, i1]
          y[i0, i1] = let v0 = acc[] + b[i1] in v0 * 0.5 * (erf(v0 * 0.70710677) + 1.0)
    """
        .replace("ROWS", "" + rows)
        .replace("DEPTH", "" + depth)
        .replace("COLUMNS", "" + columns);
  }

  private static String convolution(int batch, int channels, int rows, int columns) {
    return """
    kernel convolution(x: f32[BATCH, 3, ROWS, COLUMNS], w: f32[CHANNELS, 3, 3, 3], y: f32[BATCH, CHANNELS, ROWS, COLUMNS])
      for i0 < BATCH
        for i1 < CHANNELS
          for i2 < ROWS
            for i3 < COLUMNS
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < 3
                for k1 < 3
                  for k2 < 3
                    if 0 <= i2 + k1 - 1 and i2 + k1 - 1 < ROWS and 0 <= i3 + k2 - 1 and i3 + k2 - 1 < COLUMNS
                      acc[] add= x[i0, k0, i2 + k1 - 1, i3 + k2 - 1] * w[i1, k0, k1, k2]
              y[i0, i1, i2, i3] = max(0.0, acc[])
    """
        .replace("BATCH", "" + batch)
        .replace("CHANNELS", "" + channels)
        .replace("ROWS", "" + rows)
        .replace("COLUMNS", "" + columns);
  }

  private static String softmax(int rows, int columns) {
    return """
    kernel softmax(x: f32[ROWS, COLUMNS], y: f32[ROWS, COLUMNS])
      for i < ROWS
        alloc m: f32[] registers
        alloc s: f32[] registers
        m[] = -inf
        for j < COLUMNS
          m[] max= x[i, j]
        s[] = 0.0
        for k < COLUMNS
          s[] add= exp(x[i, k] - m[])
        for l < COLUMNS
          y[i, l] = exp(x[i, l] - m[]) / s[]
    """
        .replace("ROWS", "" + rows)
        .replace("COLUMNS", "" + columns);
  }

  // ── schedules ──

  /// The kernel without a schedule gives the same.
  void asItIs(CpuBackend backend) {
    same("as it is", backend, kernel);
  }

  /// The kernel as the library schedules it gives the same.
  Kernel asScheduled(CpuBackend backend) {
    var target = backend.targets().getFirst();
    var scheduled = new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel);
    same("as scheduled", backend, scheduled);
    return scheduled;
  }

  /// Random schedules of the kernel give the same.
  void random(CpuBackend backend, int schedules) {
    long seed = Long.getLong("ashlar.seed", System.nanoTime() % 1_000_000);
    for (int n = 0; n < Integer.getInteger("ashlar.schedules", schedules); n++) {
      same("-Dashlar.seed=" + (seed + n), backend, scheduled(kernel, new Random(seed + n)));
    }
  }

  private void same(String what, CpuBackend backend, Kernel scheduled) {
    float[] actual;
    try {
      actual = Runs.run(backend, scheduled, new Random(7));
    } catch (RuntimeException | Error failure) {
      throw new AssertionError(what + ": " + failure + " in\n" + KernelText.of(scheduled), failure);
    }
    assertEquals(expected.length, actual.length);
    for (int i = 0; i < expected.length; i++) {
      double allowed = 1e-4 * Math.max(1, Math.abs(expected[i]));
      if (!(Math.abs(expected[i] - actual[i]) <= allowed)) {
        throw new AssertionError(
            "%s: element %d is %s, must be %s in%n%s"
                .formatted(what, i, actual[i], expected[i], KernelText.of(scheduled)));
      }
    }
  }

  private static Kernel scheduled(Kernel kernel, Random random) {
    var scheduled = kernel;
    for (int i = 0; i < STEPS; i++) {
      try {
        scheduled = Check.kernel(Schedule.apply(step(scheduled, random), scheduled));
      } catch (IllegalArgumentException illegal) {
        // the kernel stays as it is
      }
    }
    return scheduled;
  }

  private static Step step(Kernel kernel, Random random) {
    var names = new LinkedHashSet<String>();
    Statements.visit(
        kernel.body(),
        s -> {
          if (s instanceof Stmt.For f) {
            names.add(f.index().name());
          }
        });
    var loops = List.copyOf(names);
    var buffers = new ArrayList<Buffer>(Writes.of(kernel));
    var loop = any(loops, random);
    return switch (random.nextInt(9)) {
      case 0, 1 -> new Step.Split(loop, 1 + random.nextInt(20));
      case 2 -> new Step.Fuse(loop, any(loops, random));
      case 3 -> new Step.Reorder(List.of(loop, any(loops, random)));
      case 4 -> new Step.Hoist(any(buffers, random).name(), loop);
      case 5 -> new Step.Stage(any(buffers, random).name(), loop, Space.SCRATCH, List.of(), 1);
      case 6 -> new Step.Factor(loop, 2 + random.nextInt(16));
      case 7 -> new Step.Tensorise(loops.getFirst(), any(loops, random), loops.getLast());
      default ->
          new Step.Mark(
              loop,
              any(List.of(Run.VECTOR, Run.VECTOR, Run.CORES, Run.UNROLLED, Run.SERIAL), random));
    };
  }

  private static <T> T any(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}
