package org.ashlar.models.conform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.ashlar.compiler.Compiler;
import org.ashlar.models.exec.DeviceRunner;
import org.ashlar.models.exec.Readers;
import org.ashlar.models.gradient.GradientCheck;
import org.ashlar.models.source.Packages;

/// Runs all tests of a suite, several at once, each within a limit.
///
/// A test that hangs is left behind on its thread, with its device; the next one gets fresh ones.
///
/// @param threads tests that run at once
/// @param gradients whether derivatives are tried instead of values
record Conformance(
    Readers readers,
    Packages packages,
    Compiler compiler,
    String device,
    Duration timeout,
    int threads,
    boolean gradients) {

  /// The outcomes in the order of the tests.
  ///
  /// @param done hears of each as it ends: how many are done, and the outcome
  List<Outcome> run(List<TestCase> tests, BiConsumer<Integer, Outcome> done) {
    var outcomes = new AtomicReferenceArray<Outcome>(Math.max(1, tests.size()));
    var open = new ConcurrentLinkedQueue<Integer>();
    for (int i = 0; i < tests.size(); i++) {
      open.add(i);
    }
    var finished = new ArrayList<Integer>();
    var slots = new ArrayList<Thread>();
    for (int t = 0; t < threads; t++) {
      slots.add(
          Thread.ofPlatform()
              .name("ashlar-conform-" + t)
              .daemon(true)
              .start(() -> {
                try (var slot = new Slot()) {
                  for (var next = open.poll(); next != null; next = open.poll()) {
                    var outcome = slot.run(tests.get(next));
                    outcomes.set(next, outcome);
                    synchronized (finished) {
                      finished.add(next);
                      done.accept(finished.size(), outcome);
                    }
                  }
                }
              }));
    }
    slots.forEach(Conformance::join);
    var all = new ArrayList<Outcome>();
    for (int i = 0; i < tests.size(); i++) {
      all.add(outcomes.get(i));
    }
    return all;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("conform: interrupted", e);
    }
  }

  /// A thread with a device of its own.
  private final class Slot implements AutoCloseable {
    private DeviceRunner runner = fresh();
    private Worker worker = new Worker();

    private DeviceRunner fresh() {
      return new DeviceRunner(compiler, device, timeout);
    }

    Outcome run(TestCase test) {
      var check = Optional.of(new GradientCheck(readers.registry(), runner)).filter(c -> gradients);
      var trial = new Trial(readers, packages, runner, check);
      var task = new FutureTask<>(() -> trial.of(test));
      worker.offer(task);
      try {
        return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        worker.leave();
        worker = new Worker();
        runner = fresh();
        return Outcome.of(
            test.name(),
            Status.TIMEOUT,
            timeout.toMillis(),
            "did not end within " + timeout.toSeconds() + " s");
      } catch (ExecutionException e) {
        return Outcome.of(test.name(), Status.ERROR, 0, String.valueOf(e.getCause()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("conform: interrupted", e);
      }
    }

    @Override
    public void close() {
      worker.leave();
      runner.close();
    }
  }
}
