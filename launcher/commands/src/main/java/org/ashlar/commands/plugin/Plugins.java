package org.ashlar.commands.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.ashlar.compiler.Registry;
import org.ashlar.ir.Operator;
import org.ashlar.swap.Repack;
import org.ashlar.swap.Unresolved;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/// The watched folders of this platform: the jars in them run.
public final class Plugins {
  private static final long LIMIT_MS = 10_000;

  private final BundleContext context;
  private final Registry registry;
  private final Path folder;

  /// @param registry tells when an operator can be used
  /// @param folder watched by the platform; jars are put here
  public Plugins(BundleContext context, Registry registry, Path folder) {
    this.context = context;
    this.registry = registry;
    this.folder = folder;
  }

  /// The folder that the launcher says.
  public static Plugins of(BundleContext context, Registry registry) {
    return new Plugins(context, registry, folder(context, "ashlar.plugins"));
  }

  /// The folder of this process alone, also where a home was named.
  public static Plugins own(BundleContext context, Registry registry) {
    return new Plugins(context, registry, folder(context, "ashlar.plugins.own"));
  }

  /// A plugin that was installed.
  ///
  /// @param liveMs from the call to the moment when everything in it could be used
  public record Installed(Bundle bundle, long liveMs, List<String> operators) {}

  public Path folder() {
    return folder;
  }

  /// Checks a jar, copies it beside, renames it, and waits until its services are there.
  ///
  /// @throws IllegalArgumentException when it is no bundle
  /// @throws IllegalStateException with the reason when it does not start; what was there before is
  ///   back then
  public Installed install(Path jar) {
    long start = System.nanoTime();
    var name = Repack.symbolicName(jar);
    requireOutside(jar, name);
    var file = named(name).map(this::file).orElseGet(() -> folder.resolve(name + ".jar"));
    long before = bundle(file).map(Bundle::getLastModified).orElse(-1L);
    var kept = put(jar, file, name);
    try {
      while (true) {
        var bundle = bundle(file).filter(b -> b.getLastModified() != before);
        if (bundle.isPresent() && isLive(bundle.get())) {
          SeenOperators.of(context).add(bundle.get());
          return new Installed(bundle.get(), ms(start), operators(bundle.get()));
        }
        if (ms(start) > LIMIT_MS) {
          throw new IllegalStateException(
              "plugin install: "
                  + name
                  + " is not live after "
                  + LIMIT_MS / 1000
                  + " s: "
                  + bundle
                      .map(this::reason)
                      .orElse("the framework did not take it: -Dashlar.log=INFO says more"));
        }
        pause();
      }
    } catch (RuntimeException e) {
      takeBack(file, kept);
      throw e;
    } finally {
      kept.ifPresent(Plugins::delete);
    }
  }

  /// The plugins that run, and those that are there but do not.
  public List<Bundle> list() {
    var watched = watched();
    return Arrays.stream(context.getBundles())
        .filter(b -> path(b).map(Path::getParent).filter(watched::contains).isPresent())
        .toList();
  }

  /// The folders whose jars run.
  List<Path> watched() {
    return Stream.of(String.valueOf(context.getProperty("felix.fileinstall.dir")).split(","))
        .map(Path::of)
        .toList();
  }

  boolean isFrom(Bundle bundle, Path file) {
    return path(bundle).equals(Optional.of(file));
  }

  /// The plugin of this symbolic name.
  public Optional<Bundle> named(String name) {
    return list().stream().filter(b -> name.equals(b.getSymbolicName())).findFirst();
  }

  /// Removes the plugin of this symbolic name and waits until it is gone.
  ///
  /// @throws IllegalArgumentException when there is none
  /// @throws IllegalStateException when it does not go
  public void remove(String name) {
    var bundle =
        named(name)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "plugin remove: no plugin "
                        + name
                        + ": "
                        + (list().isEmpty()
                            ? "none is installed"
                            : "installed are "
                                + list().stream().map(Bundle::getSymbolicName).toList())));
    delete(file(bundle));
    if (!await(() -> bundle.getState() == Bundle.UNINSTALLED)) {
      throw new IllegalStateException(
          "plugin remove: "
              + name
              + " is still there after "
              + LIMIT_MS / 1000
              + " s: -Dashlar.log=INFO says more");
    }
  }

  /// The operators of a bundle that can be used now.
  public List<String> operators(Bundle bundle) {
    return registry.find(Operator.class).stream()
        .filter(p ->
            p.bundle().equals(bundle.getSymbolicName())
                && p.version().equals(bundle.getVersion().toString()))
        .map(p -> p.service().id().toString())
        .sorted()
        .toList();
  }

  /// Whether a bundle runs with all its components; one that failed for good is an error.
  private boolean isLive(Bundle bundle) {
    if (bundle.getState() != Bundle.ACTIVE) {
      // Not started here: whoever watches the folder refreshes the bundle first, and would stop it
      // again.
      Unresolved.missing(context, bundle)
          .ifPresent(why -> {
            throw new IllegalStateException(
                "plugin install: "
                    + bundle.getSymbolicName()
                    + " "
                    + bundle.getVersion()
                    + " does not start: "
                    + why);
          });
      return false;
    }
    var started = Started.of(context, bundle);
    started
        .failed()
        .ifPresent(why -> {
          throw new IllegalStateException(
              "plugin install: "
                  + bundle.getSymbolicName()
                  + " "
                  + bundle.getVersion()
                  + " does not start: "
                  + why);
        });
    return isServing(bundle, started);
  }

  private boolean isServing(Bundle bundle, Started started) {
    return started.isComplete() && operators(bundle).size() >= started.operators();
  }

  private String reason(Bundle bundle) {
    try {
      bundle.start();
      return Started.of(context, bundle).told();
    } catch (BundleException e) {
      return Unresolved.reason(context, bundle, e);
    }
  }

  /// A platform bundle is no plugin: putting it here would replace it and, with the file, take it
  /// away.
  private void requireOutside(Path jar, String name) {
    var own = list();
    Arrays.stream(context.getBundles())
        .filter(b -> name.equals(b.getSymbolicName()) && !own.contains(b))
        .findFirst()
        .ifPresent(b -> {
          throw new IllegalArgumentException(
              "plugin install: "
                  + jar
                  + " is a build of "
                  + name
                  + ", a bundle of the platform: swap SERVICE JAR replaces one");
        });
  }

  /// Puts the jar in its place.
  ///
  /// @return a copy of what was there
  private Optional<Path> put(Path jar, Path file, String name) {
    try {
      Files.createDirectories(folder);
      Optional<Path> kept = Optional.empty();
      if (Files.exists(file)) {
        kept = Optional.of(Files.createTempFile(folder, name, ".before"));
        Files.copy(file, kept.get(), StandardCopyOption.REPLACE_EXISTING);
      }
      var part = Files.createTempFile(folder, name, ".part");
      Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "plugin install: cannot copy " + jar + " to " + folder + ": " + e.getMessage(), e);
    }
  }

  /// Makes a failed installation undone.
  private void takeBack(Path file, Optional<Path> kept) {
    var bundle = bundle(file);
    try {
      if (kept.isPresent()) {
        var broken = bundle.map(Bundle::getLastModified);
        Files.move(
            kept.get(), file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        await(() ->
            bundle(file)
                .filter(b -> !Optional.of(b.getLastModified()).equals(broken))
                .filter(b -> b.getState() == Bundle.ACTIVE && isServing(b, Started.of(context, b)))
                .isPresent());
      } else {
        Files.deleteIfExists(file);
        await(() -> bundle.isEmpty() || bundle.get().getState() == Bundle.UNINSTALLED);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "plugin install: " + file + " stays behind: " + e.getMessage(), e);
    }
  }

  private Optional<Bundle> bundle(Path file) {
    return Arrays.stream(context.getBundles())
        .filter(b -> path(b).equals(Optional.of(file)))
        .findFirst();
  }

  private Path file(Bundle bundle) {
    return path(bundle).orElseThrow();
  }

  /// The file that a bundle was installed from; locations spell one file in several ways.
  private static Optional<Path> path(Bundle bundle) {
    var location = bundle.getLocation();
    return location.startsWith("file:")
        ? Optional.of(Path.of(URI.create(location)).normalize())
        : Optional.empty();
  }

  private static Path folder(BundleContext context, String property) {
    var folder = context.getProperty(property);
    if (folder == null) {
      throw new IllegalStateException(
          "plugin: this platform has no plugins folder: start it with ./ashlar");
    }
    return Path.of(folder);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("plugin: cannot remove " + file + ": " + e.getMessage(), e);
    }
  }

  private static boolean await(BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (ms(start) > LIMIT_MS) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static long ms(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("plugin: interrupted while waiting");
    }
  }
}
