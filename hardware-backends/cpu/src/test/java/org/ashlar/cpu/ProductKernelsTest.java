package org.ashlar.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ashlar.backend.Memory;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.kernel.Buffer;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Plan;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.schedule.LoopScheduler;
import org.junit.jupiter.api.Test;

/// Kernels that the backend takes as products compute what plain loops of the virtual machine
/// compute: odd sizes, layouts, windows, groups, batches, epilogues; the right operand prepared
/// beforehand, packed on the way or read where it lies.
class ProductKernelsTest {
  private static final int ROUNDS = 12;

  private final CpuBackend machine = new CpuBackend(Machine.here(), Isa.AVX512);
  private final CpuBackend plain = new CpuBackend(new Machine(0, 1, "plain"));
  private final long seed = Long.getLong("ashlar.seed", System.nanoTime() % 1_000_000);

  private int any(Random random, int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private String epilogue(Random random, String sum, String row, String column, String both) {
    return switch (random.nextInt(7)) {
      case 0 -> sum;
      case 1 -> "max(0.0, " + sum + " + " + column + ")";
      case 2 -> sum + " * " + row + " + " + both;
      case 3 -> "let v0 = " + sum + " + " + column + " in v0 * 0.5 * (erf(v0 * 0.7) + 1.0)";
      case 4 -> "min(6.0, max(-1.0, (" + both + " - " + sum + ") / 3.0))";
      case 5 -> "select(" + sum + " < 0.0, " + sum + " * 0.1, " + sum + ")";
      default -> "let v0 = " + sum + " * 0.5 in v0 * v0 + " + row;
    };
  }

  @Test
  void matrices() {
    var random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int m = any(random, 1, 70);
      int n = any(random, 8, 150);
      int k = any(random, 16, round % 4 == 0 ? 1500 : 90);
      int batch = any(random, 1, 3);
      boolean across = random.nextBoolean();
      boolean turned = random.nextBoolean();
      var to = turned ? "i1, i0" : "i0, i1";
      var size = turned ? n + ", " + m : m + ", " + n;
      boolean shares = random.nextBoolean();
      var w =
          "w: f32[" + (shares ? "" : batch + ", ") + (across ? n + ", " + k : k + ", " + n) + "]";
      var at = (shares ? "" : "b0, ") + (across ? "i1, k0" : "k0, i1");
      check(
          """
          kernel product(x: f32[%d, %d, %d], %s, r: f32[%d], c: f32[%d], z: f32[%d, %s], y: f32[%d, %s])
            for b0 < %d
              for i0 < %d
                for i1 < %d
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < %d
                    acc[] add= x[b0, i0, k0] * w[%s]
                  y[b0, %s] = %s
          """
              .formatted(
                  batch,
                  m,
                  k,
                  w,
                  m,
                  n,
                  batch,
                  size,
                  batch,
                  size,
                  batch,
                  m,
                  n,
                  k,
                  at,
                  to,
                  epilogue(random, "acc[]", "r[i0]", "c[i1]", "z[b0, " + to + "]")),
          m * n * k < 2048 || turned && m < 8);
    }
  }

  @Test
  void convolutions() {
    var random = new Random(seed);
    for (int round = 0; round < 2 * ROUNDS; round++) {
      int groups = any(random, 1, 2);
      int from = groups * any(random, 1, 20);
      int to = groups * any(random, 8, round % 3 == 0 ? 80 : 30);
      int height = any(random, 1, 3);
      int width = any(random, 1, 3);
      int stride = any(random, 1, 2);
      int dilation = any(random, 1, 2);
      int rows = any(random, 1, 15);
      int columns = any(random, 1, 30);
      int batch = any(random, 1, 2);
      int h = (rows - 1) * stride + (height - 1) * dilation + 1;
      int v = (columns - 1) * stride + (width - 1) * dilation + 1;
      boolean last = random.nextBoolean();
      boolean lastTo = random.nextInt(4) == 0 ? !last : last;
      int rim = random.nextInt(2);
      int per = to / groups;
      var group = groups == 1 ? "k0" : "i1 // " + per + " * " + from / groups + " + k0";
      var row = "i2 * " + stride + " + k1 * " + dilation;
      var column = "i3 * " + stride + " + k2 * " + dilation;
      check(
          """
          kernel conv(x: f32[%s], w: f32[%d, %d, %d, %d], r: f32[%d], c: f32[%d], z: f32[%s], y: f32[%s])
            for i0 < %d
              for i1 < %d
                for i2 < %d
                  for i3 < %d
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for k0 < %d
                      for k1 < %d
                        for k2 < %d
                          acc[] add= x[%s] * w[i1, k0, k1, k2]
                    y[%s] = %s
          """
              .formatted(
                  place(last, batch, from, h, v),
                  to,
                  from / groups,
                  height,
                  width,
                  columns,
                  to,
                  place(lastTo, batch, to, rows, columns),
                  place(lastTo, batch, to, rows + 2 * rim, columns + 2 * rim),
                  batch,
                  to,
                  rows,
                  columns,
                  from / groups,
                  height,
                  width,
                  place(last, "i0", group, row, column),
                  place(lastTo, "i0", "i1", "i2 + " + rim, "i3 + " + rim),
                  epilogue(random, "acc[]", "r[i3]", "c[i1]", place2(lastTo))),
          rows * columns * to * from / groups * height * width < 20_000
              || to / groups < 8
              || columns < 8);
    }
  }

  private static String place2(boolean last) {
    return "z[" + place(last, "i0", "i1", "i2", "i3") + "]";
  }

  private static String place(boolean last, Object n, Object c, Object h, Object w) {
    return last ? n + ", " + h + ", " + w + ", " + c : n + ", " + c + ", " + h + ", " + w;
  }

  /// Sums over images and their places, with few rows and deep: the gradients of weights.
  @Test
  void weightGradients() {
    var random = new Random(seed);
    for (int round = 0; round < 2 * ROUNDS; round++) {
      int from = any(random, 1, 36);
      int to = any(random, 8, 36);
      int side = any(random, 1, 3);
      int stride = any(random, 1, 2);
      int rows = any(random, 2, 9);
      int columns = any(random, 2, 20);
      int batch = any(random, 1, 8);
      int h = (rows - 1) * stride + side;
      int v = (columns - 1) * stride + side;
      boolean last = random.nextInt(4) > 0;
      check(
          """
          kernel weights(x: f32[%s], d: f32[%s], w: f32[%5$d, %6$d, %7$d, %7$d], r: f32[], y: f32[%5$d, %6$d, %7$d, %7$d])
            for i0 < %5$d
              for i1 < %6$d
                for i2 < %7$d
                  for i3 < %7$d
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for k0 < %8$d
                      for k1 < %9$d
                        for k2 < %10$d
                          acc[] add= x[%3$s] * d[%4$s]
                    y[i0, i1, i2, i3] = w[i0, i1, i2, i3] - r[] * acc[]
          """
              .formatted(
                  place(last, batch, from, h, v),
                  place(last, batch, to, rows, columns),
                  place(last, "k0", "i1", "i2 + k1 * " + stride, "i3 + k2 * " + stride),
                  place(last, "k0", "i0", "k1", "k2"),
                  to,
                  from,
                  side,
                  batch,
                  rows,
                  columns),
          from * side * side < 8 || side < 4 || from < 8);
    }
  }

  /// The gradient of a convolution's input at stride 2: its digits are loops.
  @Test
  void inputGradients() {
    check(
        """
        kernel inputs(d: f32[2, 7, 8, 24], w: f32[24, 12, 4, 4], y: f32[2, 10, 12, 12])
          for i0 < 2
            for i2_q < 5
              for i2_r < 2
                for i3_q < 6
                  for i3_r < 2
                    for i1 < 12
                      alloc acc: f32[] registers
                      acc[] = 0.0
                      for k0 < 24
                        for k1 < 2
                          for k2 < 2
                            acc[] add= d[i0, i2_q + i2_r + 1 - k1, i3_q + i3_r + 1 - k2, k0] * w[k0, i1, k1 * 2 + 1 - i2_r, k2 * 2 + 1 - i3_r]
                      y[i0, i2_q * 2 + i2_r, i3_q * 2 + i3_r, i1] = max(0.0, acc[])
        """);
  }

  @Test
  void narrowWeights() {
    var random = new Random(seed);
    for (int round = 0; round < 4 * ROUNDS; round++) {
      for (var dtype : List.of("f16", "bf16")) {
        boolean across = random.nextBoolean();
        int m = any(random, 1, round % 2 == 0 ? 60 : 7);
        int n = any(random, 8, 150);
        int k = any(random, 20, round % 8 == 0 ? 1500 : 90);
        check(
            """
            kernel narrow(x: f32[%d, %d], w: %s[%s], y: f32[%d, %d])
              for i0 < %d
                for i1 < %d
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < %d
                    acc[] add= x[i0, k0] * f32(w[%s])
                  y[i0, i1] = acc[]
            """
                .formatted(
                    m,
                    k,
                    dtype,
                    across ? n + ", " + k : k + ", " + n,
                    m,
                    n,
                    m,
                    n,
                    k,
                    across ? "i1, k0" : "k0, i1"),
            m * n * k < 2048);
      }
    }
  }

  /// Few rows read their weights as they are.
  @Test
  void narrowWeightsTakeHalfTheMemory() {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    for (int rows : new int[] {1, 5, 32, 33}) {
      var kernel =
          KernelParse.kernel(
              """
              kernel narrow(x: f32[%1$d, 64], w: bf16[64, 96], y: f32[%1$d, 96])
                for i0 < %1$d
                  for i1 < 96
                    alloc acc: f32[] registers
                    acc[] = 0.0
                    for k0 < 64
                      acc[] add= x[i0, k0] * f32(w[k0, i1])
                    y[i0, i1] = acc[]
              """
                  .formatted(rows));
      var target = machine.targets().getFirst();
      var executable = machine.compile(Plan.of(kernel), target, Set.of(kernel.parameters().get(1)));
      assertEquals(64 * 96 * (rows > 32 ? 4 : 2), executable.preparedBytes(), rows + " rows");
    }
  }

  @Test
  void preparedMemoryMustBeLargeEnough() {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var kernel =
        KernelParse.kernel(
            """
            kernel product(x: f32[8, 32], w: f32[32, 16], y: f32[8, 16])
              for i0 < 8
                for i1 < 16
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < 32
                    acc[] add= x[i0, k0] * w[k0, i1]
                  y[i0, i1] = acc[]
            """);
    var target = machine.targets().getFirst();
    var executable = machine.compile(Plan.of(kernel), target, Set.of(kernel.parameters().get(1)));
    assertEquals(32 * 16 * 4, executable.preparedBytes());
    try (var device = machine.open(target)) {
      var memories = new ArrayList<Memory>();
      kernel.parameters().forEach(p -> memories.add(device.allocate(p.bytes())));
      memories.add(device.allocate(100));
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> device.launch(executable, memories, new long[0]));
      assertEquals("launch product: the prepared memory needs 2048 bytes, not 100", e.getMessage());
    }
  }

  /// One result channel: rows of pixels that nothing multiplies side by side.
  @Test
  void oneRow() {
    check(
        """
        kernel one(x: f32[26, 26, 64], w: f32[64], y: f32[26, 26])
          for i0 < 26
            for i1 < 26
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < 64
                acc[] add= x[i0, i1, k0] * w[k0]
              y[i0, i1] = max(0.0, acc[] + 0.5)
        """);
  }

  @Test
  void heads() {
    check(
        """
        kernel scores(q: f32[2, 10, 384], k: f32[2, 10, 384], m: i64[2, 10], y: f32[2, 12, 10, 10])
          for i0 < 2
            for i1 < 12
              for i2 < 10
                for i3 < 10
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < 32
                    acc[] add= q[i0, i2, i1 * 32 + k0] * k[i0, i3, i1 * 32 + k0]
                  y[i0, i1, i2, i3] = acc[] / 5.656854 + f32(m[i0, i3] % 3) * -2.0
        """);
    check(
        """
        kernel values(p: f32[2, 12, 17, 17], v: f32[2, 17, 384], y: f32[2, 17, 384])
          for i0 < 2
            for i1 < 17
              for i2 < 384
                alloc acc: f32[] registers
                acc[] = 0.0
                for k0 < 17
                  acc[] add= p[i0, i2 // 32, i1, k0] * v[i0, k0, i2]
                y[i0, i1, i2] = acc[]
        """);
    check(
        """
        kernel two(x: f32[20, 30], w: f32[30, 40], s: f32[1], y: f32[20, 40], z: f32[20, 40])
          alloc t: f32[] registers
          alloc h: f32[20, 40] scratch
          t[] = s[0] * 2.0
          for i0 < 20
            for i1 < 40
              alloc acc: f32[] registers
              acc[] = 0.0
              for k0 < 30
                acc[] add= x[i0, k0] * w[k0, i1]
              y[i0, i1] = acc[] * t[]
              h[i0, i1] = acc[]
          for j0 < 20
            for j1 < 40
              z[j0, j1] = h[j0, j1] - t[]
        """);
  }

  private void check(String text) {
    check(text, false);
  }

  /// @param small whether it may be too small for a product
  private void check(String text, boolean small) {
    assumeTrue(Processor.here().isa().has(Isa.AVX512));
    var kernel = KernelParse.kernel(text);
    var target = machine.targets().getFirst();
    var what = "-Dashlar.seed=" + seed + "\n" + text;
    if (Product.nests(kernel.body(), target).isEmpty()) {
      assertTrue(small, "no product: " + what);
      return;
    }
    assertEquals(
        Product.nests(kernel.body(), target).size(),
        Product.nests(
                new Schedule(new LoopScheduler().schedule(kernel, target)).apply(kernel).body(),
                target)
            .size());
    var inputs = new ArrayList<TensorData>();
    var random = new Random(7);
    for (var p : kernel.parameters()) {
      var tensor = TensorData.zeros(p.dtype(), p.shape().constants());
      for (long i = 0; i < tensor.elements(); i++) {
        tensor.set(i, Expr.of(p.dtype(), random.nextGaussian()).bits());
      }
      inputs.add(tensor);
    }
    var expected = run(plain, kernel, inputs, Set.of());
    var constants = new HashSet<Buffer>();
    kernel.parameters().stream()
        .filter(p -> p.name().equals("w") || p.name().equals("k"))
        .forEach(constants::add);
    for (var constant : List.of(Set.<Buffer>of(), constants)) {
      var actual = run(machine, kernel, inputs, constant);
      for (int b = 0; b < expected.size(); b++) {
        for (int i = 0; i < expected.get(b).length; i++) {
          double allowed = 2e-4 * Math.max(1, Math.abs(expected.get(b)[i]));
          double difference = Math.abs(expected.get(b)[i] - actual.get(b)[i]);
          int output = b;
          int at = i;
          assertTrue(
              difference <= allowed,
              () ->
                  "constant %s, output %d, element %d is %s, must be %s: %s\n%s"
                      .formatted(
                          constant,
                          output,
                          at,
                          actual.get(output)[at],
                          expected.get(output)[at],
                          what,
                          KernelText.of(kernel)));
        }
      }
    }
  }

  private static List<float[]> run(
      CpuBackend backend, Kernel kernel, List<TensorData> inputs, Set<Buffer> constant) {
    return Runs.results(backend, kernel, inputs, constant).stream()
        .filter(result -> result.dtype() == DType.F32)
        .map(TensorData::toFloats)
        .toList();
  }
}
