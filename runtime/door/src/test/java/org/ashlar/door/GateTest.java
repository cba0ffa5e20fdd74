package org.ashlar.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Reply REPLY = new Reply(Map.of(), Map.of("a", "1"), 7);

  @Test
  void passesRequestsToTheProgram() {
    var door = new Gate(Duration.ofSeconds(5));
    door.serve("p", inputs -> REPLY);
    assertEquals(7, door.call("p", Map.of()).epoch());
    assertEquals(1, door.traffic().requests());
    assertEquals(0, door.traffic().failures());
  }

  @Test
  void refusesAProgramThatWasNeverHereAtOnce() {
    var door = new Gate(Duration.ofDays(1));
    door.serve("p", inputs -> REPLY);
    var error = assertThrows(IllegalArgumentException.class, () -> door.call("q", Map.of()));
    assertEquals("door: no program q: present: [p]", error.getMessage());
    assertEquals(1, door.traffic().failures());
  }

  @Test
  void waitsForAProgramThatIsAway() throws Exception {
    var door = new Gate(Duration.ofSeconds(20));
    door.serve("p", inputs -> REPLY).close();
    var waiting = new FutureTask<>(() -> door.call("p", Map.of()));
    Thread.ofPlatform().start(waiting);
    Thread.sleep(30);
    assertFalse(waiting.isDone());
    door.serve("p", inputs -> REPLY);
    assertEquals(7, waiting.get().epoch());
    assertTrue(door.traffic().longestWait().toMillis() >= 20);
  }

  @Test
  void shutLetsThoseInsideFinishAndKeepsOthersWaiting() throws Exception {
    var door = new Gate(Duration.ofSeconds(20));
    var inside = new CountDownLatch(1);
    var leave = new CountDownLatch(1);
    door.serve(
        "p",
        inputs -> {
          inside.countDown();
          await(leave);
          return REPLY;
        });
    var first = new FutureTask<>(() -> door.call("p", Map.of()));
    Thread.ofPlatform().start(first);
    inside.await();
    assertFalse(door.shut(Duration.ofMillis(20)), "one is still inside");
    var second = new FutureTask<>(() -> door.call("p", Map.of()));
    Thread.ofPlatform().start(second);
    leave.countDown();
    first.get();
    assertTrue(door.shut(Duration.ofSeconds(20)));
    assertFalse(second.isDone());
    door.open();
    assertEquals(7, second.get().epoch());
  }

  @Test
  void saysWhenItStaysShut() {
    var door = new Gate(Duration.ofMillis(20));
    door.serve("p", inputs -> REPLY);
    door.shut(Duration.ZERO);
    var error = assertThrows(IllegalStateException.class, () -> door.call("p", Map.of()));
    assertTrue(error.getMessage().startsWith("door: shut for longer than"), error.getMessage());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
