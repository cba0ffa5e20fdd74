package org.ashlar.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static List<Long> labels(Dataset data, long seed, int skip) {
    var labels = new ArrayList<Long>();
    try (var batches = new Batches(data, 32, seed, 0, skip)) {
      for (var next = batches.next(); next.isPresent(); next = batches.next()) {
        for (int i = 0; i < next.get().size(); i++) {
          labels.add(next.get().labels().bits(i));
        }
      }
    }
    return labels;
  }

  @Test
  void theSameSeedGivesTheSameOrder() {
    var data = Digits.load().test();
    var first = labels(data, 5, 0);
    assertEquals(first, labels(data, 5, 0));
    assertNotEquals(first, labels(data, 6, 0));
    assertEquals(data.size() / 32 * 32, first.size());
  }

  @Test
  void aPassCanBeginInTheMiddle() {
    var data = Digits.load().test();
    var all = labels(data, 5, 0);
    assertEquals(all.subList(3 * 32, all.size()), labels(data, 5, 3));
  }

  @Test
  void aBatchLargerThanTheDataIsRefused() {
    var data = Digits.load().test();
    var error =
        assertThrows(
            IllegalArgumentException.class, () -> new Batches(data, 100_000, 1, 0).close());
    assertEquals("batches: the size must be from 1 to 359: 100000", error.getMessage());
  }

  @Test
  void theDigitsAreTheDigits() {
    var digits = Digits.load();
    assertEquals(1438, digits.train().size());
    assertEquals(359, digits.test().size());
    assertEquals(0, digits.train().labels().bits(0));
    assertEquals(5 / 16f, digits.train().samples().toFloats()[2]);
  }
}
