package org.ashlar.commands.plugin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ashlar.commands.swap.Repack;
import org.ashlar.ir.Operator;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/// The plugins folder of this platform: what is in it runs.
public final class Plugins {
  private static final long LIMIT_MS = 10_000;

  private final BundleContext context;
  private final Path folder;

  /// @param folder watched by the platform
  public Plugins(BundleContext context, Path folder) {
    this.context = context;
    this.folder = folder;
  }

  /// The folder that the launcher says.
  public static Plugins of(BundleContext context) {
    var folder = context.getProperty("ashlar.plugins");
    if (folder == null) {
      throw new IllegalStateException("plugin: this platform has no plugins folder: start it with ./ashlar");
    }
    return new Plugins(context, Path.of(folder));
  }

  /// A plugin that was installed.
  ///
  /// @param liveMs from the call to the moment when everything in it could be used
  public record Installed(Bundle bundle, long liveMs, List<String> operators) {}

  /// Checks a jar, copies it beside, renames it, and waits until its services are there.
  ///
  /// @throws IllegalArgumentException when it is no bundle
  /// @throws IllegalStateException with the resolver's reason when it does not start; nothing is left behind then
  public Installed install(Path jar) {
    long start = System.nanoTime();
    var name = Repack.symbolicName(jar);
    var file = folder.resolve(name + ".jar");
    var before = bundle(file).map(Bundle::getLastModified).orElse(-1L);
    try {
      Files.createDirectories(folder);
      var part = Files.createTempFile(folder, name, ".part");
      Files.copy(jar, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("plugin install: cannot copy " + jar + " to " + folder + ": " + e.getMessage(), e);
    }
    while (true) {
      var bundle = bundle(file).filter(b -> b.getLastModified() != before);
      if (bundle.isPresent() && bundle.get().getState() == Bundle.ACTIVE) {
        return new Installed(bundle.get(), (System.nanoTime() - start) / 1_000_000, operators(bundle.get()));
      }
      if (bundle.isPresent() && bundle.get().getState() != Bundle.STARTING && !bundle.get().getSymbolicName().isEmpty()) {
        requireStart(bundle.get(), file);
      }
      if ((System.nanoTime() - start) / 1_000_000 > LIMIT_MS) {
        throw new IllegalStateException("plugin install: " + name + " is not live after " + LIMIT_MS / 1000
            + " s: see the log: -Dashlar.log=INFO says more");
      }
      pause();
    }
  }

  /// The plugins that run, and those that are there but do not.
  public List<Bundle> list() {
    var prefix = folder.toUri().toString();
    return Arrays.stream(context.getBundles()).filter(b -> b.getLocation().startsWith(prefix)).toList();
  }

  /// Removes the plugin of this symbolic name and waits until it is gone.
  ///
  /// @throws IllegalArgumentException when there is none
  public void remove(String name) {
    var bundle = list().stream()
        .filter(b -> name.equals(b.getSymbolicName()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(
            "plugin remove: no plugin " + name + ": installed are " + list().stream().map(Bundle::getSymbolicName).toList()));
    try {
      Files.deleteIfExists(folder.resolve(name + ".jar"));
    } catch (IOException e) {
      throw new UncheckedIOException("plugin remove: " + name + ": " + e.getMessage(), e);
    }
    long end = System.nanoTime() + LIMIT_MS * 1_000_000;
    while (bundle.getState() != Bundle.UNINSTALLED && System.nanoTime() < end) {
      pause();
    }
  }

  /// The operators that a bundle offers, by name.
  public static List<String> operators(Bundle bundle) {
    return Stream.ofNullable(bundle.getRegisteredServices())
        .flatMap(Arrays::stream)
        .filter(r -> List.of((String[]) r.getProperty("objectClass")).contains(Operator.class.getName()))
        .map(r -> {
          var context = bundle.getBundleContext();
          var service = context == null ? null : context.getService(r);
          return service instanceof Operator operator ? operator.id().toString() : "(its component did not start)";
        })
        .toList();
  }

  private void requireStart(Bundle bundle, Path file) {
    try {
      bundle.start();
    } catch (BundleException e) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw new IllegalStateException("plugin install: " + bundle.getSymbolicName() + " does not start: " + e.getMessage());
    }
  }

  private Optional<Bundle> bundle(Path file) {
    var location = file.toUri().toString();
    return Arrays.stream(context.getBundles()).filter(b -> b.getLocation().equals(location)).findFirst();
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
