package org.ashlar.models.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Races under a clock that the runners move.
class RaceTest {
  private long now;
  private int runs;

  private Race.Result race(long first, long second) {
    return new Race(() -> now)
        .of(
            () -> now += first,
            () -> {
              now += second;
              runs++;
            });
  }

  @Test
  void theFasterIsBetter() {
    var result = race(3_000_000, 2_000_000);
    assertEquals(1.5, result.ratio(), 1e-9);
    assertEquals(2e6, result.nanos(), 1e-3);
    assertTrue(result.isBetter());
  }

  @Test
  void whatIsHardlyFasterIsNotBetter() {
    assertFalse(race(2_020_000, 2_000_000).isBetter());
  }

  @Test
  void theHopelessAreStoppedSoon() {
    assertEquals(3, race(2_000_000, 4_000_000).rounds());
    int slow = runs;
    runs = 0;
    race(2_000_000, 2_000_000);
    assertTrue(slow < runs);
  }

  @Test
  void budgetsAreTimes() {
    assertEquals(90_000_000_000L, TuneCommand.nanos("90"));
    assertEquals(300_000_000_000L, TuneCommand.nanos("5m"));
    var e = assertThrows(IllegalArgumentException.class, () -> TuneCommand.nanos("soon"));
    assertEquals("tune: --budget must be a time like 90s, 5m or 1h: soon", e.getMessage());
  }
}
