package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.schedule.LoopScheduler;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Kernels as the library's scheduler makes them: in vectors on cores they compute what they
/// compute in plain loops.
class ScheduledTest {
  private static final String PRODUCT =
      """
      kernel product(x: f32[96, 200], w: f32[200, 72], b: f32[72], y: f32[96, 72])
        for i0 < 96
          for i1 < 72
            alloc acc: f32[] registers
            acc[] = 0.0
            for k0 < 200
              acc[] add= x[i0, k0] * w[k0, i1]
            y[i0, i1] = let v0 = acc[] + b[i1] in v0 * 0.5 * (erf(v0 * 0.70710677) + 1.0)
      """;
  private static final String TRANSPOSED =
      """
      kernel transposed(x: f32[64, 300], w: f32[50, 300], y: f32[64, 50])
        for i0 < 64
          for i1 < 50
            alloc acc: f32[] registers
            acc[] = 0.0
            for k0 < 300
              acc[] add= x[i0, k0] * w[i1, k0]
            y[i0, i1] = acc[]
      """;
  private static final String CONVOLUTION =
      """
      kernel convolution(x: f32[2, 3, 20, 20], w: f32[8, 3, 3, 3], y: f32[2, 8, 20, 20])
        for i0 < 2
          for i1 < 8
            for i2 < 20
              for i3 < 20
                alloc acc: f32[] registers
                acc[] = 0.0
                for k0 < 3
                  for k1 < 3
                    for k2 < 3
                      if 0 <= i2 + k1 - 1 and i2 + k1 - 1 < 20 and 0 <= i3 + k2 - 1 and i3 + k2 - 1 < 20
                        acc[] add= x[i0, k0, i2 + k1 - 1, i3 + k2 - 1] * w[i1, k0, k1, k2]
                y[i0, i1, i2, i3] = max(0.0, acc[])
      """;
  private static final String SOFTMAX =
      """
      kernel softmax(x: f32[100, 130], y: f32[100, 130])
        for i < 100
          alloc m: f32[] registers
          alloc s: f32[] registers
          m[] = -inf
          for j < 130
            m[] max= x[i, j]
          s[] = 0.0
          for k < 130
            s[] add= exp(x[i, k] - m[])
          for l < 130
            y[i, l] = exp(x[i, l] - m[]) / s[]
      """;
  private static final String CHAIN =
      """
      kernel chain(x: f32[50000], y: f32[50000])
        for i < 50000
          y[i] = let t = tanh(x[i] * 1.5) in select(0.0 < t, log(t + 1.0), t * t)
      """;
  private static final String POOL =
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
      """;

  @ParameterizedTest
  @ValueSource(strings = {PRODUCT, TRANSPOSED, CONVOLUTION, SOFTMAX, CHAIN, POOL})
  void vectorsOnCoresGiveWhatPlainLoopsGive(String text) {
    Kernel kernel = KernelParse.kernel(text);
    var plain = new CpuBackend(new Machine(0, 1, "plain"));
    var expected = Runs.run(plain, kernel, new Random(7));
    for (var machine :
        new Machine[] {new Machine(64, 2, ""), new Machine(32, 3, ""), new Machine(16, 1, "")}) {
      var backend = new CpuBackend(machine);
      var target = backend.targets().getFirst();
      var scheduled = new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel);
      var actual = Runs.run(backend, scheduled, new Random(7));
      assertEquals(expected.length, actual.length);
      for (int i = 0; i < expected.length; i++) {
        double allowed = 1e-4 * Math.max(1, Math.abs(expected[i]));
        assertTrue(
            Math.abs(expected[i] - actual[i]) <= allowed,
            kernel.name() + "[" + i + "] is " + actual[i] + ", must be " + expected[i]);
      }
      if (Boolean.getBoolean("ashlar.test.notes")) {
        System.out.println(Runs.notes(backend, scheduled, machine));
      }
    }
  }
}
