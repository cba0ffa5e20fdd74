package org.ashlar.train.optimiser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Learning rates at chosen updates, worked out by hand.
class RateTest {
  private static void check(Rate rate, double... expected) {
    var rates = LongStream.rangeClosed(1, expected.length).mapToDouble(rate::at).toArray();
    assertArrayEquals(expected, rates, 1e-12, rate.toString());
  }

  @Test
  void constant() {
    check(new Rate.Constant(0.5), 0.5, 0.5, 0.5);
  }

  @Test
  void steps() {
    check(new Rate.Steps(8, 2, 0.5), 8, 8, 4, 4, 2);
  }

  @Test
  void exponential() {
    check(new Rate.Exponential(8, 2, 0.25), 8, 4, 2, 1, 0.5);
  }

  @Test
  void cosineFallsAndStays() {
    check(
        new Rate.Cosine(1, 0.2, 4),
        1,
        0.6 + 0.4 * Math.sqrt(0.5),
        0.6,
        0.6 - 0.4 * Math.sqrt(0.5),
        0.2,
        0.2);
  }

  @Test
  void warmUpRisesToTheFirstRateOfTheOther() {
    check(new Rate.WarmUp(4, new Rate.Steps(8, 2, 0.5)), 2, 4, 6, 8, 8, 8, 4, 4);
    check(new Rate.WarmUp(0, new Rate.Constant(3)), 3, 3);
  }

  @Test
  void oneCycleHasItsPeakAtThreeTenths() {
    var rate = new Rate.OneCycle(1, 100);
    assertEquals(1 / 25.0, rate.at(1), 1e-12);
    assertEquals(1, rate.at(30), 1e-12);
    assertEquals(1 / 25.0 / 1e4, rate.at(100), 1e-12);
    assertEquals(rate.at(100), rate.at(200), 0);
    // half way down the fall: the mean of its ends
    assertEquals((1 + 4e-6) / 2, rate.at(65), 1e-12);
    for (int u = 2; u <= 100; u++) {
      assertTrue(u <= 30 == rate.at(u) > rate.at(u - 1), "at " + u);
    }
  }

  @Test
  void nonsenseIsRefused() {
    var error = assertThrows(IllegalArgumentException.class, () -> new Rate.Steps(1, 0, 0.5));
    assertEquals("rate steps: every must be at least 1: 0", error.getMessage());
  }
}
