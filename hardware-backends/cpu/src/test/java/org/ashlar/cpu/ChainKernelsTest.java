package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Chain;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.schedule.LoopScheduler;
import org.junit.jupiter.api.Test;

/// Chains that the backend runs some rows at a time compute what their nests compute one after the
/// other: attention of all sizes, with masks, rows that are masked as a whole, shared and
/// transposed keys, and more nests between the products.
class ChainKernelsTest {
  private static final int ROUNDS = 8;

  private final CpuBackend plain = new CpuBackend(new Machine(0, 1, "plain"));
  private final long seed = Long.getLong("ashlar.seed", System.nanoTime() % 1_000_000);

  private static int any(Random random, int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  @Test
  void attention() {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int batch = any(random, 1, 2);
      int heads = any(random, 2, 4);
      int rows = round % 4 == 0 ? any(random, 100, 250) : any(random, 8, 90);
      int keys = round % 5 == 0 ? any(random, 300, 700) : any(random, 16, 150);
      int inner = any(random, 8, 70);
      int values = any(random, 8, 100);
      boolean across = random.nextBoolean();
      boolean shared = random.nextInt(4) == 0;
      var key = (shared ? "" : "a1, ") + (across ? "a3, a4" : "a4, a3");
      var sizes =
          (shared ? "" : heads + ", ") + (across ? keys + ", " + inner : inner + ", " + keys);
      var score =
          switch (random.nextInt(4)) {
            case 0 -> "acc[] * 0.125";
            case 1 -> "acc[] / 3.0 + m[a2, a3]";
            case 2 -> "select(a3 <= a2, acc[] * 0.5, -inf)";
            default -> "acc[] + select(m[0, a3] < 0.3, -inf, m[a2, a3])";
          };
      boolean more = random.nextInt(3) == 0;
      var middle =
          more
              ? """
                for d0 < %d
                  for d1 < %d
                    for d2 < %d
                      for d3 < %d
                        t[d0, d1, d2, d3] = max(s[d0, d1, d2, d3], m[d2, d3] - 2.0)
              """
                  .formatted(batch, heads, rows, keys)
              : "";
      var from = more ? "t" : "s";
      check(
          """
          kernel attention(q: f32[%1$d, %2$d, %3$d, %5$d], k: f32[%1$d, %7$s], v: f32[%1$d, %2$d, %4$d, %6$d], m: f32[%3$d, %4$d], y: f32[%1$d, %2$d, %3$d, %6$d])
            alloc s: f32[%1$d, %2$d, %3$d, %4$d] scratch
            %11$s
            alloc p: f32[%1$d, %2$d, %3$d, %4$d] scratch
            for a0 < %1$d
              for a1 < %2$d
                for a2 < %3$d
                  for a3 < %4$d
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for a4 < %5$d
                      acc[] add= q[a0, a1, a2, a4] * k[a0, %8$s]
                    s[a0, a1, a2, a3] = %9$s
          %10$s  for b0 < %1$d
              for b1 < %2$d
                for b2 < %3$d
                  alloc most: f32[] registers
                  alloc sum: f32[] registers
                  most[] = -inf
                  for b3 < %4$d
                    most[] max= %12$s[b0, b1, b2, b3]
                  sum[] = 0.0
                  for b4 < %4$d
                    sum[] add= exp(%12$s[b0, b1, b2, b4] - most[])
                  for b5 < %4$d
                    p[b0, b1, b2, b5] = exp(%12$s[b0, b1, b2, b5] - most[]) / sum[]
            for c0 < %1$d
              for c1 < %2$d
                for c2 < %3$d
                  for c3 < %6$d
                    alloc out: f32[] registers
                    out[] = 0.0
                    for c4 < %4$d
                      out[] add= p[c0, c1, c2, c4] * v[c0, c1, c4, c3]
                    y[c0, c1, c2, c3] = out[]
          """
              .formatted(
                  batch,
                  heads,
                  rows,
                  keys,
                  inner,
                  values,
                  sizes,
                  key,
                  score,
                  middle,
                  more
                      ? "alloc t: f32[%d, %d, %d, %d] scratch".formatted(batch, heads, rows, keys)
                      : "",
                  from)
              .replace("  \n", ""));
    }
  }

  private void check(String text) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var kernel = KernelParse.kernel(text);
    var what = "-Dashlar.seed=" + seed + "\n" + text;
    var here = Machine.here();
    var one = new CpuBackend(new Machine(here.vectorBytes(), 1, ""), Isa.AVX512);
    var several = new CpuBackend(new Machine(here.vectorBytes(), 3, ""), Isa.AVX512);
    var target = several.targets().getFirst();
    assertTrue(Chain.of(kernel.body()).isPresent(), "no chain: " + what);
    var scheduled = new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel);
    assertTrue(Chain.of(scheduled.body()).isPresent(), "scheduled it is no chain: " + what);
    var inputs = new ArrayList<TensorData>();
    var random = new Random(7);
    for (var p : kernel.parameters()) {
      var tensor = TensorData.zeros(p.dtype(), p.shape().constants());
      for (long i = 0; i < tensor.elements(); i++) {
        tensor.set(i, Expr.of(p.dtype(), random.nextGaussian()).bits());
      }
      inputs.add(tensor);
    }
    masked(inputs.get(3));
    var expected = run(plain, kernel, inputs, Set.of());
    var constants = new HashSet<Buffer>(kernel.parameters().subList(1, 3));
    for (var constant : List.of(Set.<Buffer>of(), constants)) {
      var actual = run(several, scheduled, inputs, constant);
      assertArrayEquals(actual, run(several, scheduled, inputs, constant), what);
      compare(expected, actual, what);
      compare(expected, run(one, scheduled, inputs, constant), what);
    }
  }

  private static void compare(float[] expected, float[] actual, String what) {
    for (int i = 0; i < expected.length; i++) {
      double allowed = 2e-5 * Math.max(1, Math.abs(expected[i]));
      int at = i;
      assertTrue(
          Double.isNaN(expected[i])
              ? Double.isNaN(actual[i])
              : Math.abs(expected[i] - actual[i]) <= allowed,
          () -> "element %d is %s, must be %s: %s".formatted(at, actual[at], expected[at], what));
    }
  }

  /// Some of the numbers that are added are -inf, in one row all of them.
  private static void masked(TensorData mask) {
    long keys = mask.sizes()[1];
    long minus = Expr.of(mask.dtype(), Double.NEGATIVE_INFINITY).bits();
    for (long i = 0; i < mask.elements(); i += 7) {
      mask.set(i, minus);
    }
    for (long j = 0; j < keys; j++) {
      mask.set(keys + j, minus);
    }
  }

  private static float[] run(
      CpuBackend backend, Kernel kernel, List<TensorData> inputs, Set<Buffer> constant) {
    return Runs.results(backend, kernel, inputs, constant).getLast().toFloats();
  }
}
