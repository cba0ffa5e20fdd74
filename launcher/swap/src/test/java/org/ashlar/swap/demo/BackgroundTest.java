package org.ashlar.swap.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Steps on a thread of their own: they are waited for, and their failure is told instead of the
/// end of patience.
class BackgroundTest {
  private final AtomicLong done = new AtomicLong();

  private Background failingAt(long number, RuntimeException failure) {
    return new Background(() -> {
      if (done.incrementAndGet() == number) {
        throw failure;
      }
    });
  }

  @Test
  void stepsAreWaitedForUntilTheyStop() {
    var background = new Background(done::incrementAndGet);
    background.start();
    background.await("five steps", () -> done.get() >= 5);
    background.stop();
    long first = done.get();
    background.start();
    background.await("more steps", () -> done.get() >= first + 5);
    background.stop();
    assertTrue(done.get() >= first + 5);
  }

  @Test
  void whoWaitsIsToldWhyStepsEnded() {
    var failure = new IllegalArgumentException("door: no program digits");
    var background = failingAt(3, failure);
    background.start();
    var told =
        assertThrows(
            IllegalStateException.class,
            () -> background.await("training to go on", () -> done.get() > 5));
    assertEquals(
        "the training run broke off during a swap: door: no program digits", told.getMessage());
    assertSame(failure, told.getCause());
    assertThrows(IllegalStateException.class, background::stop);
  }

  @Test
  void anErrorIsToldWithItsKind() {
    var background =
        new Background(() -> {
          throw new NoClassDefFoundError("org/ashlar/ir/Graph");
        });
    background.start();
    var told =
        assertThrows(IllegalStateException.class, () -> background.await("training", () -> false));
    assertEquals(
        "the training run broke off during a swap: java.lang.NoClassDefFoundError:"
            + " org/ashlar/ir/Graph",
        told.getMessage());
  }
}
