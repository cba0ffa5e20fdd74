package org.ashlar.cpu;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.ashlar.backend.Launch;
import org.ashlar.backend.LaunchException;

/// One run of a plan. It is done by the thread that awaits it.
final class CpuLaunch implements Launch {
  private final CpuBinding binding;
  private final ReentrantLock turn = new ReentrantLock();
  private final Counters counters = new Counters();
  private boolean done;
  private Optional<LaunchException> failure = Optional.empty();

  CpuLaunch(CpuBinding binding) {
    this.binding = binding;
  }

  @Override
  public void await(Duration limit) {
    turn.lock();
    try {
      if (!done) {
        run(limit);
      }
      if (failure.isPresent()) {
        throw failure.get();
      }
    } finally {
      turn.unlock();
    }
  }

  private void run(Duration limit) {
    boolean isAny = limit.compareTo(Duration.ofDays(10_000)) > 0;
    try {
      binding.run(isAny ? Long.MAX_VALUE : Math.max(0, limit.toNanos()), counters);
    } catch (LaunchException e) {
      failure = Optional.of(e);
    }
    done = true;
  }

  @Override
  public Map<String, Number> counters() {
    turn.lock();
    try {
      return counters.all();
    } finally {
      turn.unlock();
    }
  }
}
