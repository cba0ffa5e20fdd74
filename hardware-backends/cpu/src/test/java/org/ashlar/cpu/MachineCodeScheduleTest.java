package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Machine code of kernels, as the library schedules them and under random schedules, computes what
/// plain loops of the virtual machine compute.
class MachineCodeScheduleTest {
  private static final int SCHEDULES = 25;
  private static final int STEPS = 9;

  private final CpuBackend machine = new CpuBackend(Machine.here(), Isa.AVX512);
  private final CpuBackend plain = new CpuBackend(new Machine(0, 1, "plain"));

  private static final String PRODUCT =
      """
      kernel product(x: f32[19, 37], w: f32[37, 45], b: f32[45], y: f32[19, 45])
        for i0 < 19
          for i1 < 45
            alloc acc: f32[] registers
            acc[] = 0.0
            for k0 < 37
              acc[] add= x[i0, k0] * w[k0, i1]
            y[i0, i1] = let v0 = acc[] + b[i1] in v0 * 0.5 * (erf(v0 * 0.70710677) + 1.0)
      """;
  private static final String CONVOLUTION =
      """
      kernel convolution(x: f32[2, 3, 9, 18], w: f32[5, 3, 3, 3], y: f32[2, 5, 9, 18])
        for i0 < 2
          for i1 < 5
            for i2 < 9
              for i3 < 18
                alloc acc: f32[] registers
                acc[] = 0.0
                for k0 < 3
                  for k1 < 3
                    for k2 < 3
                      if 0 <= i2 + k1 - 1 and i2 + k1 - 1 < 9 and 0 <= i3 + k2 - 1 and i3 + k2 - 1 < 18
                        acc[] add= x[i0, k0, i2 + k1 - 1, i3 + k2 - 1] * w[i1, k0, k1, k2]
                y[i0, i1, i2, i3] = max(0.0, acc[])
      """;
  private static final String SOFTMAX =
      """
      kernel softmax(x: f32[11, 70], y: f32[11, 70])
        for i < 11
          alloc m: f32[] registers
          alloc s: f32[] registers
          m[] = -inf
          for j < 70
            m[] max= x[i, j]
          s[] = 0.0
          for k < 70
            s[] add= exp(x[i, k] - m[])
          for l < 70
            y[i, l] = exp(x[i, l] - m[]) / s[]
      """;
  private static final String CHAIN =
      """
      kernel chain(x: f32[13, 40], z: f64[40, 13], y: f32[40, 13])
        for i < 13
          for j < 40
            y[j, i] = let t = tanh(x[i, j] * 1.5) in select(0.0 < t, log(t + 1.0), t * t + f32(sin(z[j, i])))
      """;
  private static final String WHOLE =
      """
      kernel whole(x: i32[12, 50], s: i8[50], y: f32[12, 50])
        for i < 12
          for j < 50
            y[i, j] = f32(x[i, (j * 3 + i) % 50] // i32(3) + i32(s[49 - j]) * i32(2)) + f32(i * j % 7)
      """;
  private static final String CHOSEN =
      """
      kernel chosen(x: f32[60], y: f32[60, 3])
        for i < 60
          for c < 3
            y[i, c] = select(i + c < 60, x[min(i + c, 59)], select(c == 2, -1.0, f32(i) * 0.5))
      """;

  @ParameterizedTest
  @ValueSource(strings = {PRODUCT, CONVOLUTION, SOFTMAX, CHAIN, WHOLE, CHOSEN})
  void schedulesDoNotMatter(String text) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var kernel = KernelParse.kernel(text);
    var expected = Runs.run(plain, kernel, new Random(7));
    compare("as it is", kernel, expected);
    var target = machine.targets().getFirst();
    compare(
        "as scheduled",
        new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel),
        expected);
    long seed = Long.getLong("ashlar.seed", System.nanoTime() % 1_000_000);
    for (int n = 0; n < SCHEDULES; n++) {
      compare("-Dashlar.seed=" + (seed + n), scheduled(kernel, new Random(seed + n)), expected);
    }
  }

  private void compare(String what, Kernel kernel, float[] expected) {
    var actual = Runs.run(machine, kernel, new Random(7));
    for (int i = 0; i < expected.length; i++) {
      double allowed = 1e-4 * Math.max(1, Math.abs(expected[i]));
      int at = i;
      assertTrue(
          Math.abs(expected[i] - actual[i]) <= allowed,
          () ->
              what
                  + ": element "
                  + at
                  + " is "
                  + actual[at]
                  + ", must be "
                  + expected[at]
                  + " in\n"
                  + KernelText.of(kernel));
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
