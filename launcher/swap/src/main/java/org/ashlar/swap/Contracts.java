package org.ashlar.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.ashlar.door.Door;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.FrameworkWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Replaces contracts: bundles whose packages others are wired to, with all of those.
///
/// Requests wait at the door, the programs behind it go there as text and bytes, the closure is
/// stopped, exchanged, refreshed and started, the programs come back and answer what they answered
/// before, the door opens. Where one of these steps fails the old jars are put back.
final class Contracts {
  private static final Logger LOG = LoggerFactory.getLogger(Contracts.class);
  private static final Duration DRAIN = Duration.ofSeconds(20);
  private static final Duration START = Duration.ofSeconds(15);
  private static final Duration RESTORE = Duration.ofSeconds(5);

  private final BundleContext context;
  private final Door door;
  private final Jars jars;
  private final Loaders loaders;
  private final FrameworkWiring framework;

  Contracts(BundleContext context, Door door, Jars jars, Loaders loaders) {
    this.context = context;
    this.door = door;
    this.jars = jars;
    this.loaders = loaders;
    framework = context.getBundle(0).adapt(FrameworkWiring.class);
  }

  /// Whether packages of a bundle are used by others, so that it cannot be replaced alone.
  boolean isContract(Bundle bundle) {
    return Closure.of(context, List.of(bundle)).bundles().size() > 1;
  }

  /// Replaces bundles by other builds of themselves, together.
  ///
  /// @param builds the new jar of each; the first names the swap
  /// @throws IllegalStateException when the new builds do not take over; the old ones are back
  ///   then, and the message says why
  Swap replace(LinkedHashMap<Bundle, Path> builds) {
    long begin = System.nanoTime();
    var closure = Closure.of(context, builds.keySet());
    requireReplaceable(closure);
    var first = builds.firstEntry().getKey();
    var from = Swapper.label(first);
    var old = new HashMap<Bundle, Path>();
    builds.keySet().forEach(b -> old.put(b, jars.of(b)));
    var taken = new LinkedHashMap<Bundle, Path>();
    builds.forEach((bundle, jar) -> taken.put(bundle, jars.take(jar)));
    boolean served = servesRequests(closure);
    int inside = (int) door.traffic().inside();
    if (served && !door.shut(DRAIN)) {
      door.open();
      throw new IllegalStateException(
          "swap: a request did not end within " + DRAIN.toSeconds() + " s: nothing was replaced");
    }
    var waited = Duration.ZERO;
    try {
      exchange(closure, old, taken, served);
    } finally {
      if (served) {
        waited = door.open();
      }
    }
    taken.forEach(jars::now);
    return new Swap(
        shortName(first),
        from,
        Swapper.label(first),
        "refresh",
        waited.toNanos() / 1e6,
        served ? inside : 0,
        closure.bundles().size(),
        (System.nanoTime() - begin) / 1e6);
  }

  static String shortName(Bundle bundle) {
    return bundle.getSymbolicName().replaceFirst("^org\\.ashlar\\.", "");
  }

  private void requireReplaceable(Closure closure) {
    for (var stays : List.of(Door.class, Contracts.class)) {
      var bundle = FrameworkUtil.getBundle(stays);
      if (closure.contains(bundle)) {
        throw new IllegalArgumentException(
            "swap: " + shortName(bundle) + " is what stays while all else is replaced");
      }
    }
    var running = closure.runningCommands();
    if (!running.isEmpty()) {
      throw new IllegalStateException(
          "swap: the command "
              + String.join(", ", running)
              + " runs and would be replaced: wait for its end");
    }
  }

  /// Whether requests go through one of these bundles.
  private boolean servesRequests(Closure closure) {
    return door.host()
        .map(host -> FrameworkUtil.getBundle(host.getClass()))
        .map(closure::serves)
        .orElse(false);
  }

  private void exchange(
      Closure closure, Map<Bundle, Path> old, Map<Bundle, Path> builds, boolean served) {
    var active = closure.active();
    var services = closure.services();
    try {
      stop(active);
      update(builds);
      refresh(closure);
      start(closure, active);
      check(closure, services, served);
    } catch (RuntimeException failure) {
      var why = String.valueOf(failure.getMessage());
      LOG.warn("{}: the old jars are put back", why);
      builds.values().forEach(jars::drop);
      putBack(closure, active, services, old, served, why);
      throw new IllegalStateException(
          "swap: "
              + why
              + ": "
              + old.keySet().stream().map(Swapper::label).collect(Collectors.joining(", "))
              + " is back");
    }
  }

  private void putBack(
      Closure closure,
      List<Bundle> active,
      Set<String> services,
      Map<Bundle, Path> old,
      boolean served,
      String why) {
    try {
      stop(closure.active());
      update(old);
      refresh(closure);
      start(closure, active);
      check(closure, services, served);
    } catch (RuntimeException failure) {
      throw new IllegalStateException(
          "swap: " + why + "; and the old jars do not run again: " + failure.getMessage());
    }
  }

  /// Stops bundles, users before the used, and watches their class loaders.
  private void stop(List<Bundle> active) {
    for (var bundle : active) {
      loaders.watch(bundle);
      try {
        bundle.stop();
      } catch (BundleException e) {
        throw new IllegalStateException(
            Swapper.label(bundle) + " does not stop: " + e.getMessage());
      }
    }
  }

  private static void update(Map<Bundle, Path> builds) {
    builds.forEach((bundle, jar) -> {
      try (var in = Files.newInputStream(jar)) {
        bundle.update(in);
      } catch (IOException e) {
        throw new UncheckedIOException(jar + " cannot be read: " + e.getMessage(), e);
      } catch (BundleException e) {
        throw new IllegalStateException(jar.getFileName() + " is not taken: " + e.getMessage());
      }
    });
  }

  private void refresh(Closure closure) {
    var done = new CountDownLatch(1);
    framework.refreshBundles(
        closure.bundles(),
        event -> {
          if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
            done.countDown();
          }
        });
    try {
      if (!done.await(START.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the framework did not refresh within " + START.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the framework refreshed");
    }
  }

  /// Resolves the closure as a whole, then starts the used before their users.
  private void start(Closure closure, List<Bundle> active) {
    framework.resolveBundles(closure.bundles());
    var order = new ArrayList<>(active);
    java.util.Collections.reverse(order);
    var unresolved = order.stream().filter(b -> b.getState() == Bundle.INSTALLED).toList();
    if (!unresolved.isEmpty()) {
      throw new IllegalStateException(unresolved(unresolved));
    }
    for (var bundle : order) {
      try {
        bundle.start();
      } catch (BundleException e) {
        throw new IllegalStateException(
            Swapper.label(bundle) + " does not start: " + Unresolved.reason(context, bundle, e));
      }
    }
  }

  private String unresolved(List<Bundle> bundles) {
    return bundles.stream()
        .map(b -> Unresolved.missing(context, b).map(why -> Swapper.label(b) + " " + why))
        .flatMap(java.util.Optional::stream)
        .findFirst()
        .orElseGet(() -> Swapper.label(bundles.getFirst()) + " does not resolve");
  }

  /// Every bundle offers the interfaces that it offered, and every program that stays is as it was.
  private void check(Closure closure, Set<String> services, boolean served) {
    long end = System.nanoTime() + START.toNanos();
    var missing = new TreeSet<>(services);
    while (true) {
      missing.removeAll(closure.services());
      if (missing.isEmpty()) {
        break;
      }
      var failed = Components.failed(context, closure.bundles());
      if (failed.isPresent() || System.nanoTime() > end) {
        throw new IllegalStateException(
            failed.orElseGet(() ->
                "there is no "
                    + String.join(", ", missing)
                    + " any more"
                    + Components.waiting(context, closure.bundles())
                        .map(w -> ": " + w)
                        .orElse("")));
      }
      Swapper.pause();
    }
    if (served) {
      door.restore(RESTORE).entrySet().stream()
          .findFirst()
          .ifPresent(problem -> {
            throw new IllegalStateException(
                "the program " + problem.getKey() + ": " + problem.getValue());
          });
    }
  }
}
