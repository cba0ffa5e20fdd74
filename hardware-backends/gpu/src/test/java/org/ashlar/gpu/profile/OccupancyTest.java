package org.ashlar.gpu.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ashlar.simulation.profile.Source;
import org.junit.jupiter.api.Test;

class OccupancyTest {
  private final Profiles profiles = new Profiles();

  private void expect(
      String card, int threads, int registers, int shared, int blocks, Occupancy.Limit limit) {
    var got = Occupancy.of(profiles.named(card), new Occupancy.Use(threads, registers, shared));
    assertEquals(blocks, got.blocks(), card + " " + got);
    assertEquals(limit, got.limit(), card + " " + got);
  }

  /// Rows that CUDA's occupancy calculator gives.
  @Test
  void agreesWithCudasCalculator() {
    expect("v100", 256, 32, 0, 8, Occupancy.Limit.WARPS);
    expect("v100", 256, 33, 0, 6, Occupancy.Limit.REGISTERS);
    expect("v100", 256, 64, 0, 4, Occupancy.Limit.REGISTERS);
    expect("v100", 32, 16, 0, 32, Occupancy.Limit.BLOCKS);
    expect("v100", 128, 32, 49152, 2, Occupancy.Limit.SHARED_MEMORY);
    expect("a100", 256, 128, 0, 2, Occupancy.Limit.REGISTERS);
    expect("a100", 256, 32, 32768, 4, Occupancy.Limit.SHARED_MEMORY);
    expect("a100", 1024, 64, 0, 1, Occupancy.Limit.REGISTERS);
    expect("a100", 1024, 65, 0, 0, Occupancy.Limit.NOTHING_FITS);
    expect("rtx3090", 256, 32, 0, 6, Occupancy.Limit.WARPS);
    expect("rtx3090", 1024, 32, 0, 1, Occupancy.Limit.WARPS);
    expect("rtx4090", 64, 32, 0, 24, Occupancy.Limit.WARPS);
    expect("h100", 128, 168, 65536, 3, Occupancy.Limit.REGISTERS);
    expect("a100", 96, 255, 0, 2, Occupancy.Limit.REGISTERS);
  }

  @Test
  void sharedMemoryLeavesTheRestToTheL1() {
    var got = Occupancy.of(profiles.named("a100"), new Occupancy.Use(256, 32, 10_000));
    assertEquals(100, got.sharedKib());
    assertEquals(92, got.l1Kib());
  }

  @Test
  void refusesBlocksThatNoLaunchHas() {
    assertEquals(
        "occupancy on v100: a block has 1 to 1024 threads: has 2048",
        assertThrows(
                IllegalArgumentException.class,
                () -> Occupancy.of(profiles.named("v100"), new Occupancy.Use(2048, 32, 0)))
            .getMessage());
  }

  @Test
  void everyCardIsWholeAndSaysWhereItsValuesComeFrom() {
    for (var name : profiles.names()) {
      var card = profiles.named(name);
      assertTrue(card.settings().size() > 60, name);
      assertTrue(
          card.settings().values().stream()
              .anyMatch(each -> each.source().kind() == Source.Kind.MEASURED),
          name);
    }
  }
}
