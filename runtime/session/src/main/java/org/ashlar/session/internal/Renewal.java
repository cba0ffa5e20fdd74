package org.ashlar.session.internal;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ashlar.backend.Backend;
import org.ashlar.backend.LaunchException;
import org.ashlar.compiler.Compiler;
import org.ashlar.ir.Operator;
import org.ashlar.session.Switch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds sessions anew: compiled, warmed, then switched to. One at a time: the platform sees to
/// it.
final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(Platform.class);

  private final Presence presence;
  private final Compiler compiler;
  private final DevicePool pool;
  private final Supplier<Optional<String>> preferred;
  private final Consumer<LiveSession> later;
  private final Consumer<Switch> switched;
  private final AtomicLong epochs = new AtomicLong();

  /// @param preferred the device for sessions that name none
  /// @param later has a session built anew when the grace is over
  /// @param switched hears of every switch
  Renewal(
      Presence presence,
      Compiler compiler,
      DevicePool pool,
      Supplier<Optional<String>> preferred,
      Consumer<LiveSession> later,
      Consumer<Switch> switched) {
    this.presence = presence;
    this.compiler = compiler;
    this.pool = pool;
    this.preferred = preferred;
    this.later = later;
    this.switched = switched;
  }

  /// Compiles, warms and switches. What fails because of a provider is tried again without it.
  ///
  /// @param first whether the caller waits for it: a wrong program is then its own error and nobody
  ///   is left out
  void of(LiveSession session, boolean first) {
    while (true) {
      var targets =
          presence.find(Backend.class).stream()
              .flatMap(p -> p.service().targets().stream())
              .map(t -> t.name())
              .collect(Collectors.toSet());
      if (session.waitsFor(targets) || waitsForBlocks(session)) {
        return;
      }
      var standing = Build.standing(presence);
      var device = device(session, targets, first);
      long begin = System.nanoTime();
      Build build;
      try {
        build =
            Apart.call(
                () -> Build.of(session.program(), device, presence, compiler),
                compiler.settings().limit(),
                "compiling " + session.program().name());
      } catch (RuntimeException | Error e) {
        if (standing.equals(Build.standing(presence)) && !leaveOutCulprit(e, first)) {
          throw e;
        }
        continue;
      }
      if (!standing.equals(Build.standing(presence))) {
        // blocks came or went in the midst of it: another engine may have stood in for a moment,
        // and its program rounds otherwise
        continue;
      }
      if (session.isMadeOf(build)) {
        return;
      }
      long compiled = System.nanoTime();
      try {
        Apart.call(
            () -> Warm.up(build, session.variables(), pool, session.current().isPresent()),
            compiler.settings().limit(),
            build.program().parts().stream().map(p -> p.backend().label()).toList().toString());
      } catch (CancellationException closing) {
        LOG.debug("session {}: not switched: {}", session.program().name(), closing.getMessage());
        return;
      } catch (RuntimeException | Error e) {
        if (first && e instanceof IllegalArgumentException) {
          // the caller's variables are not the program's
          throw e;
        }
        if (e instanceof LaunchException launch && launch.isMemory()) {
          // the device is as good as before: what runs on it goes on
          throw e;
        }
        var part = build.program().parts().getFirst();
        LOG.warn("{} is left out: {}", part.backend().label(), Failure.text(e));
        presence.exclude(part.backend(), Failure.text(e));
        continue;
      }
      long warmed = System.nanoTime();
      if (build.needs().stream().allMatch(presence::has)) {
        var done = session.switchTo(build, epochs.incrementAndGet(), pool);
        LOG.info(
            "session {}: epoch {}: compiled in {} ms, warmed in {} ms, switched in {} ms, gap {}"
                + " ms",
            done.session(),
            done.epoch(),
            (compiled - begin) / 1_000_000,
            (warmed - compiled) / 1_000_000,
            (System.nanoTime() - warmed) / 1_000_000,
            done.gap().toMillis());
        switched.accept(done);
        return;
      }
    }
  }

  /// Whether what a session is made of is on its way out or being replaced: it is built anew when
  /// that is back, or without it when the grace is over.
  private boolean waitsForBlocks(LiveSession session) {
    if (session.losesBackend(presence)) {
      // who takes it away parks the session and has it built anew
      return true;
    }
    boolean before = session.isIncomplete();
    boolean waits = session.waitsForBlocks(presence);
    if (waits && !before) {
      later.accept(session);
    }
    return waits;
  }

  /// The target to compile for: the one that is wanted, or the best where that one has left in the
  /// meantime.
  private Optional<String> device(LiveSession session, Set<String> targets, boolean first) {
    var wanted = session.program().device().or(preferred).or(compiler.settings()::device);
    if (first || wanted.isEmpty() || isThere(wanted.get(), targets)) {
      return wanted;
    }
    LOG.warn(
        "session {}: {} is not there: going on with the best of {}",
        session.program().name(),
        wanted.get(),
        targets);
    return Optional.empty();
  }

  /// @param wanted a target's name, or what stands before its colon
  private static boolean isThere(String wanted, Set<String> targets) {
    return targets.stream().anyMatch(t -> t.equals(wanted) || t.startsWith(wanted + ":"));
  }

  /// Leaves out the provider that a failed build points to: the one that the error names, among
  /// those that the running epoch was not made of.
  private boolean leaveOutCulprit(Throwable e, boolean first) {
    if (first && e instanceof IllegalArgumentException) {
      return false;
    }
    for (var service : Services.WATCHED) {
      for (var provider : presence.find(service)) {
        if (Failure.text(e).contains(provider.label())
            && !(provider.service() instanceof Operator)) {
          LOG.warn("{} is left out: {}", provider.label(), Failure.text(e));
          presence.exclude(provider, Failure.text(e));
          return true;
        }
      }
    }
    return false;
  }
}
