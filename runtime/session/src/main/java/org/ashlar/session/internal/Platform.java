package org.ashlar.session.internal;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.ashlar.backend.Backend;
import org.ashlar.compiler.Compiler;
import org.ashlar.compiler.Provider;
import org.ashlar.compiler.Registry;
import org.ashlar.compiler.Settings;
import org.ashlar.ir.Operator;
import org.ashlar.ir.TensorData;
import org.ashlar.session.Ashlar;
import org.ashlar.session.ProgramText;
import org.ashlar.session.Session;
import org.ashlar.session.Switch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The platform: builds epochs on one thread of its own, and lets go of providers on the threads
/// that stop them.
///
/// A provider arrives: every session that it concerns is compiled and warmed anew, then switched. A
/// provider leaves: sessions that need it are parked at once; they are compiled elsewhere only
/// after the grace. A provider whose build fails is left out, and the old epoch stays.
public final class Platform implements Ashlar, Registry.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

  /// How long changes are gathered before a session that runs is built anew.
  private static final long SOON_MS = 15;

  private final Settings settings = Settings.read();
  private final Presence presence;
  private final Compiler compiler;
  private final DevicePool pool = new DevicePool();
  private final List<LiveSession> sessions = new CopyOnWriteArrayList<>();
  private final List<Consumer<Switch>> observers = new CopyOnWriteArrayList<>();
  private final Map<String, String> knownOperators = new ConcurrentHashMap<>();
  private final AtomicLong quarantined = new AtomicLong();
  private final ReentrantLock building = new ReentrantLock();
  private final Renewal renewal;
  private final Registry.Handle listening;
  private final ScheduledExecutorService builder =
      Executors.newSingleThreadScheduledExecutor(
          work -> Thread.ofPlatform().name("ashlar-epochs").daemon(true).unstarted(work));
  private volatile boolean held;
  private volatile Optional<String> preferred = Optional.empty();

  public Platform(Registry registry) {
    presence = new Presence(registry);
    compiler = new Compiler(presence, settings);
    renewal =
        new Renewal(
            presence,
            compiler,
            pool,
            () -> preferred,
            this::inTheEnd,
            done -> observers.forEach(o -> o.accept(done)));
    listening = registry.listen(this);
  }

  @Override
  public Registry registry() {
    return presence;
  }

  @Override
  public Compiler compiler() {
    return compiler;
  }

  @Override
  public Session session(ProgramText program, Map<String, TensorData> variables) {
    return open(program, variables);
  }

  LiveSession open(ProgramText program, Map<String, TensorData> variables) {
    var session =
        new LiveSession(this, program, States.added(compiler, program, variables), settings);
    sessions.add(session);
    try {
      builder.submit(() -> rebuild(session, true)).get();
      return session;
    } catch (ExecutionException e) {
      sessions.remove(session);
      throw Failure.plain(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "session " + program.name() + ": the waiting thread was interrupted");
    }
  }

  @Override
  public void prefer(Optional<String> device) {
    preferred = device;
    sessions.forEach(this::soon);
    settle();
  }

  @Override
  public void settle() {
    try {
      do {
        builder.schedule(() -> {}, SOON_MS, TimeUnit.MILLISECONDS).get();
      } while (sessions.stream().anyMatch(LiveSession::isDue));
    } catch (ExecutionException | RejectedExecutionException e) {
      throw new IllegalStateException("platform: is closed");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Registry.Handle observe(Consumer<Switch> observer) {
    observers.add(observer);
    return () -> observers.remove(observer);
  }

  /// Builds nothing until {@link #resume}: much is about to come and go.
  void hold() {
    held = true;
  }

  /// Builds every session that has changed meanwhile; those that have no epoch in any case.
  void resume() {
    if (held) {
      held = false;
      sessions.forEach(this::soon);
      settle();
    } else if (sessions.stream().anyMatch(s -> s.current().isEmpty())) {
      sessions.stream().filter(s -> s.current().isEmpty()).forEach(this::soon);
      settle();
    }
  }

  /// Who is left out, with the reason.
  Map<String, String> leftOut() {
    return presence.excluded();
  }

  /// Epochs whose runs did not come back: their devices are kept until they do.
  public long quarantined() {
    return quarantined.get();
  }

  @Override
  public void close() {
    listening.close();
    builder.shutdownNow();
    compiler.close();
    for (var session : List.copyOf(sessions)) {
      session.close();
    }
  }

  // ── providers come and go ──

  @Override
  public void arrived(Class<?> service, Provider<?> provider) {
    if (provider.service() instanceof Operator operator) {
      knownOperators.put(operator.id().toString(), provider.bundle());
      sessions.stream()
          .filter(s -> s.current().isEmpty() || s.program().text().contains(operator.name()))
          .forEach(this::soon);
    } else {
      // those that somebody waits for first
      sessions.stream()
          .sorted(Comparator.comparingInt(LiveSession::waiting).reversed())
          .forEach(this::soon);
    }
  }

  @Override
  public void leaving(Class<?> service, Provider<?> provider) {
    presence.leaving(provider);
    if (provider.service() instanceof Backend
        || provider.service() instanceof Operator
        || sessions.stream().anyMatch(s -> s.uses(provider.id()))) {
      leaveNeeded(provider);
    } else {
      // only building needs it, and the compiler itself waits for builds that are in it: what runs
      // goes on
      sessions.forEach(this::soon);
    }
    presence.forget(provider);
  }

  /// No session runs on the provider once this returns; those that did are built anew, elsewhere
  /// after the grace.
  private void leaveNeeded(Provider<?> provider) {
    boolean locked = lockBuilding();
    try {
      if (!locked) {
        LOG.warn(
            "{} leaves while the compiler is in it: not waited for any longer", provider.label());
      }
      for (var session : sessions) {
        if (session.leave(provider.id())) {
          soon(session);
          inTheEnd(session);
        }
      }
    } finally {
      if (locked) {
        building.unlock();
      }
    }
  }

  /// A backend failed in a run: it is left out, and its sessions go elsewhere.
  void lost(Epoch epoch, String why) {
    for (var part : epoch.program().parts()) {
      if (part.isHost()) {
        continue;
      }
      if (isPresent(part.backend().id())) {
        LOG.warn("{} is left out: {}", part.backend().label(), why);
        presence.exclude(part.backend(), why);
      }
      sessions.forEach(s -> s.abandon(part.backend().id()));
    }
    sessions.forEach(this::soon);
  }

  /// Whether a backend is registered and not left out; the host is neither.
  boolean isPresent(long id) {
    return presence.find(Backend.class).stream().anyMatch(p -> p.id() == id);
  }

  /// Closes an epoch when its last run comes back, however long that takes.
  void quarantine(LiveSession session, Epoch epoch) {
    Thread.ofPlatform()
        .name("ashlar-quarantine")
        .daemon(true)
        .start(() -> {
          if (!epoch.leases().drain(settings.drain())) {
            quarantined.incrementAndGet();
            LOG.warn(
                "session {}: a run of {} did not end: its memory is kept until it does",
                session.program().name(),
                epoch.bundles());
            epoch.leases().drain(Duration.ofDays(1_000));
            quarantined.decrementAndGet();
          }
          session.free(epoch);
        });
  }

  void remove(LiveSession session) {
    sessions.remove(session);
    session.current().ifPresent(session::park);
  }

  // ── building epochs ──

  /// Builds a session anew; changes that come together are one build. Where requests wait it begins
  /// at once.
  private void soon(LiveSession session) {
    session.hope();
    if (session.due()) {
      schedule(
          session,
          session.current().isPresent() ? SOON_MS : 0,
          () -> {
            session.begun();
            rebuildLogged(session);
          });
    }
  }

  /// Builds a session anew when the grace is over.
  private void inTheEnd(LiveSession session) {
    schedule(session, settings.grace().toMillis() + 1, () -> rebuildLogged(session));
  }

  private void schedule(LiveSession session, long afterMillis, Runnable work) {
    try {
      var _ = builder.schedule(work, afterMillis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("platform closed: session {} stays as it is", session.program().name());
    }
  }

  private void rebuildLogged(LiveSession session) {
    building.lock();
    try {
      if (sessions.contains(session) && !held) {
        rebuild(session, false);
      }
    } catch (RuntimeException | Error e) {
      // under the lock: a provider that leaves meanwhile parks the session only afterwards
      if (session.fail(explain(Failure.text(e)))) {
        LOG.warn("session {}: {}", session.program().name(), explain(Failure.text(e)));
      }
    } finally {
      building.unlock();
    }
  }

  private void rebuild(LiveSession session, boolean first) {
    building.lock();
    try {
      renewal.of(session, first);
    } finally {
      building.unlock();
    }
  }

  /// Adds who is known to have provided an operator that is missing now.
  private String explain(String text) {
    return knownOperators.entrySet().stream()
        .filter(known -> text.contains(known.getKey() + ":"))
        .findFirst()
        .map(known -> text + ": provided before by " + known.getValue())
        .orElse(text);
  }

  private boolean lockBuilding() {
    try {
      return building.tryLock(settings.drain().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
