package org.ashlar.compiler;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.ashlar.ir.Expr;

/// Calls code of a block, and turns what it throws into an error that names the block and holds
/// none of its classes.
final class Plugin {
  private static final Pattern PACKAGE = Pattern.compile("org\\.ashlar\\.[a-z.]*[a-z]");

  private Plugin() {}

  /// Calls a block with a program that is known to be right, so that anything it throws is its own
  /// fault.
  ///
  /// @param what names the call for people: `rule mergetransposes`, `lowering`
  /// @throws Defect for whatever it throws
  static <T> T call(
      Provider<?> provider, String stage, String what, Dump before, Supplier<T> call) {
    try {
      return ask(provider, stage, what, before, call);
    } catch (IllegalArgumentException e) {
      throw defect(provider, stage, what, before, e);
    }
  }

  /// Calls a block that may find something wrong with the program.
  ///
  /// @throws IllegalArgumentException as the block says about the program
  /// @throws Defect for anything else that it throws
  static <T> T ask(Provider<?> provider, String stage, String what, Dump before, Supplier<T> call) {
    try {
      return call.get();
    } catch (Defect | Missing e) {
      throw e;
    } catch (IllegalArgumentException e) {
      // in text, and traced to here: an exception of a block keeps its classes reachable
      throw new IllegalArgumentException(e.getMessage());
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      throw defect(provider, stage, what, before, e);
    }
  }

  private static Defect defect(
      Provider<?> provider, String stage, String what, Dump before, Throwable e) {
    var guilty = before.blame().of(e).filter(g -> g.service() != provider.service());
    var facts = facts(guilty.orElse(provider), e);
    var message =
        guilty.isPresent()
            ? Blame.name(guilty.get())
                + " ("
                + guilty.get().label()
                + "): "
                + facts
                + " (in "
                + what
                + ")"
            : what + " (" + provider.label() + "): " + facts;
    return new Defect(stage, message, before.write(stage, e));
  }

  /// What a block did, for people.
  static String facts(Provider<?> provider, Throwable e) {
    return switch (e) {
      case LinkageError _, MatchException _ -> mismatch(provider, e);
      case StackOverflowError _ -> "the stack overflowed";
      default -> "threw " + e;
    };
  }

  /// `built against org.ashlar.ir.kernel 1.2, running 2.0`, as far as the manifests say.
  static String mismatch(Provider<?> provider, Throwable e) {
    var type = provider.service().getClass();
    var used = PACKAGE.matcher(String.valueOf(e.getMessage()).replace('/', '.'));
    var name = used.find() ? packageOf(used.group()) : "org.ashlar.ir.kernel";
    var built = header(type, "Import-Package").flatMap(h -> version(h, name));
    var running = header(Expr.class, "Export-Package").flatMap(h -> version(h, name));
    var facts =
        e instanceof MatchException
            ? "met a form that it does not know"
            : "misses " + e.getClass().getSimpleName().replace("Error", "") + " " + e.getMessage();
    return "built against "
        + name
        + built.map(v -> " " + v).orElse(" of another version")
        + running.map(v -> ", running " + v).orElse("")
        + ": "
        + type.getName()
        + " "
        + facts
        + ": build it against the version that runs";
  }

  private static String packageOf(String found) {
    return found.startsWith("org.ashlar.ir.kernel")
        ? "org.ashlar.ir.kernel"
        : found.startsWith("org.ashlar.ir.stage")
            ? "org.ashlar.ir.stage"
            : found.startsWith("org.ashlar.backend")
                ? "org.ashlar.backend"
                : found.startsWith("org.ashlar.operators")
                    ? "org.ashlar.operators"
                    : "org.ashlar.ir";
  }

  /// The version of a package in an Import-Package or Export-Package header; the floor of a range.
  static Optional<String> version(String header, String name) {
    var clause =
        Pattern.compile("(?:^|,)" + Pattern.quote(name) + "((?:;[^\",;]*(?:\"[^\"]*\")?)*)")
            .matcher(header);
    if (!clause.find()) {
      return Optional.empty();
    }
    var version =
        Pattern.compile("version=\"?[\\[(]?([0-9][0-9A-Za-z.]*)").matcher(clause.group(1));
    return version.find() ? Optional.of(version.group(1)) : Optional.empty();
  }

  /// A header of the manifest of the bundle or jar that a class is from.
  private static Optional<String> header(Class<?> type, String name) {
    try {
      return manifest(type).map(m -> m.getMainAttributes().getValue(name));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Manifest> manifest(Class<?> type) throws IOException {
    var loader = type.getClassLoader();
    if (loader != ClassLoader.getSystemClassLoader() && loader != null) {
      // a bundle's loader finds its own manifest first
      try (InputStream in = loader.getResourceAsStream(JarFile.MANIFEST_NAME)) {
        return in == null ? Optional.empty() : Optional.of(new Manifest(in));
      }
    }
    var source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    var path = Path.of(URI.create(source.getLocation().toString()));
    if (Files.isDirectory(path)) {
      var file = path.resolve(JarFile.MANIFEST_NAME);
      try (InputStream in = Files.newInputStream(file)) {
        return Optional.of(new Manifest(in));
      }
    }
    try (var jar = new JarFile(path.toFile())) {
      return Optional.ofNullable(jar.getManifest());
    }
  }
}
