package org.ashlar.commands.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ashlar.backend.Backend;
import org.ashlar.ir.stage.Autodiff;
import org.ashlar.ir.stage.Evaluator;
import org.ashlar.ir.stage.Lowering;
import org.ashlar.ir.stage.Rule;
import org.ashlar.ir.stage.Scheduler;
import org.ashlar.session.Ashlar;
import org.ashlar.session.Switch;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/// Replaces the bundles of blocks under load, and measures what the sessions noticed.
public final class Swapper {
  /// What can be replaced, by the name that people give it.
  static final Map<String, Class<?>> SERVICES =
      Map.of(
          "backend",
          Backend.class,
          "scheduler",
          Scheduler.class,
          "rule",
          Rule.class,
          "autodiff",
          Autodiff.class,
          "lowering",
          Lowering.class,
          "evaluator",
          Evaluator.class);

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final BundleContext context;
  private final Ashlar ashlar;
  private final Loaders loaders;

  public Swapper(BundleContext context, Ashlar ashlar, Loaders loaders) {
    this.context = context;
    this.ashlar = ashlar;
    this.loaders = loaders;
  }

  /// Replaces a bundle by another build of itself and waits until every session runs on what is
  /// present then.
  ///
  /// @param service the simple name of the interface that it provides, for the report
  /// @param jar the other build
  /// @throws IllegalStateException when the new build does not start; the old one goes on
  public Swap replace(String service, Bundle old, Path jar, Manner manner) {
    var before = label(old);
    requireOther(old, jar, manner);
    var seen = new CopyOnWriteArrayList<Switch>();
    loaders.watch(old);
    try (var _ = ashlar.observe(seen::add)) {
      var now =
          switch (manner) {
            case UPDATE -> {
              update(old, jar);
              yield old;
            }
            case STOP_THEN_START -> {
              run(old, Bundle::stop);
              var other = startOrRestore(jar, old);
              run(old, Bundle::uninstall);
              yield other;
            }
            case START_THEN_STOP -> {
              var other = start(jar);
              settle();
              requireServing(service, other);
              run(old, Bundle::stop);
              run(old, Bundle::uninstall);
              yield other;
            }
          };
      settle();
      return report(service, before, label(now), manner, seen);
    }
  }

  /// Moves all sessions from the only bundle of a device to another target, then removes that
  /// bundle.
  ///
  /// @param to the provider of the target, for the report
  public Swap leave(String service, Bundle old, String to, String target) {
    var from = label(old);
    loaders.watch(old);
    var swap = move(service, from, target);
    run(old, Bundle::stop);
    run(old, Bundle::uninstall);
    settle();
    return new Swap(service, from, to, swap.manner(), swap.gapMs(), swap.drained());
  }

  /// Installs the bundle of a better device and lets all sessions move there.
  public Swap enter(String service, String from, Path jar) {
    var seen = new CopyOnWriteArrayList<Switch>();
    try (var _ = ashlar.observe(seen::add)) {
      var bundle = start(jar);
      ashlar.prefer(Optional.empty());
      return report(service, from, label(bundle), Manner.START_THEN_STOP, seen);
    }
  }

  /// Two bundles of one name and version cannot stand side by side.
  private static void requireOther(Bundle old, Path jar, Manner manner) {
    if (manner != Manner.UPDATE && Repack.version(jar).equals(old.getVersion().toString())) {
      throw new IllegalArgumentException(
          "swap: "
              + jar
              + " has the version that runs, "
              + label(old)
              + ": give it another Bundle-Version, or replace in place: --manner update");
    }
  }

  /// A new build that serves nothing, or was left out because it could not compile or warm up,
  /// takes over from nobody.
  private void requireServing(String service, Bundle bundle) {
    var type = SERVICES.get(service.toLowerCase(Locale.ROOT));
    if (type != null
        && ashlar.registry().find(type).stream().noneMatch(p -> p.label().equals(label(bundle)))) {
      var name = label(bundle);
      run(bundle, Bundle::uninstall);
      throw new IllegalStateException(
          "swap: "
              + name
              + " provides no "
              + service
              + " that works: the old one stays: the log says why");
    }
  }

  /// Moves all sessions to a target, warmed there first.
  public Swap move(String service, String from, String target) {
    var seen = new CopyOnWriteArrayList<Switch>();
    try (var _ = ashlar.observe(seen::add)) {
      ashlar.prefer(Optional.of(target));
      return report(service, from, target, Manner.START_THEN_STOP, seen);
    }
  }

  /// Waits until a condition of the platform holds.
  ///
  /// @throws IllegalStateException when it does not within a minute; says what was waited for
  public static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(
            "swap: waited " + LIMIT.toSeconds() + " s in vain for " + what);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("swap: interrupted while waiting for " + what);
      }
    }
  }

  public static String label(Bundle bundle) {
    return bundle.getSymbolicName() + " " + bundle.getVersion();
  }

  private void settle() {
    ashlar.settle();
  }

  /// Replaces a bundle in place; one that does not start gives way to the jar of its location
  /// again.
  private void update(Bundle bundle, Path jar) {
    try (var in = Files.newInputStream(jar)) {
      bundle.update(in);
      if (bundle.getState() != Bundle.ACTIVE) {
        bundle.start();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("swap: " + jar + " cannot be read: " + e.getMessage(), e);
    } catch (BundleException e) {
      var reason = Unresolved.reason(context, bundle, e);
      run(bundle, Bundle::update);
      run(bundle, Bundle::start);
      throw new IllegalStateException(
          "swap: " + jar + " does not start: " + reason + ": " + label(bundle) + " is back");
    }
  }

  private Bundle start(Path jar) {
    Bundle bundle;
    try {
      bundle = context.installBundle(jar.toUri().toString());
    } catch (BundleException e) {
      throw new IllegalStateException("swap: " + jar + " was not installed: " + e.getMessage());
    }
    try {
      bundle.start();
      return bundle;
    } catch (BundleException e) {
      var reason = Unresolved.reason(context, bundle, e);
      run(bundle, Bundle::uninstall);
      throw new IllegalStateException("swap: " + label(bundle) + " does not start: " + reason);
    }
  }

  private Bundle startOrRestore(Path jar, Bundle old) {
    try {
      return start(jar);
    } catch (IllegalStateException e) {
      run(old, Bundle::start);
      throw e;
    }
  }

  private interface Act {
    void on(Bundle bundle) throws BundleException;
  }

  private static void run(Bundle bundle, Act act) {
    try {
      act.on(bundle);
    } catch (BundleException e) {
      throw new IllegalStateException("swap: " + label(bundle) + ": " + e.getMessage());
    }
  }

  private static Swap report(
      String service, String from, String to, Manner manner, List<Switch> seen) {
    double gap =
        seen.stream()
                .map(Switch::gap)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO)
                .toNanos()
            / 1e6;
    int drained = seen.stream().mapToInt(Switch::drained).sum();
    return new Swap(service, from, to, manner, gap, drained);
  }
}
