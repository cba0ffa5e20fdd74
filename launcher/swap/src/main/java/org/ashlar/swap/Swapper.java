package org.ashlar.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.ashlar.door.Door;
import org.ashlar.door.Host;
import org.ashlar.door.Host.Move;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/// Replaces bundles under load, blocks alone and contracts with all that is wired to them, and
/// measures what requests noticed.
@Component(service = Swapper.class)
public final class Swapper {
  /// The interfaces of blocks, by the name that people give them.
  static final Map<String, String> SERVICES =
      new TreeMap<>(
          Map.of(
              "backend", "org.ashlar.backend.Backend",
              "scheduler", "org.ashlar.ir.stage.Scheduler",
              "rule", "org.ashlar.ir.stage.Rule",
              "autodiff", "org.ashlar.ir.stage.Autodiff",
              "lowering", "org.ashlar.ir.stage.Lowering",
              "arrangement", "org.ashlar.ir.stage.Arrangement",
              "evaluator", "org.ashlar.ir.stage.Evaluator",
              "importer", "org.ashlar.ir.stage.Importer",
              "exporter", "org.ashlar.ir.stage.Exporter"));

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final BundleContext context;
  private final Door door;
  private final Jars jars;
  private final Turn turn;

  @Activate
  public Swapper(
      BundleContext context, @Reference Door door, @Reference Jars jars, @Reference Turn turn) {
    this.context = context;
    this.door = door;
    this.jars = jars;
    this.turn = turn;
  }

  /// Where other builds of bundles are made.
  public Jars jars() {
    return jars;
  }

  /// Replaces a bundle by another build of itself, in the way that fits it, and waits until every
  /// program runs on what is present then.
  ///
  /// @param manner for a block; a contract is refreshed
  /// @throws IllegalStateException when the new build does not take over; the old one goes on
  public Swap replace(Bundle old, Path jar, Manner manner, Loaders loaders) {
    var contracts = new Contracts(context, door, jars, loaders);
    if (contracts.isContract(old)) {
      var builds = new LinkedHashMap<Bundle, Path>();
      builds.put(old, jar);
      return turn.during(label(old), () -> contracts.replace(builds));
    }
    return turn.during(label(old), () -> block(old, jar, manner, loaders));
  }

  /// Replaces several bundles together: a contract with builds that were compiled against it.
  public Swap replace(LinkedHashMap<Bundle, Path> builds, Loaders loaders) {
    var contracts = new Contracts(context, door, jars, loaders);
    return turn.during(label(builds.firstEntry().getKey()), () -> contracts.replace(builds));
  }

  private Swap block(Bundle old, Path jar, Manner manner, Loaders loaders) {
    long begin = System.nanoTime();
    var before = label(old);
    var service = service(old);
    requireOther(old, jar, manner);
    var seen = new CopyOnWriteArrayList<Move>();
    loaders.watch(old);
    try (var _ = observe(seen)) {
      var now =
          switch (manner) {
            case UPDATE -> {
              update(old, jar);
              yield old;
            }
            case STOP_THEN_START -> {
              run(old, Bundle::stop);
              var other = startOrRestore(jar, old);
              uninstall(old);
              yield other;
            }
            case START_THEN_STOP -> {
              var other = start(jar);
              settle();
              requireServing(service, other);
              run(old, Bundle::stop);
              uninstall(old);
              yield other;
            }
          };
      settle();
      return report(service, before, label(now), manner, seen, begin);
    }
  }

  /// Moves all programs from the only bundle of a device to another target, then removes that
  /// bundle.
  ///
  /// @param to the provider of the target, for the report
  public Swap leave(Bundle old, String to, String target, Loaders loaders) {
    return turn.during(
        label(old),
        () -> {
          var from = label(old);
          loaders.watch(old);
          var swap = moved(from, to, target);
          run(old, Bundle::stop);
          uninstall(old);
          settle();
          return swap;
        });
  }

  /// Installs the bundle of a better device and lets all programs move there.
  public Swap enter(String from, Path jar) {
    return turn.during(
        from,
        () -> {
          long begin = System.nanoTime();
          var seen = new CopyOnWriteArrayList<Move>();
          try (var _ = observe(seen)) {
            var bundle = start(jar);
            door.host().ifPresent(h -> h.prefer(""));
            return report("Backend", from, label(bundle), Manner.START_THEN_STOP, seen, begin);
          }
        });
  }

  /// Moves all programs to a target, warmed there first.
  ///
  /// @param from the provider they are on, for the report
  /// @param to the provider of the target, for the report
  /// @param target its name; empty: the best
  public Swap move(String from, String to, String target) {
    return turn.during(from, () -> moved(from, to, target));
  }

  private Swap moved(String from, String to, String target) {
    long begin = System.nanoTime();
    var seen = new CopyOnWriteArrayList<Move>();
    try (var _ = observe(seen)) {
      door.host().ifPresent(h -> h.prefer(target));
      return report("Backend", from, to, Manner.START_THEN_STOP, seen, begin);
    }
  }

  /// The devices present with the bundle of each.
  public Map<String, String> devices() {
    return door.host().map(Host::devices).orElse(Map.of());
  }

  /// The active bundle of this name, the newest of several; `ir` is short for `org.ashlar.ir`.
  public Optional<Bundle> bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(b -> b.getState() == Bundle.ACTIVE && b.getSymbolicName() != null)
        .filter(b ->
            b.getSymbolicName().equals(name) || b.getSymbolicName().equals("org.ashlar." + name))
        .max(Comparator.comparing(Bundle::getVersion));
  }

  /// Whether a bundle offers a service of this interface.
  static boolean offers(Bundle bundle, String type) {
    var services = bundle.getRegisteredServices();
    return services != null
        && Arrays.stream(services)
            .anyMatch(r -> List.of((String[]) r.getProperty(Constants.OBJECTCLASS)).contains(type));
  }

  /// The simple name of the interface that a block offers: of several the one that it is for.
  static String service(Bundle bundle) {
    return Stream.concat(Stream.of("backend", "importer"), SERVICES.keySet().stream())
        .map(SERVICES::get)
        .flatMap(Stream::ofNullable)
        .filter(type -> offers(bundle, type))
        .findFirst()
        .map(type -> type.substring(type.lastIndexOf('.') + 1))
        .orElseGet(() -> Contracts.shortName(bundle));
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
    var type = Optional.ofNullable(SERVICES.get(service.toLowerCase(Locale.ROOT)));
    var name = label(bundle);
    var leftOut = door.host().map(Host::leftOut).orElse(Map.of());
    if (type.isPresent() && (!offers(bundle, type.get()) || leftOut.containsKey(name))) {
      run(bundle, Bundle::uninstall);
      throw new IllegalStateException(
          "swap: "
              + name
              + " provides no "
              + service
              + " that works: the old one stays: the log says why");
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
      pause();
    }
  }

  static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(2);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("swap: interrupted");
    }
  }

  public static String label(Bundle bundle) {
    return bundle.getSymbolicName() + " " + bundle.getVersion();
  }

  private void settle() {
    door.host().ifPresent(Host::settle);
  }

  private Door.Handle observe(List<Move> seen) {
    return door.host().map(h -> h.observe(seen::add)).orElse(() -> {});
  }

  /// Replaces a bundle in place; one that does not start gives way to the jar before it again.
  private void update(Bundle bundle, Path jar) {
    var old = jars.of(bundle);
    var taken = jars.take(jar);
    try {
      put(bundle, taken);
      jars.now(bundle, taken);
    } catch (BundleException e) {
      var reason = Unresolved.reason(context, bundle, e);
      jars.drop(taken);
      run(bundle, b -> put(b, old));
      throw new IllegalStateException(
          "swap: " + jar + " does not start: " + reason + ": " + label(bundle) + " is back");
    }
  }

  private static void put(Bundle bundle, Path jar) throws BundleException {
    try (var in = Files.newInputStream(jar)) {
      bundle.update(in);
    } catch (IOException e) {
      throw new UncheckedIOException("swap: " + jar + " cannot be read: " + e.getMessage(), e);
    }
    if (bundle.getState() != Bundle.ACTIVE) {
      bundle.start();
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

  private void uninstall(Bundle bundle) {
    run(bundle, Bundle::uninstall);
    jars.gone(bundle);
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
      String service, String from, String to, Manner manner, List<Move> seen, long begin) {
    double gap =
        seen.stream().map(Move::gap).max(Comparator.naturalOrder()).orElse(Duration.ZERO).toNanos()
            / 1e6;
    int drained = seen.stream().mapToInt(Move::drained).sum();
    return new Swap(
        service, from, to, manner.toString(), gap, drained, 1, (System.nanoTime() - begin) / 1e6);
  }
}
