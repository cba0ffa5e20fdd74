package org.ashlar.ir.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.ashlar.ir.DType;
import org.ashlar.ir.Expr;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
  private static final String PRODUCT =
      """
      kernel product(x: i32[10, 7], w: i32[7, 12], out: i32[10, 12])
        for i < 10
          for j < 12
            alloc acc: i32[] registers
            acc[] = 0:i32
            for k < 7
              acc[] add= x[i, k] * w[k, j]
            out[i, j] = acc[]
      """;
  private static final String FLOATS = PRODUCT.replace("i32", "f32").replace("0:f32", "0.0");
  private static final String MAXIMUM =
      """
      kernel maximum(x: i32[5, 19], out: i32[5])
        for i < 5
          alloc acc: i32[] registers
          acc[] = -2147483648:i32
          for k < 19
            acc[] max= x[i, k]
          out[i] = acc[]
      """;
  private static final String POINTWISE =
      """
      kernel pointwise(x: i32[3, 4, 5], b: i32[4, 1], out: i32[3, 4, 5])
        for i < 3
          for j < 4
            for k < 5
              out[i, j, k] = x[i, j, k] * b[j, 0] + 1:i32
      """;
  private static final String ACCUMULATE =
      """
      kernel accumulate(x: i32[6, 5], w: i32[5, 7], out: i32[6, 7])
        for i < 6
          for j < 7
            for k < 5
              out[i, j] add= x[i, k] * w[k, j]
      """;
  private static final String SKEWED =
      """
      kernel skewed(x: f32[6, 6])
        for i < 5
          for j < 5
            x[i + 1, j] = x[i, j + 1] + 1.0
      """;
  private static final String SCAN =
      """
      kernel scan(x: i32[6, 4])
        for i < 5
          for j < 4
            x[i + 1, j] = x[i, j] * 3:i32 + x[i + 1, j]
      """;

  @Test
  void aProductBecomesTilesInRegisters() {
    Golden.check(
        "schedule/product.txt",
        KernelText.of(
            same(
                PRODUCT,
                """
                split i by 4
                split j by 6
                split j_i by 3
                reorder i_o, j_o, i_i, j_i_o, j_i_i
                hoist acc over j_i_i
                hoist acc over j_i_o
                hoist acc over i_i
                reorder k, i_i, j_i_o, j_i_i
                mark i_o cores
                mark i_i unrolled
                mark j_i_o unrolled
                mark j_i_i vector
                """)));
  }

  @Test
  void aReductionRunsInLanes() {
    Golden.check(
        "schedule/maximum.txt",
        KernelText.of(
            same(
                MAXIMUM,
                """
                factor k by 4
                mark i cores
                mark k_i vector
                """)));
  }

  @Test
  void pointwiseLoopsAreFusedAndSplit() {
    Golden.check(
        "schedule/pointwise.txt",
        KernelText.of(
            same(
                POINTWISE,
                """
                fuse i, j
                fuse i_j, k
                split i_j_k by 8
                mark i_j_k_o cores
                mark i_j_k_i vector
                mark i_j_k_t vector
                """)));
  }

  @Test
  void whatALoopReadsIsStaged() {
    Golden.check(
        "schedule/stage.txt",
        KernelText.of(
            same(
                """
                kernel filter(x: i32[20], w: i32[3], out: i32[18])
                  for i < 18
                    alloc acc: i32[] registers
                    acc[] = 0:i32
                    for k < 3
                      acc[] add= x[i + k] * w[k]
                    out[i] = acc[]
                """,
                """
                split i by 6
                stage x at i_o scratch
                mark i_o cores
                """)));
  }

  @Test
  void aStagedBlockMayBePermuted() {
    same(
        PRODUCT,
        """
        split j by 4
        reorder j_o, i, j_i
        stage w at j_o scratch layout [1, 0]
        """);
  }

  @Test
  void aProductBecomesMultiply() {
    Golden.check(
        "schedule/multiply.txt",
        KernelText.of(
            same(
                PRODUCT,
                """
                split i by 5
                split j by 4
                reorder i_o, j_o, i_i, j_i
                hoist acc over j_i
                hoist acc over i_i
                tensorise i_i, j_i, k
                """)));
  }

  @Test
  void whatDoesNotDependOnALoopMovesOutWhole() {
    Golden.check(
        "schedule/hoist.txt",
        KernelText.of(
            same(
                """
                kernel shift(x: i32[9], out: i32[4, 9])
                  for i < 4
                    alloc least: i32[] registers
                    least[] = 1000:i32
                    for k < 9
                      least[] min= x[k]
                    for k < 9
                      out[i, k] = x[k] - least[]
                """,
                "hoist least over i")));
  }

  @Test
  void stepsThatAreNotLegalSayWhy() {
    fails(PRODUCT, "split q by 2", "schedule: split q by 2: there is no loop q; loops are i, j, k");
    fails(
        PRODUCT, "split i by 11", "schedule: split i by 11: the factor 11 exceeds the extent of i");
    fails(
        FLOATS,
        "mark k vector",
        "schedule: mark k vector: iterations may touch one place of acc (acc[] and acc[]), "
            + "so they must run in order");
    fails(PRODUCT, "fuse i, k", "schedule: fuse i, k: loop k does not stand directly in i");
    fails(
        PRODUCT,
        "reorder i, k",
        "schedule: reorder i, k: they do not stand directly in each other");
    fails(
        PRODUCT,
        "hoist acc over i",
        "schedule: hoist acc over i: other loops or statements stand between acc and i");
    fails(
        PRODUCT,
        "hoist out over j",
        "schedule: hoist out over j: it is not allocated inside the loop");
    fails(
        PRODUCT,
        "stage x at j shared depth 2",
        "schedule: stage x at j shared depth 2: depth 2: only one copy in flight can be made");
    fails(
        PRODUCT,
        "stage out at j shared",
        "schedule: stage out at j shared: it is written inside j");
    fails(PRODUCT, "factor k by 8", "schedule: factor k by 8: 8 lanes exceed the extent of k");
    fails(
        PRODUCT,
        "factor j by 4",
        "schedule: factor j by 4: the body of j is no reduction: only updates can be "
            + "factored");
    fails(
        PRODUCT,
        "tensorise i, j, k",
        "schedule: tensorise i, j, k: they do not stand directly in each other around one statement");
    fails(
        PRODUCT,
        "mark i unrolled\nsplit i by 2",
        "schedule: split i by 2: loop i is marked unrolled: mark loops last");
    fails(
        SCAN,
        "mark i cores",
        "schedule: mark i cores: iterations may touch one place of x (x[i, j] and x[i + 1, j]), "
            + "so they must run in order");
    fails(
        SKEWED,
        "reorder j, i",
        "schedule: reorder j, i: iterations of i and j touch one place (x[i, j + 1] "
            + "and x[i + 1, j]), so their order must stay");
  }

  private static void fails(String text, String steps, String message) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> KernelParse.schedule(steps).apply(KernelParse.kernel(text)),
            steps);
    assertEquals(message, e.getMessage());
  }

  /// Whatever steps are taken, those that are legal keep every result; floats are small whole
  /// numbers, so that sums are exact in any order.
  @Test
  void randomLegalStepsKeepResults() {
    long seed = Long.getLong("seed", 20261122L);
    System.out.println("ScheduleTest seed " + seed);
    var random = new Random(seed);
    var taken = new int[Step.class.getPermittedSubclasses().length];
    for (int trial = 0; trial < 600; trial++) {
      var text =
          List.of(PRODUCT, MAXIMUM, POINTWISE, SCAN, SKEWED, FLOATS, ACCUMULATE)
              .get(random.nextInt(7));
      var kernel = KernelParse.kernel(text);
      var scheduled = kernel;
      var steps = new ArrayList<Step>();
      for (int n = 0; n < 8 && !Loops.names(scheduled.body()).isEmpty(); n++) {
        var step = random(random, scheduled);
        try {
          scheduled = Schedule.apply(step, scheduled);
          Check.kernel(scheduled);
          steps.add(step);
          taken[List.of(Step.class.getPermittedSubclasses()).indexOf(step.getClass())]++;
        } catch (IllegalArgumentException refused) {
          // the step is not legal here; the kernel stays
          scheduled = steps.isEmpty() ? kernel : new Schedule(steps).apply(kernel);
        }
      }
      same(kernel, new Schedule(steps));
      assertEquals(scheduled, KernelParse.kernel(KernelText.of(scheduled)));
    }
    for (int n = 0; n < taken.length; n++) {
      assertTrue(taken[n] > 0, "never taken: " + Step.class.getPermittedSubclasses()[n]);
    }
  }

  private static Step random(Random random, Kernel kernel) {
    var loops = List.copyOf(Loops.names(kernel.body()));
    var buffers = new ArrayList<>(Writes.of(kernel));
    buffers.addAll(Reads.of(kernel));
    var loop = loops.get(random.nextInt(loops.size()));
    var other = loops.get(random.nextInt(loops.size()));
    var third = loops.get(random.nextInt(loops.size()));
    var buffer = buffers.get(random.nextInt(buffers.size())).name();
    return switch (random.nextInt(12)) {
      case 0, 1 -> new Step.Split(loop, 1 + random.nextInt(6));
      case 2 -> new Step.Fuse(loop, other);
      case 3 -> new Step.Reorder(List.of(loop, other));
      case 4 -> new Step.Reorder(List.of(loop, other, third));
      case 5, 6 -> new Step.Hoist(buffer, loop);
      case 7 -> new Step.Stage(buffer, loop, Space.SCRATCH, List.of(), 1);
      case 8, 9 -> new Step.Factor(loop, 2 + random.nextInt(3));
      case 10 -> new Step.Tensorise(loops.get(0), loops.get(loops.size() / 2), loops.getLast());
      default -> new Step.Mark(loop, Run.values()[random.nextInt(Run.values().length)]);
    };
  }

  private static Kernel same(String text, String steps) {
    return same(KernelParse.kernel(text), KernelParse.schedule(steps));
  }

  /// The scheduled kernel, which computes the same as the kernel on random numbers.
  private static Kernel same(Kernel kernel, Schedule schedule) {
    var scheduled = schedule.apply(kernel);
    var random = new Random(5);
    var before = new HashMap<Buffer, long[]>();
    for (var p : kernel.parameters()) {
      var bits = new long[(int) p.shape().elements()];
      for (int n = 0; n < bits.length; n++) {
        bits[n] =
            p.dtype() == DType.F32
                ? Expr.of(DType.F32, random.nextInt(17) - 8).bits()
                : random.nextInt(201) - 100;
      }
      before.put(p, bits);
    }
    var after = new HashMap<Buffer, long[]>();
    before.forEach((p, bits) -> after.put(p, bits.clone()));
    Runner.run(kernel, before);
    Runner.run(scheduled, after);
    for (var p : kernel.parameters()) {
      assertArrayEquals(
          before.get(p), after.get(p), () -> p.name() + " differs:\\n" + KernelText.of(scheduled));
    }
    return scheduled;
  }
}
