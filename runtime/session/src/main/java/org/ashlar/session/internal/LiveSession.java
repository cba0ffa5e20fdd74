package org.ashlar.session.internal;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.compiler.Missing;
import org.ashlar.compiler.Program;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Answer;
import org.ashlar.session.ProgramText;
import org.ashlar.session.Session;
import org.ashlar.session.Snapshot;
import org.ashlar.session.Switch;

/// A session: its program as text, its variables as bytes, and the epoch that computes it now.
///
/// Runs lease the epoch. The platform switches epochs; a run that finds none waits. Sessions with a
/// training rule run one after the other, since each run changes the variables.
///
/// Longer than other files: one monitor guards all of it, and what it guards is seen best in one
/// place.
final class LiveSession implements Session {
  private final Object monitor = new Object();
  private final Object training = new Object();
  private final Platform platform;
  private final ProgramText program;
  private final Settings settings;
  private final HostCopies copies;
  private final Set<Epoch> retired = new HashSet<>();
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile Optional<Epoch> current = Optional.empty();
  private volatile int waiting;
  private Map<String, String> lastVersions = Map.of();
  private Set<String> lastTargets = Set.of();
  private Set<Long> lastMade = Set.of();
  private List<Build.Block> lastBlocks = List.of();
  private Optional<String> failure = Optional.empty();
  private String told = "";
  private long firstWait;
  private long graceEnd;
  private long blocksEnd;
  private int drained;
  private boolean closed;

  LiveSession(
      Platform platform,
      ProgramText program,
      Map<String, TensorData> variables,
      Settings settings) {
    this.platform = platform;
    this.program = program;
    this.settings = settings;
    this.copies = new HostCopies(variables, settings.commit());
  }

  @Override
  public ProgramText program() {
    return program;
  }

  @Override
  public Answer run(Map<String, TensorData> inputs) {
    return run(inputs, Map.of());
  }

  @Override
  public Answer run(Map<String, TensorData> inputs, Map<String, TensorData> into) {
    if (!trains()) {
      return runOn(inputs, into);
    }
    synchronized (training) {
      return runOn(inputs, into);
    }
  }

  private Answer runOn(Map<String, TensorData> inputs, Map<String, TensorData> into) {
    long replaced = 0;
    for (int attempt = 1; ; attempt++) {
      var epoch = lease();
      try {
        var outputs = epoch.run(inputs, into, settings.limit());
        if (trains()) {
          copies.step(epoch);
        }
        return new Answer(outputs, epoch.program().versions(), epoch.number());
      } catch (IllegalArgumentException e) {
        throw Failure.plain(e);
      } catch (LaunchException e) {
        if (e.isLate() && !epoch.bounded()) {
          platform.lost(epoch, Failure.text(e));
        }
        throw Failure.plain(e);
      } catch (Missing e) {
        // what the run compiles with is being replaced; no variable has changed, the next epoch has
        // it
        replaced = replaced == 0 ? System.nanoTime() : replaced;
        if (System.nanoTime() - replaced > settings.grace().toNanos()) {
          throw Failure.plain(e);
        }
      } catch (RuntimeException | LinkageError e) {
        platform.lost(epoch, Failure.text(e));
        if (attempt > 2 || trains()) {
          throw new IllegalStateException(epoch.bundles() + ": a run failed: " + Failure.text(e));
        }
      } finally {
        epoch.leases().give();
      }
      if (replaced != 0) {
        pause();
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "session " + program.name() + ": the waiting thread was interrupted");
    }
  }

  @Override
  public TensorData variable(String name) {
    requireVariable(name);
    if (current.isEmpty()) {
      var kept = copies.get(name);
      if (current.isEmpty() && kept.isPresent()) {
        return kept.get();
      }
    }
    var epoch = lease();
    try {
      return epoch.instance().variable(name);
    } finally {
      epoch.leases().give();
    }
  }

  @Override
  public void assign(String name, TensorData data) {
    requireVariable(name);
    synchronized (training) {
      var epoch = lease();
      try {
        epoch.instance().assign(name, data);
        copies.put(name, data);
      } finally {
        epoch.leases().give();
      }
    }
  }

  @Override
  public long runs() {
    return copies.steps();
  }

  @Override
  public Snapshot snapshot() {
    synchronized (training) {
      while (true) {
        var epoch = lease();
        try {
          if (copies.copy(epoch)) {
            return copies.snapshot();
          }
        } finally {
          epoch.leases().give();
        }
      }
    }
  }

  @Override
  public void close() {
    synchronized (monitor) {
      closed = true;
      monitor.notifyAll();
    }
    platform.remove(this);
  }

  // ── what the platform does with it ──

  /// Marks that it is to be built anew.
  ///
  /// @return whether it was not yet
  boolean due() {
    return due.compareAndSet(false, true);
  }

  boolean isDue() {
    return due.get();
  }

  /// The build that was due begins: what changes from now on makes another one due.
  void begun() {
    due.set(false);
  }

  /// How many requests wait for an epoch.
  int waiting() {
    return waiting;
  }

  boolean trains() {
    return program.training().isPresent();
  }

  /// Numbers for a build: names and types are what counts.
  Map<String, TensorData> variables() {
    return copies.all();
  }

  /// Why it cannot run now.
  Optional<String> stranded() {
    synchronized (monitor) {
      return current.isPresent()
          ? Optional.empty()
          : Optional.of(failure.orElse("it is not built"));
    }
  }

  /// Bytes on devices: variables, what was made of them, and workspace.
  long deviceBytes() {
    long variables =
        copies.all().values().stream().mapToLong(v -> v.elements() * v.dtype().bytes()).sum();
    return current
        .map(Epoch::program)
        .map(p -> variables + p.standingBytes() + p.peakBytes())
        .orElse(0L);
  }

  /// Whether the running epoch is made of the same blocks, for the same devices.
  boolean isMadeOf(Build build) {
    synchronized (monitor) {
      return current.isPresent()
          && lastMade.equals(build.made())
          && lastTargets.equals(targets(build.program()));
    }
  }

  /// Whether it must wait for a device of the kind that it ran on, rather than be compiled for
  /// another.
  boolean waitsFor(Set<String> targets) {
    synchronized (monitor) {
      return current.isEmpty() && System.nanoTime() < graceEnd && !targets.containsAll(lastTargets);
    }
  }

  /// Whether the epoch that runs now is about to lose a backend.
  boolean losesBackend(Presence presence) {
    var there = new HashSet<Long>();
    presence.standing(Backend.class).forEach(p -> there.add(p.id()));
    return current
        .filter(e ->
            e.program().parts().stream()
                .anyMatch(p -> !p.isHost() && !there.contains(p.backend().id())))
        .isPresent();
  }

  /// Whether it was found to wait for blocks.
  boolean isIncomplete() {
    synchronized (monitor) {
      return blocksEnd != 0;
    }
  }

  /// Whether it must wait for blocks like those that it is made of, which have left: without them
  /// its program would round otherwise, for a moment. Answers do not wait for that, only training
  /// does.
  boolean waitsForBlocks(Presence presence) {
    synchronized (monitor) {
      if (!Build.isIncomplete(presence, lastBlocks)) {
        blocksEnd = 0;
        return false;
      }
      if (current.isEmpty()) {
        return trains() && System.nanoTime() < graceEnd;
      }
      blocksEnd = blocksEnd == 0 ? System.nanoTime() + settings.grace().toNanos() : blocksEnd;
      return System.nanoTime() < blocksEnd;
    }
  }

  private static Set<String> targets(Program program) {
    return program.parts().stream()
        .filter(p -> !p.isHost())
        .map(p -> p.target().name())
        .collect(Collectors.toUnmodifiableSet());
  }

  Optional<Epoch> current() {
    return current;
  }

  /// Goes to a warmed build. The old epoch drains; its variables come along where runs change them.
  Switch switchTo(Build build, long number, DevicePool pool) {
    return trains() ? switchTraining(build, number, pool) : switchServing(build, number, pool);
  }

  private Switch switchServing(Build build, long number, DevicePool pool) {
    var next =
        Epoch.open(number, build.program(), build.needs(), variables(), pool, platform::isPresent);
    Optional<Epoch> old;
    Switch done;
    synchronized (monitor) {
      old = current;
      drained = old.map(e -> e.leases().close()).orElse(drained);
      done = install(next, build);
    }
    old.ifPresent(this::retire);
    return done;
  }

  /// The new epoch is opened on the last host copies while the old one still runs; only the newest
  /// numbers of the variables are brought over while nobody runs.
  private Switch switchTraining(Build build, long number, DevicePool pool) {
    var next =
        Epoch.open(number, build.program(), build.needs(), variables(), pool, platform::isPresent);
    current.ifPresent(this::park);
    variables().forEach(next.instance()::assign);
    synchronized (monitor) {
      return install(next, build);
    }
  }

  private Switch install(Epoch next, Build build) {
    var gap = Duration.ofNanos(firstWait == 0 ? 0 : System.nanoTime() - firstWait);
    var done =
        new Switch(
            program.name(),
            next.number(),
            lastVersions,
            next.program().versions(),
            gap,
            drained,
            copies.takeLost());
    current = Optional.of(next);
    lastVersions = next.program().versions();
    lastTargets = targets(next.program());
    lastMade = Set.copyOf(build.made());
    lastBlocks = build.blocks();
    blocksEnd = 0;
    told = "";
    failure = Optional.empty();
    firstWait = 0;
    drained = 0;
    monitor.notifyAll();
    return done;
  }

  /// Nothing present can compute it: those who wait are told, unless an epoch still runs.
  ///
  /// @return whether this is news
  boolean fail(String text) {
    synchronized (monitor) {
      failure = Optional.of(text);
      monitor.notifyAll();
      boolean news = !text.equals(told);
      told = text;
      return news;
    }
  }

  /// A change is under way: whoever asks waits for it.
  void hope() {
    synchronized (monitor) {
      failure = Optional.empty();
    }
  }

  /// Whether the epoch that runs now needs a provider.
  boolean uses(long provider) {
    return current.filter(e -> e.uses(provider)).isPresent();
  }

  /// Lets go of a provider: no run uses it once this returns.
  ///
  /// @return whether an epoch was given up
  boolean leave(long provider) {
    var epoch = current.filter(e -> e.uses(provider));
    epoch.ifPresent(this::park);
    Set<Epoch> draining;
    synchronized (monitor) {
      draining = Set.copyOf(retired);
    }
    draining.stream().filter(e -> e.uses(provider)).forEach(this::finish);
    return epoch.isPresent();
  }

  /// Gives up the current epoch: requests wait, runs in flight end, variables come back to the
  /// host.
  void park(Epoch epoch) {
    synchronized (monitor) {
      if (current.orElse(null) != epoch) {
        return;
      }
      current = Optional.empty();
      graceEnd = System.nanoTime() + settings.grace().toNanos();
      failure = Optional.empty();
      drained = epoch.leases().close();
      retired.add(epoch);
    }
    if (epoch.leases().drain(settings.drain())) {
      if (trains()) {
        copies.copy(epoch);
      }
    } else if (trains()) {
      copies.lose(epoch);
    }
    finish(epoch);
  }

  /// Gives up the current epoch at once when its device failed: runs in flight are not waited for,
  /// steps since the last host copy of the variables are lost.
  void abandon(long provider) {
    synchronized (monitor) {
      var epoch = current.filter(e -> e.uses(provider));
      if (epoch.isEmpty()) {
        return;
      }
      current = Optional.empty();
      graceEnd = System.nanoTime();
      failure = Optional.empty();
      drained = epoch.get().leases().close();
      retired.add(epoch.get());
      copies.lose(epoch.get());
      platform.quarantine(this, epoch.get());
    }
  }

  private void retire(Epoch epoch) {
    synchronized (monitor) {
      retired.add(epoch);
    }
    finish(epoch);
  }

  /// Closes an epoch that takes no new runs, at once when the last lease is back within the drain,
  /// else when it comes.
  private void finish(Epoch epoch) {
    if (epoch.leases().drain(settings.drain())) {
      boolean mine;
      synchronized (monitor) {
        mine = retired.remove(epoch);
      }
      if (mine) {
        epoch.close();
      }
    } else {
      platform.quarantine(this, epoch);
    }
  }

  /// Closes an epoch whose late lease came back.
  void free(Epoch epoch) {
    boolean mine;
    synchronized (monitor) {
      mine = retired.remove(epoch);
    }
    if (mine) {
      epoch.close();
    }
  }

  private Epoch lease() {
    var epoch = current;
    if (epoch.isPresent() && epoch.get().leases().take()) {
      return epoch.get();
    }
    long end = System.nanoTime() + settings.limit().toNanos();
    synchronized (monitor) {
      while (true) {
        if (closed) {
          throw new IllegalStateException("session " + program.name() + ": is closed");
        }
        if (current.isPresent() && current.get().leases().take()) {
          return current.get();
        }
        if (current.isEmpty() && failure.isPresent()) {
          throw new IllegalStateException("session " + program.name() + ": " + failure.get());
        }
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
          throw new IllegalStateException(
              "session "
                  + program.name()
                  + ": no device came within "
                  + settings.limit().toMillis()
                  + " ms: see `devices` and `why`");
        }
        waiting++;
        firstWait = firstWait == 0 ? System.nanoTime() : firstWait;
        try {
          monitor.wait(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(
              "session " + program.name() + ": the waiting thread was interrupted");
        } finally {
          waiting--;
        }
      }
    }
  }

  private void requireVariable(String name) {
    if (!copies.names().contains(name)) {
      throw new IllegalArgumentException(
          "session " + program.name() + ": no variable " + name + ": it has " + copies.names());
    }
  }
}
