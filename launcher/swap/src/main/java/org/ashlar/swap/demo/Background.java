package org.ashlar.swap.demo;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.ashlar.swap.Swapper;

/// Steps of a training run, one after the other on a thread of their own; who waits for them is
/// told at once when one fails.
final class Background {
  private final Runnable step;
  private volatile Optional<Thread> thread = Optional.empty();
  private volatile Optional<Throwable> failure = Optional.empty();
  private volatile boolean stopped;

  Background(Runnable step) {
    this.step = step;
  }

  /// Goes on step after step until {@link #stop}.
  void start() {
    stopped = false;
    thread = Optional.of(Thread.ofPlatform().name("ashlar-training").daemon(true).start(this::run));
  }

  private void run() {
    try {
      while (!stopped) {
        step.run();
      }
    } catch (RuntimeException | Error e) {
      failure = Optional.of(e);
    }
  }

  /// Waits until a condition holds that steps bring about.
  ///
  /// @throws IllegalStateException when a step failed, with the reason; else as {@link
  ///   Swapper#await}
  void await(String what, BooleanSupplier condition) {
    Swapper.await(
        what,
        () -> {
          check();
          return condition.getAsBoolean();
        });
  }

  /// Ends the thread after the step that it is at.
  ///
  /// @throws IllegalStateException when a step failed
  void stop() {
    stopped = true;
    thread.ifPresent(running -> {
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
    thread = Optional.empty();
    check();
  }

  /// Lets the thread end, and waits for nothing.
  void abandon() {
    stopped = true;
  }

  private void check() {
    failure.ifPresent(why -> {
      throw new IllegalStateException(
          "the training run broke off during a swap: "
              + (why instanceof Error || why.getMessage() == null ? why : why.getMessage()),
          why);
    });
  }
}
