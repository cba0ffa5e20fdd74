package org.ashlar.commands.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.ashlar.commands.swap.Repack;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/// The bundles of the blocks, and other builds of them for swapping.
final class Blocks {
  private final BundleContext context;
  private final Path folder;
  private final Map<String, Path> originals = new HashMap<>();
  private int builds;

  /// @param folder where the other builds are written
  Blocks(BundleContext context, Path folder) {
    this.context = context;
    this.folder = folder;
  }

  /// The active bundle of this name, the newest of several.
  Bundle bundle(String name) {
    return Arrays.stream(context.getBundles())
        .filter(b -> name.equals(b.getSymbolicName()) && b.getState() == Bundle.ACTIVE)
        .max(Comparator.comparing(Bundle::getVersion))
        .orElseThrow(
            () -> new IllegalStateException(name + ": no such bundle is active: see `services`"));
  }

  /// Another build of the bundle of this name: its own classes under the next version.
  Path nextBuild(String name) {
    var bundle = bundle(name);
    var original = originals.computeIfAbsent(name, _ -> jar(bundle));
    var version = bundle.getVersion();
    var next = version.getMajor() + "." + version.getMinor() + "." + (version.getMicro() + 1);
    var jar = folder.resolve(name + "-" + next + "-" + ++builds + ".jar");
    Repack.version(original, next, jar);
    return jar;
  }

  /// The jar that a bundle was installed from; it was installed by reference.
  private static Path jar(Bundle bundle) {
    var location = bundle.getLocation().replaceFirst("^reference:", "");
    var jar = Path.of(URI.create(location));
    if (!Files.isRegularFile(jar)) {
      throw new UncheckedIOException(
          new IOException(jar + ": the jar of " + bundle.getSymbolicName() + " is gone"));
    }
    return jar;
  }
}
