package org.ashlar.models.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Brings model files out of packages into a folder of the user, where they stay.
///
/// The user's own Maven or npm resolves a package, with the user's settings; nothing of a package
/// is run. A file that is there is used without asking anybody, after its digest was checked where
/// one is known.
public final class Packages {
  private static final String MAVEN_COPY =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy";

  private final Path folder;
  private final Tool tool;

  /// @param folder where files stay
  public Packages(Path folder) {
    this(folder, (command, work, log) -> Tool.run(command, work, log, Tool.MINUTES));
  }

  Packages(Path folder, Tool tool) {
    this.folder = folder;
    this.tool = tool;
  }

  /// In the user's folder of caches.
  public static Packages ofUser() {
    var cache =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(said -> !said.isBlank())
            .map(Path::of)
            .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"));
    return new Packages(cache.resolve("ashlar").resolve("models"));
  }

  /// The model's file on this machine.
  ///
  /// @throws IllegalArgumentException when it cannot be had, or is another file than its digest
  ///   says
  public Path file(ModelSource source) {
    return switch (source) {
      case ModelSource.File(var path) -> path;
      case ModelSource.Entry entry -> cached(entry);
    };
  }

  private Path cached(ModelSource.Entry source) {
    var name = Path.of("/" + source.entry()).normalize().toString().substring(1);
    var file =
        folder
            .resolve(source.kind().name().toLowerCase(Locale.ROOT))
            .resolve(source.coordinates().replaceAll("[^\\w.@-]", "_"))
            .resolve(name);
    try {
      if (!Files.isRegularFile(file)) {
        fetch(source, file);
      }
      source.sha256().ifPresent(wanted -> check(source, file, wanted));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("model " + source + ": " + e.getMessage(), e);
    }
  }

  private void fetch(ModelSource.Entry source, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    var work = Files.createTempDirectory(folder, "fetch");
    try {
      var archive = resolve(source, work);
      var part = work.resolve("model");
      Archive.of(archive).extract(source.entry(), part);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(work);
    }
  }

  /// The package's archive, brought into a folder.
  private Path resolve(ModelSource.Entry source, Path work) throws IOException {
    var command =
        switch (source.kind()) {
          case MAVEN ->
              List.of(
                  "mvn",
                  "-q",
                  "-B",
                  MAVEN_COPY,
                  "-Dartifact=" + source.coordinates(),
                  "-DoutputDirectory=" + work);
          case NPM ->
              List.of(
                  "npm",
                  "pack",
                  "--silent",
                  "--ignore-scripts",
                  "--pack-destination",
                  work.toString(),
                  source.coordinates());
        };
    var log = work.resolve("log");
    int exit = tool.run(command, work, log);
    try (Stream<Path> files = Files.list(work)) {
      var found = files.filter(f -> f.toString().matches(".*\\.(jar|zip|tgz)")).findFirst();
      if (exit != 0 || found.isEmpty()) {
        var said = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8).strip() : "";
        throw new IllegalArgumentException(
            "model "
                + source
                + ": "
                + command.getFirst()
                + " could not bring the package: "
                + (said.isEmpty() ? "exit code " + exit : said.lines().findFirst().orElse("")));
      }
      return found.get();
    }
  }

  private static void check(ModelSource.Entry source, Path file, String wanted) {
    var found = sha256(file);
    if (!found.equalsIgnoreCase(wanted)) {
      throw new IllegalArgumentException(
          "model " + source + ": its SHA-256 is " + found + ", not " + wanted + ": " + file);
    }
  }

  static String sha256(Path file) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void delete(Path work) throws IOException {
    try (Stream<Path> all = Files.walk(work)) {
      for (var path : all.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
