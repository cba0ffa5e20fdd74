package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Generated code against the interpreter, on random programs.
class FuzzTest {
  private static final long SEED = Long.getLong("ashlar.seed", 41);
  private static final int PROGRAMS = Integer.getInteger("ashlar.programs", 60);
  private static final int THREADS = 3 * 128;

  /// NaNs may differ in their payload.
  private static int[] canonical(int[] words) {
    var copy = words.clone();
    for (int i = 0; i < copy.length; i++) {
      if (Float.isNaN(Float.intBitsToFloat(copy[i]))) {
        copy[i] = 0x7FFFFFFF;
      }
    }
    return copy;
  }

  @Test
  void generatedCodeEqualsTheInterpreter() {
    var seeds = new SplittableRandom(SEED);
    int threads = 0;
    for (int i = 0; i < PROGRAMS; i++) {
      long seed = seeds.nextLong();
      try (var device = RandomKernel.of(seed)) {
        var random = new SplittableRandom(seed);
        long in = device.ints(random.ints(64).toArray());
        long expected = device.memory.allocate(64L * THREADS);
        long got = device.memory.allocate(64L * THREADS);
        device.run(Grid.of(3, 128), expected, in);
        var launch =
            new Launch(
                device.kernel(), Grid.of(3, 128), Arguments.of(got, in), device.memory, Watch.NONE);
        // Of long programs with barriers, blocks go in parallel and lanes together.
        threads += new Engine(2).run(launch).how().equals("generated") ? 1 : 0;
        assertArrayEquals(
            canonical(device.ints(expected, 16 * THREADS)),
            canonical(device.ints(got, 16 * THREADS)),
            "program " + i + " of seed " + SEED + ": " + seed);
      } catch (RuntimeException e) {
        throw new AssertionError("program " + i + " of seed " + SEED + ": " + seed, e);
      }
    }
    assertTrue(threads > PROGRAMS / 2, threads + " of " + PROGRAMS + " became classes");
  }
}
