package org.ashlar.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.ashlar.backend.Backend;
import org.ashlar.backend.Memory;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.reference.ReferenceBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Products in tiles give what the reference gives: sizes that no tile divides, operands in any
/// order, batches, windows with strides and dilations, and what follows the sum.
class ProductEntryTest {
  private static final int ROUNDS = 10;

  private final GpuBackend cards = new GpuBackend(List.of("a100"));
  private final long seed = Long.getLong("ashlar.seed", System.nanoTime() % 1_000_000);
  private final Random random = new Random(seed);

  private int tiles;

  private int any(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  @Test
  void matrices() {
    for (int round = 0; round < ROUNDS; round++) {
      int m = any(16, 140);
      int n = any(16, 140);
      int k = any(16, 90);
      int batch = any(1, 2);
      boolean turned = random.nextBoolean();
      boolean across = random.nextBoolean();
      check(
          """
          kernel product(x: f32[%d, %s], w: f32[%s], c: f32[%d], y: f32[%d, %d, %d])
            for b < %d
              for i < %d
                for j < %d
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k < %d
                    acc[] add= x[b, %s] * w[%s]
                  y[b, i, j] = max(0.0, acc[] + c[j])
          """
              .formatted(
                  batch,
                  turned ? k + ", " + m : m + ", " + k,
                  across ? n + ", " + k : k + ", " + n,
                  n,
                  batch,
                  m,
                  n,
                  batch,
                  m,
                  n,
                  k,
                  turned ? "k, i" : "i, k",
                  across ? "j, k" : "k, j"));
    }
  }

  @Test
  void windows() {
    for (int round = 0; round < ROUNDS; round++) {
      int from = any(3, 20);
      int to = any(16, 70);
      int side = any(1, 3);
      int stride = any(1, 2);
      int dilation = any(1, 2);
      int rows = any(4, 12);
      int h = (rows - 1) * stride + (side - 1) * dilation + 1;
      boolean last = random.nextBoolean();
      check(
          """
          kernel conv(x: f32[%s], w: f32[%d, %d, %d, %d], y: f32[%s])
            for n < 2
              for o < %d
                for i < %d
                  for j < %d
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for c < %d
                      for p < %d
                        for q < %d
                          acc[] add= x[%s] * w[o, c, p, q]
                    y[%s] = acc[] * 0.5
          """
              .formatted(
                  place(last, "2", from, h, h),
                  to,
                  from,
                  side,
                  side,
                  place(last, "2", to, rows, rows),
                  to,
                  rows,
                  rows,
                  from,
                  side,
                  side,
                  place(
                      last,
                      "n",
                      "c",
                      "i * " + stride + " + p * " + dilation,
                      "j * " + stride + " + q * " + dilation),
                  place(last, "n", "o", "i", "j")));
    }
  }

  private static String place(boolean last, Object n, Object c, Object h, Object w) {
    return last ? n + ", " + h + ", " + w + ", " + c : n + ", " + c + ", " + h + ", " + w;
  }

  private void check(String text) {
    var kernel = KernelParse.kernel(text);
    var written = cards.compile(Plan.of(kernel), cards.targets().getFirst()).listing();
    boolean tiled = written.contains(".shared");
    var expected = run(new ReferenceBackend(), kernel);
    var given = run(cards, kernel);
    assertEquals(expected.elements(), given.elements());
    for (int i = 0; i < expected.elements(); i++) {
      double bound = 1e-4 * (1 + Math.abs(expected.get(i)));
      int at = i;
      assertTrue(
          Math.abs(expected.get(i) - given.get(i)) <= bound,
          () ->
              "seed "
                  + seed
                  + ": "
                  + text
                  + at
                  + ": "
                  + given.get(at)
                  + ", not "
                  + expected.get(at)
                  + written);
    }
    tiles += tiled ? 1 : 0;
  }

  @AfterEach
  void someWereWrittenInTiles() {
    assertTrue(tiles > 0, "no product was written in tiles");
  }

  private TensorData run(Backend backend, Kernel kernel) {
    var plan = Plan.of(kernel);
    var target = backend.targets().getFirst();
    var numbers = new Random(7);
    try (var device = backend.open(target)) {
      var memories = new ArrayList<Memory>();
      for (var buffer : plan.inputs()) {
        var data = TensorData.zeros(DType.F32, buffer.shape().constants());
        for (int i = 0; i < data.elements(); i++) {
          data.set(i, Integer.toUnsignedLong(Float.floatToRawIntBits(numbers.nextFloat() - 0.5f)));
        }
        memories.add(device.allocate(buffer.bytes()));
        device.copy(memories.getLast(), 0, Memory.ofHost(data.data()), 0, buffer.bytes());
      }
      var out = plan.outputs().getFirst();
      memories.add(device.allocate(out.bytes()));
      device
          .launch(backend.compile(plan, target), memories, new long[0])
          .await(Duration.ofSeconds(60));
      var result = TensorData.zeros(DType.F32, out.shape().constants());
      device.copy(Memory.ofHost(result.data()), 0, memories.getLast(), 0, out.bytes());
      return result;
    }
  }
}
