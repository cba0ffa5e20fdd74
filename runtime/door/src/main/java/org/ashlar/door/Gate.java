package org.ashlar.door;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Component;

/// The door: a monitor with the programs behind it.
@Component(service = Door.class, immediate = true)
public final class Gate implements Door {
  private final Object monitor = new Object();
  private final Map<String, Server> servers = new HashMap<>();
  private final Set<String> known = new TreeSet<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Duration patience;
  private boolean shut;
  private long inside;
  private long longestWait;

  /// Waits 30 s, or `ashlar.door.patience` seconds.
  public Gate() {
    this(Duration.ofSeconds(Long.getLong("ashlar.door.patience", 30)));
  }

  public Gate(Duration patience) {
    this.patience = patience;
  }

  @Override
  public Reply call(String program, Map<String, Parcel> inputs) {
    requests.increment();
    boolean done = false;
    try {
      var server = enter(program);
      try {
        var reply = server.call(inputs);
        done = true;
        return reply;
      } finally {
        leave();
      }
    } finally {
      if (!done) {
        failures.increment();
      }
    }
  }

  @Override
  public Handle serve(String program, Server server) {
    synchronized (monitor) {
      servers.put(program, server);
      known.add(program);
      monitor.notifyAll();
    }
    return () -> {
      synchronized (monitor) {
        servers.remove(program, server);
      }
    };
  }

  @Override
  public boolean shut(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (monitor) {
      shut = true;
      return waitUntil(() -> inside == 0, end);
    }
  }

  @Override
  public void open() {
    synchronized (monitor) {
      shut = false;
      monitor.notifyAll();
    }
  }

  @Override
  public Duration patience() {
    return patience;
  }

  @Override
  public Traffic traffic() {
    synchronized (monitor) {
      return new Traffic(requests.sum(), failures.sum(), inside, Duration.ofNanos(longestWait));
    }
  }

  private Server enter(String program) {
    long start = System.nanoTime();
    synchronized (monitor) {
      waitUntil(
          () -> !shut && (servers.containsKey(program) || !known.contains(program)),
          start + patience.toNanos());
      var server = servers.get(program);
      if (shut || server == null) {
        throw refusal(program);
      }
      inside++;
      longestWait = Math.max(longestWait, System.nanoTime() - start);
      return server;
    }
  }

  private void leave() {
    synchronized (monitor) {
      inside--;
      if (shut) {
        monitor.notifyAll();
      }
    }
  }

  private RuntimeException refusal(String program) {
    if (shut) {
      return new IllegalStateException(
          "door: shut for longer than " + patience.toSeconds() + " s: the swap below it hangs");
    }
    return new IllegalArgumentException(
        "door: no program " + program + ": present: " + servers.keySet());
  }

  /// Waits until something holds; false when the time is over. An interrupt ends the wait as if it
  /// were.
  private boolean waitUntil(BooleanSupplier holds, long end) {
    while (!holds.getAsBoolean()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      try {
        monitor.wait(left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
