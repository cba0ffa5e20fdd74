package org.ashlar.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/// The jars that bundles run from: what is put back when a replacement fails, and what other builds
/// are made of.
@Component(service = Jars.class)
public final class Jars {
  private final Path folder;
  private final Map<Long, Path> current = new HashMap<>();
  private int taken;

  @Activate
  public Jars(BundleContext context) {
    var run = context.getProperty("ashlar.run");
    try {
      folder =
          run == null
              ? Files.createTempDirectory("ashlar-swap")
              : Files.createTempDirectory(Path.of(run), "swap");
    } catch (IOException e) {
      throw new UncheckedIOException(
          "swap: no folder to work in: " + e.getMessage() + ": use --home DIR", e);
    }
  }

  /// A folder for files of this process, which goes with it.
  public Path folder() {
    return folder;
  }

  /// The jar that a bundle runs from now.
  synchronized Path of(Bundle bundle) {
    var known = current.get(bundle.getBundleId());
    return known == null ? installed(bundle) : known;
  }

  /// A copy of a jar that nobody changes while a bundle runs from it.
  synchronized Path take(Path jar) {
    if (jar.startsWith(folder)) {
      return jar;
    }
    try {
      return Files.copy(
          jar,
          folder.resolve(++taken + "-" + jar.getFileName()),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("swap: " + jar + " cannot be copied: " + e.getMessage(), e);
    }
  }

  /// From now on a bundle runs from this jar; the one before is not needed any more.
  synchronized void now(Bundle bundle, Path jar) {
    var before = current.put(bundle.getBundleId(), jar);
    if (before != null && !before.equals(jar)) {
      drop(before);
    }
  }

  /// A bundle was uninstalled: its jar is not needed any more.
  synchronized void gone(Bundle bundle) {
    var jar = of(bundle);
    current.remove(bundle.getBundleId());
    drop(jar);
  }

  /// Removes a jar of this folder.
  void drop(Path jar) {
    if (jar.startsWith(folder)) {
      try {
        Files.deleteIfExists(jar);
      } catch (IOException e) {
        // it goes with the folder
      }
    }
  }

  /// Another build of what a bundle runs now: its own classes under the next version.
  public Path next(Bundle bundle) {
    var version = bundle.getVersion();
    var next = version.getMajor() + "." + version.getMinor() + "." + (version.getMicro() + 1);
    Path jar;
    synchronized (this) {
      jar = folder.resolve(bundle.getSymbolicName() + "-" + next + "-" + ++taken + ".jar");
    }
    Repack.version(of(bundle), next, jar);
    return jar;
  }

  /// The jar that a bundle was installed from, by reference or as a copy.
  private static Path installed(Bundle bundle) {
    var location = bundle.getLocation().replaceFirst("^reference:", "");
    var jar = Path.of(URI.create(location));
    if (!Files.isRegularFile(jar)) {
      throw new UncheckedIOException(
          new IOException(jar + ": the jar of " + bundle.getSymbolicName() + " is gone"));
    }
    return jar;
  }
}
