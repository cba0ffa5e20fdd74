package org.ashlar.itest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/// The checkout under test: its folders, its modules, and the distribution that this build made.
public final class Checkout {
  private static final List<String> GROUPS =
      List.of("bundles", "hardware-backends", "frontends", "runtime", "launcher");

  private Checkout() {}

  public static Path root() {
    for (Optional<Path> at = Optional.of(Path.of("").toAbsolutePath());
        at.isPresent();
        at = at.map(Path::getParent)) {
      if (Files.exists(at.get().resolve("cnf/shared.bnd"))) {
        return at.get();
      }
    }
    throw new IllegalStateException("no checkout around " + Path.of("").toAbsolutePath());
  }

  static Path distribution() {
    return Optional.ofNullable(System.getProperty("ashlar.distribution"))
        .map(Path::of)
        .orElseGet(() -> root().resolve("launcher/distribution/target/ashlar"))
        .toAbsolutePath()
        .normalize();
  }

  /// The folders of all modules that are bundles.
  static List<Path> modules() {
    return GROUPS.stream()
        .flatMap(group -> list(root().resolve(group)).stream())
        .filter(module -> Files.exists(module.resolve("bnd.bnd")))
        .toList();
  }

  /// The manifest that the build wrote for a module.
  static Manifest manifest(Path module) {
    try (var text = Files.newInputStream(module.resolve("target/classes/META-INF/MANIFEST.MF"))) {
      return new Manifest(text);
    } catch (IOException unbuilt) {
      throw new UncheckedIOException("not built: " + module, unbuilt);
    }
  }

  static List<Path> list(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /// Whether golden files are to be rewritten: `-Dgolden=update`.
  public static boolean updates() {
    return "update".equals(System.getProperty("golden"));
  }
}
