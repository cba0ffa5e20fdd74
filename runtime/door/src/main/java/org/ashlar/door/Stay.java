package org.ashlar.door;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The programs that stay: open at a host, or as text and bytes while there is none.
///
/// A host that goes gives every program back with its newest numbers; one that comes gets them all,
/// by itself at once, or by {@link #restore} behind a shut door.
final class Stay {
  private static final long PAUSE_MS = 20;

  private final Gate gate;

  /// Held while programs are opened or closed; never by those who call them.
  private final ReentrantLock changing = new ReentrantLock();

  private final Map<String, Kept> kept = new TreeMap<>();
  private final Map<String, Open> opened = new HashMap<>();
  private final Map<String, Sample> samples = new ConcurrentHashMap<>();

  /// Programs whose next answer becomes their sample.
  private final Set<String> unasked = ConcurrentHashMap.newKeySet();

  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private volatile Optional<Host> host = Optional.empty();

  private record Open(Door.Server server, Door.Handle handle) {}

  Stay(Gate gate) {
    this.gate = gate;
  }

  void put(Kept program) {
    changing.lock();
    try {
      if (kept.containsKey(program.name())) {
        var _ = take(program.name());
      }
      host.ifPresent(h -> open(h, program));
      kept.put(program.name(), program);
      gate.expect(program.name());
      if (!program.trains()) {
        unasked.add(program.name());
      }
    } finally {
      changing.unlock();
    }
  }

  Kept take(String program) {
    changing.lock();
    try {
      var newest = close(program);
      kept.remove(program);
      unasked.remove(program);
      samples.remove(program);
      problems.remove(program);
      return newest;
    } finally {
      changing.unlock();
    }
  }

  Kept look(String program) {
    changing.lock();
    try {
      require(program);
      return opened.containsKey(program)
          ? host.map(h -> h.look(program)).orElseThrow()
          : require(program);
    } finally {
      changing.unlock();
    }
  }

  Set<String> programs() {
    changing.lock();
    try {
      return new TreeSet<>(kept.keySet());
    } finally {
      changing.unlock();
    }
  }

  Optional<Host> host() {
    return host;
  }

  Optional<String> problem(String program) {
    return Optional.ofNullable(problems.get(program));
  }

  Door.Handle host(Host arrived) {
    changing.lock();
    try {
      host = Optional.of(arrived);
      if (gate.isShut()) {
        arrived.hold();
      } else if (!kept.isEmpty()) {
        Thread.ofPlatform()
            .name("ashlar-door")
            .daemon(true)
            .start(() -> {
              var _ = restore(gate.patience());
            });
      }
    } finally {
      changing.unlock();
    }
    return () -> leave(arrived);
  }

  /// Every program comes back from its host, which is about to end.
  private void leave(Host leaving) {
    changing.lock();
    try {
      if (host.orElse(null) == leaving) {
        List.copyOf(opened.keySet()).forEach(program -> kept.put(program, close(program)));
        host = Optional.empty();
      }
    } finally {
      changing.unlock();
    }
  }

  /// Remembers the first answer of a program whose runs change nothing.
  void answered(String program, Map<String, Parcel> inputs, Reply reply) {
    if (unasked.remove(program)) {
      samples.put(program, Sample.of(inputs, reply));
    }
  }

  Map<String, String> restore(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      var wrong = attempt();
      if (wrong.isEmpty() || System.nanoTime() > end) {
        return wrong.isEmpty() ? asked() : wrong;
      }
      try {
        Thread.sleep(PAUSE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return wrong;
      }
    }
  }

  /// Opens what is not open; what cannot be run now, with the reason.
  private Map<String, String> attempt() {
    changing.lock();
    try {
      var wrong = new TreeMap<String, String>();
      if (host.isEmpty()) {
        kept.keySet().forEach(program -> wrong.put(program, "there is nobody to run it"));
        return wrong;
      }
      var present = host.get();
      present.resume();
      for (var program : kept.values()) {
        if (!opened.containsKey(program.name())) {
          try {
            open(present, program);
          } catch (RuntimeException | LinkageError e) {
            wrong.put(program.name(), Gate.text(e));
          }
        }
      }
      wrong.putAll(present.stranded());
      problems.clear();
      problems.putAll(wrong);
      return wrong;
    } finally {
      changing.unlock();
    }
  }

  private Map<String, String> asked() {
    changing.lock();
    try {
      var wrong = new TreeMap<String, String>();
      samples.forEach((program, sample) ->
          Optional.ofNullable(opened.get(program))
              .flatMap(o -> sample.problem(o.server()))
              .ifPresent(why -> wrong.put(program, why)));
      return wrong;
    } finally {
      changing.unlock();
    }
  }

  private void open(Host at, Kept program) {
    var server = at.open(program);
    opened.put(program.name(), new Open(server, gate.serve(program.name(), server)));
  }

  /// The program with its newest numbers; nobody runs it any more.
  private Kept close(String program) {
    var last = require(program);
    var open = Optional.ofNullable(opened.remove(program));
    open.ifPresent(o -> o.handle().close());
    return open.isPresent() ? host.map(h -> h.close(program)).orElse(last) : last;
  }

  private Kept require(String program) {
    var found = kept.get(program);
    if (found == null) {
      throw new IllegalArgumentException(
          "door: no program " + program + " stays here: there are " + kept.keySet());
    }
    return found;
  }
}
