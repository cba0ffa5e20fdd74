package org.ashlar.compiler;

import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ashlar.ir.Value;
import org.ashlar.ir.stage.Rule;
import org.junit.jupiter.api.Test;

/// Blocks that leave while a compilation uses them.
class LeavingTest {
  private final Present present = Sample.everything();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final Provider<Rule> waiting = present.add(Rule.class, this::hold);

  @Test
  void aBlockThatLeavesWaitsForTheCompilationThatUsesIt() throws Exception {
    try (var compiler = new Compiler(present, Settings.standard());
        var threads = Executors.newCachedThreadPool()) {
      var compilation = threads.submit(() -> compiler.compile(Request.of(Sample.layer())));
      entered.await();
      var leaving = threads.submit(() -> present.remove(waiting));
      assertThrows(TimeoutException.class, () -> leaving.get(100, TimeUnit.MILLISECONDS));
      release.countDown();
      var program = compilation.get(30, TimeUnit.SECONDS);
      leaving.get(30, TimeUnit.SECONDS);
      assertNotSame(
          program,
          compiler.compile(Request.of(Sample.layer())),
          "what the block had a hand in is not kept");
    }
  }

  @Test
  void aBlockThatLeavesWaitsNoLongerThanTheDrain() throws Exception {
    try (var compiler = new Compiler(present, Settings.of(Map.of("ashlar.swap.drain", "50")));
        var threads = Executors.newCachedThreadPool()) {
      var compilation = threads.submit(() -> compiler.compile(Request.of(Sample.layer())));
      entered.await();
      threads.submit(() -> present.remove(waiting)).get(30, TimeUnit.SECONDS);
      release.countDown();
      var program = compilation.get(30, TimeUnit.SECONDS);
      assertNotSame(
          program,
          compiler.compile(Request.of(Sample.layer())),
          "what the block had a hand in is not kept");
    }
  }

  private Value hold(Value value) {
    entered.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return value;
  }
}
