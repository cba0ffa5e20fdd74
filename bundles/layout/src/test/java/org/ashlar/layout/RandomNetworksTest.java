package org.ashlar.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.ashlar.ir.Text;
import org.ashlar.ir.kernel.KernelText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever the network, its plan computes the same bits however its buffers lie.
class RandomNetworksTest {
  private static final int NETWORKS = Integer.getInteger("networks", 25);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aPlanComputesTheSame(long seed) {
    for (int i = 0; i < NETWORKS; i++) {
      check(seed * 1_000_000 + i, new HashSet<>());
    }
  }

  /// The networks are such that everything happens.
  @Test
  void everyDecisionIsTaken() {
    var taken = new HashSet<String>();
    for (int i = 0; i < 25; i++) {
      check(9_000_000 + i, taken);
    }
    assertTrue(taken.containsAll(Set.of("box", "join", "order")), taken.toString());
  }

  private static void check(long seed, Set<String> taken) {
    var random = new Random(seed);
    var function = Networks.of(random, 1 + random.nextInt(9));
    for (var target : List.of(Machine.TARGET, Machine.EAGER)) {
      var plan = Machine.lowered(function, target);
      var inputs = Machine.inputs(plan, random);
      var arranged =
          Machine.arranged(plan, note -> taken.add(note.substring(0, note.indexOf(':'))));
      var texts =
          "seed "
              + seed
              + ":\n"
              + Text.of(function)
              + "\n"
              + KernelText.of(plan)
              + "\n"
              + KernelText.of(arranged);
      try {
        var expected = Machine.run(plan, inputs);
        var found = Machine.run(arranged, inputs);
        for (int o = 0; o < found.size(); o++) {
          for (long i = 0; i < found.get(o).elements(); i++) {
            assertEquals(expected.get(o).bits(i), found.get(o).bits(i), texts);
          }
        }
      } catch (RuntimeException e) {
        throw new AssertionError(texts, e);
      }
    }
  }
}
