package org.ashlar.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Check;
import org.ashlar.ir.kernel.Kernel;
import org.ashlar.ir.kernel.KernelParse;
import org.ashlar.ir.kernel.KernelText;
import org.ashlar.ir.kernel.Product;
import org.ashlar.ir.kernel.Schedule;
import org.ashlar.ir.kernel.Target;
import org.junit.jupiter.api.Test;

final class LoopSchedulerTest {
  private static final Target WIDE = target(64, 32, 2);
  private static final Target NARROW = target(16, 16, 8);
  private final LoopScheduler scheduler = new LoopScheduler();

  private static Target target(int vectorBytes, int registers, int cores) {
    return new Target(
        "test",
        vectorBytes,
        registers,
        cores,
        Map.of(),
        List.of(),
        Set.of(DType.values()),
        Map.of());
  }

  /// The schedule and the scheduled kernel of each shape, as texts.
  @Test
  void theMainShapesGetTheirForms() throws IOException {
    var shapes = new LinkedHashMap<>(Shapes.all());
    shapes.putAll(Shapes.large());
    for (var shape : shapes.entrySet()) {
      var steps = new Schedule(scheduler.schedule(shape.getValue(), WIDE));
      var text =
          KernelText.of(steps) + "\n\n" + KernelText.of(steps.apply(shape.getValue())) + "\n";
      var file =
          Path.of(System.getProperty("basedir", "."), "src/test/golden", shape.getKey() + ".txt");
      if ("update".equals(System.getProperty("golden"))) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
      }
      assertEquals(Files.readString(file), text, shape.getKey());
    }
  }

  @Test
  void productsStayWholeWhereTheTargetTakesThem() {
    var kernel =
        KernelParse.kernel(
            """
            kernel two(x: f32[20, 30], w: f32[30, 40], y: f32[20, 40], z: f32[20, 40])
              for i0 < 20
                for i1 < 40
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < 30
                    acc[] add= x[i0, k0] * w[k0, i1]
                  y[i0, i1] = acc[]
              for j0 < 20
                for j1 < 40
                  z[j0, j1] = y[j0, j1] * 2.0
            """);
    var taking =
        new Target(
            "test",
            64,
            32,
            2,
            Map.of(),
            List.of(),
            Set.of(DType.values()),
            Map.of(Product.F32, 1.0));
    var steps = KernelText.of(new Schedule(scheduler.schedule(kernel, taking)));
    assertFalse(steps.contains("i0") || steps.contains("i1") || steps.contains("k0"), steps);
    assertTrue(steps.contains("j1"), steps);
    assertTrue(KernelText.of(new Schedule(scheduler.schedule(kernel, WIDE))).contains("i1"));
  }

  /// What is written side by side is read from wherever it lies, where the target gathers; a short
  /// run goes on in the loop around.
  @Test
  void copiesToAnotherOrderRunInVectors() {
    var kernel =
        KernelParse.kernel(
            """
            kernel turn(x: f32[9, 68], y: f32[9, 68])
              for i0 < 9
                for i1 < 17
                  for i2 < 4
                    y[i0, i1 * 4 + i2] = x[i0, i2 * 17 + i1]
            """);
    var gathers =
        new Target(
            "test", 64, 32, 1, Map.of(), List.of(), Set.of(DType.values()), Map.of("gathers", 1.0));
    assertEquals(
        """
        fuse i1, i2
        mark i1_i2 vector\
        """,
        KernelText.of(new Schedule(scheduler.schedule(kernel, gathers))));
    same(kernel, gathers, 7);
    assertEquals(List.of(), scheduler.schedule(kernel, target(64, 32, 1)));
  }

  @Test
  void scheduledKernelsComputeTheSame() {
    for (var kernel : Shapes.all().values()) {
      for (var target : List.of(WIDE, NARROW)) {
        same(kernel, target, 7);
      }
    }
  }

  @Test
  void kernelsOfAnySizeComputeTheSame() {
    long seed = Long.getLong("seed", 20261122L);
    System.out.println("LoopSchedulerTest seed " + seed);
    var random = new Random(seed);
    for (int trial = 0; trial < 60; trial++) {
      int a = 1 + random.nextInt(20);
      int b = 1 + random.nextInt(70);
      int c = 1 + random.nextInt(40);
      var kernel =
          switch (random.nextInt(12)) {
            case 0 -> Shapes.product(a, b, c);
            case 1 -> Shapes.transposed(a, b, c);
            case 2 -> Shapes.convolution(1 + a / 8, 1 + b / 8, 1 + c / 16, 1 + random.nextInt(19));
            case 3 -> Shapes.softmax(a, b);
            case 4 -> Shapes.channelSum(a, 1 + c / 8, 1 + b / 8);
            case 5 -> Shapes.columnSum(a, b);
            case 6 -> Shapes.pointwise(a, 1 + c / 4, 1 + b / 8);
            case 7 -> Shapes.update(a * 10, b * 5);
            case 8 -> Shapes.pool(a, 1 + b / 8);
            case 9 -> Shapes.moments(a, b);
            case 10 ->
                Shapes.weightGradient(1 + a / 8, 1 + b / 8, 1 + c / 16, 1 + random.nextInt(19));
            default -> Shapes.scan(a, b);
          };
      same(kernel, random.nextBoolean() ? WIDE : NARROW, seed + trial);
    }
  }

  /// Sizes that are known at launch only: fewer steps, and the same results.
  @Test
  void kernelsWithSizesComputeTheSame() {
    for (var text :
        List.of(
            """
            kernel scale[n:1..300](x: f32[n, 5], y: f32[n, 5])
              for i0 < n
                for i1 < 5
                  y[i0, i1] = x[i0, i1] * 2.0
            """,
            """
            kernel sums[n:1..300](x: f32[7, n], y: f32[7])
              for i0 < 7
                alloc acc: f32[] registers
                acc[] = 0.0
                for k0 < n
                  acc[] add= x[i0, k0]
                y[i0] = acc[]
            """,
            """
            kernel product[n:1..300](x: f32[n, 9], w: f32[9, 20], y: f32[n, 20])
              for i0 < n
                for i1 < 20
                  alloc acc: f32[] registers
                  acc[] = 0.0
                  for k0 < 9
                    acc[] add= x[i0, k0] * w[k0, i1]
                  y[i0, i1] = acc[]
            """)) {
      var kernel = KernelParse.kernel(text);
      var scheduled = new Schedule(scheduler.schedule(kernel, WIDE)).apply(kernel);
      assertFalse(scheduled.equals(kernel), kernel.name());
      assertEquals(List.of(), Check.unproved(scheduled));
      for (long n : new long[] {1, 15, 16, 33, 300}) {
        assertArrayEquals(
            Reference.run(kernel, 3, n),
            Reference.run(scheduled, 3, n),
            1e-4f,
            () -> "n = " + n + ":\n" + KernelText.of(scheduled));
      }
    }
  }

  @Test
  void oneKernelAlwaysGetsOneSchedule() {
    for (var kernel : Shapes.all().values()) {
      assertEquals(scheduler.schedule(kernel, WIDE), new LoopScheduler().schedule(kernel, WIDE));
    }
  }

  @Test
  void aTargetWithoutVectorsAndCoresGetsNoSteps() {
    for (var kernel : Shapes.all().values()) {
      assertEquals(List.of(), scheduler.schedule(kernel, target(0, 0, 1)));
    }
  }

  private void same(Kernel kernel, Target target, long seed) {
    var scheduled = new Schedule(scheduler.schedule(kernel, target)).apply(kernel);
    assertEquals(List.of(), Check.unproved(scheduled));
    var expected = Reference.run(kernel, seed);
    var got = Reference.run(scheduled, seed);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = 1e-4 * Math.max(1, Math.abs(expected[i]));
      int at = i;
      assertTrue(
          Math.abs(expected[i] - got[i]) <= tolerance,
          () ->
              "element "
                  + at
                  + ": "
                  + expected[at]
                  + " became "
                  + got[at]
                  + ":\n"
                  + KernelText.of(scheduled));
    }
  }
}
