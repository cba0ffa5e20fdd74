package org.ashlar.gpu.timing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.ashlar.gpu.engine.Windows;
import org.ashlar.gpu.profile.Profiles;
import org.junit.jupiter.api.Test;

/// The model on records made by hand, whose cycles can be counted on paper.
class TimingEngineTest {
  private static final int[] NONE = {};
  private final Profiles profiles = new Profiles();

  /// A warp whose lanes all do a list of instructions; memory at a base with a stride.
  private record Made(int length, long base, long stride) implements WarpTrace {
    @Override
    public int instruction(int at) {
      return at;
    }

    @Override
    public int active(int at) {
      return -1;
    }

    @Override
    public long address(int at, int lane) {
      return base + lane * stride;
    }
  }

  private record Source(int warps, int length, long base, long stride) implements BlockSource {
    @Override
    public WarpTrace[] block(long index) {
      var traces = new WarpTrace[warps];
      for (int i = 0; i < warps; i++) {
        traces[i] = new Made(length, base + (index * warps + i) * 4096, stride);
      }
      return traces;
    }

    @Override
    public long count(long index) {
      return (long) warps * length;
    }
  }

  private static MachineOperation operation(
      Unit unit, Effect effect, int at, boolean shared, int[] from, int[] to) {
    return new MachineOperation(unit, effect, at, 4, shared, 32, false, from, to, 2);
  }

  private static MachineCode code(MachineOperation... operations) {
    return new MachineCode(
        "made",
        List.of(new MachineBlock(0, operations.length, 0, operations)),
        new int[operations.length],
        8,
        32);
  }

  private Timing run(MachineCode code, long blocks, int warps, long stride, Options options) {
    int length = code.block(0).end();
    var source = new Source(warps, length, Windows.GLOBAL, stride);
    return new TimingEngine(profiles.named("v100"), options)
        .run(new Kernel(code, blocks, 32 * warps, 0, source), length);
  }

  private static MachineCode chain(int count) {
    var all = new MachineOperation[count];
    for (int i = 0; i < count; i++) {
      all[i] = operation(Unit.FMA, Effect.NONE, i, false, new int[] {0}, new int[] {0});
    }
    return code(all);
  }

  private static MachineCode loads(int count, boolean shared) {
    var all = new MachineOperation[count];
    for (int i = 0; i < count; i++) {
      all[i] = operation(Unit.MEMORY, Effect.LOAD, i, shared, new int[] {0}, new int[] {0});
    }
    return code(all);
  }

  @Test
  void aChainTakesItsLatencyEachTime() {
    double first = run(chain(100), 1, 1, 4, Options.DETAILED).cycles();
    assertEquals(4 * 100, run(chain(200), 1, 1, 4, Options.DETAILED).cycles() - first);
  }

  @Test
  void warpsOfOneSubcoreShareItsPipe() {
    // Sixteen warps, four a sub-core, each free to issue: the pipe takes one of them every two
    // cycles.
    var all = new MachineOperation[64];
    for (int i = 0; i < all.length; i++) {
      all[i] = operation(Unit.FMA, Effect.NONE, i, false, NONE, new int[] {i % 8});
    }
    double one = run(code(all), 1, 4, 4, Options.DETAILED).cycles();
    double four = run(code(all), 1, 16, 4, Options.DETAILED).cycles();
    assertEquals(2 * 64 * 3, four - one, 16);
  }

  @Test
  void accessesBecomeSectorsAndPasses() {
    var close = run(loads(1, false), 1, 1, 4, Options.DETAILED).counters();
    assertEquals(4, close.get("l1tex__t_sectors_pipe_lsu_mem_global_op_ld.sum"));
    var apart = run(loads(1, false), 1, 1, 128, Options.DETAILED).counters();
    assertEquals(32, apart.get("l1tex__t_sectors_pipe_lsu_mem_global_op_ld.sum"));
    assertEquals(32 * 32, apart.get("dram__bytes_read.sum"));
    for (int[] each : new int[][] {{4, 1}, {8, 2}, {128, 32}, {0, 1}, {132, 1}}) {
      var counters = run(loads(1, true), 1, 1, each[0], Options.DETAILED).counters();
      assertEquals(
          each[1],
          counters.get("l1tex__data_pipe_lsu_wavefronts_mem_shared.sum"),
          "stride " + each[0]);
    }
  }

  @Test
  void theAnswerDoesNotDependOnThreads() {
    var one = run(loads(8, false), 300, 4, 64, Options.DETAILED);
    var three = run(loads(8, false), 300, 4, 64, Options.DETAILED.withThreads(3));
    assertEquals(one.cycles(), three.cycles());
    assertEquals(one.counters().values(), three.counters().values());
    assertArrayEquals(one.stalledAt(), three.stalledAt());
  }

  @Test
  void aSampleSaysHowMuchItSaw() {
    var all = run(chain(400), 1400, 8, 4, Options.DETAILED);
    var some = run(chain(400), 1400, 8, 4, Options.SAMPLED.withBudget(400_000));
    assertEquals(1, all.simulated(), 1e-9);
    assertTrue(some.simulated() < 0.2, "simulated " + some.simulated());
    assertEquals(all.cycles(), some.cycles(), 0.1 * all.cycles());
  }

  @Test
  void anEstimateIsNeverAboveWhatADetailedRunNeedsByMuch() {
    var all = new MachineOperation[64];
    for (int i = 0; i < all.length; i++) {
      all[i] = operation(Unit.FMA, Effect.NONE, i, false, NONE, new int[] {i % 8});
    }
    var kernel = new Kernel(code(all), 800, 256, 0, new Source(8, 64, Windows.GLOBAL, 4));
    var estimate = Estimate.of(kernel, profiles.named("v100"));
    // Ten blocks a multiprocessor, two warps of each a sub-core, two cycles an operation.
    assertEquals(10 * 2 * 64 * 2, estimate.parts().get("pipe float"));
    double detailed =
        new TimingEngine(profiles.named("v100"), Options.DETAILED).run(kernel, 64).cycles();
    assertTrue(estimate.cycles() <= detailed, estimate + " against " + detailed);
    assertTrue(estimate.cycles() >= 0.7 * detailed, estimate + " against " + detailed);
  }

  @Test
  void refusesWhatDoesNotFit() {
    var big = chain(1).withRegisters(200);
    assertEquals(
        "kernel made on v100: a block must fit on a multiprocessor: 1024 threads of 200 registers and 0 shared bytes do not",
        assertThrows(IllegalArgumentException.class, () -> run(big, 1, 32, 4, Options.DETAILED))
            .getMessage());
  }
}
