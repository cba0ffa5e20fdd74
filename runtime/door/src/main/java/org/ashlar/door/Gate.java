package org.ashlar.door;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.osgi.service.component.annotations.Component;

/// The door: a monitor with the programs behind it. The programs that stay are with {@link Stay}.
@Component(service = Door.class, immediate = true)
public final class Gate implements Door {
  private final Object monitor = new Object();
  private final Map<String, Entrance> servers = new HashMap<>();
  private final Set<String> known = new TreeSet<>();
  private final LongAdder requests = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final Duration patience;
  private final Stay stay = new Stay(this);
  private boolean shut;
  private long inside;
  private long longestWait;
  private long firstWait;

  /// Waits 60 s, or `ashlar.door.patience` seconds.
  public Gate() {
    this(Duration.ofSeconds(Long.getLong("ashlar.door.patience", 60)));
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
        stay.answered(program, inputs, reply);
        done = true;
        return reply;
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(text(e));
      } catch (RuntimeException | LinkageError e) {
        // its class may belong to a bundle that is replaced, and its trace would keep that bundle
        throw new IllegalStateException(text(e));
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
    var entrance = new Entrance(server);
    synchronized (monitor) {
      servers.put(program, entrance);
      known.add(program);
      monitor.notifyAll();
    }
    return () -> {
      synchronized (monitor) {
        servers.remove(program, entrance);
      }
    };
  }

  @Override
  public void put(Kept program) {
    stay.put(program);
  }

  @Override
  public Kept take(String program) {
    var taken = stay.take(program);
    synchronized (monitor) {
      known.remove(program);
    }
    return taken;
  }

  @Override
  public Kept look(String program) {
    return stay.look(program);
  }

  @Override
  public Set<String> programs() {
    return stay.programs();
  }

  @Override
  public Handle host(Host host) {
    return stay.host(host);
  }

  @Override
  public Optional<Host> host() {
    return stay.host();
  }

  @Override
  public boolean shut(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    boolean done;
    synchronized (monitor) {
      shut = true;
      done = waitUntil(() -> inside == 0, end);
    }
    if (done) {
      stay.host().ifPresent(Host::hold);
    }
    return done;
  }

  @Override
  public Map<String, String> restore(Duration limit) {
    return stay.restore(limit);
  }

  @Override
  public Duration open() {
    stay.host().ifPresent(Host::resume);
    synchronized (monitor) {
      shut = false;
      monitor.notifyAll();
      long waited = firstWait == 0 ? 0 : System.nanoTime() - firstWait;
      firstWait = 0;
      return Duration.ofNanos(waited);
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

  boolean isShut() {
    synchronized (monitor) {
      return shut;
    }
  }

  /// A program that is to come: requests wait for it.
  void expect(String program) {
    synchronized (monitor) {
      known.add(program);
    }
  }

  static String text(Throwable e) {
    return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
  }

  private Entrance enter(String program) {
    long start = System.nanoTime();
    synchronized (monitor) {
      if (shut && firstWait == 0) {
        firstWait = start;
      }
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
        "door: no program "
            + program
            + ": present: "
            + servers.keySet()
            + stay.problem(program).map(why -> ": it is away: " + why).orElse(""));
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
