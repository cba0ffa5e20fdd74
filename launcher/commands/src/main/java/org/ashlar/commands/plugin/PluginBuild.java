package org.ashlar.commands.plugin;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.AccessFlag;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.ashlar.build.Capabilities;

/// Turns the sources of a plugin into a bundle: javac, then bnd. No Maven, no network.
public final class PluginBuild {
  static final Pattern COMPONENT = Pattern.compile("<implementation class=\"([^\"]+)\"");

  private final List<Path> platform;

  /// @param platform the jars that plugins may use
  public PluginBuild(List<Path> platform) {
    this.platform = List.copyOf(platform);
  }

  /// The jars of a distribution that plugins may use.
  public static PluginBuild of(Path distribution) {
    var jars = new ArrayList<Path>();
    for (var folder : List.of(distribution.resolve("bundles"), distribution.resolve("sdk"))) {
      if (Files.isDirectory(folder)) {
        jars.addAll(files(folder, ".jar"));
      }
    }
    return new PluginBuild(jars);
  }

  /// Builds the jar; the one that was there stays when the build fails.
  ///
  /// @throws IllegalArgumentException with the messages of the compiler or of bnd
  public Path build(PluginProject project) {
    return pack(
        project, List.of("src"), project.folder().resolve("bin"), project.jar(), project.name());
  }

  /// The same with the tests in it, to be run inside a platform; its symbolic name is another.
  public Path buildWithTests(PluginProject project) {
    var jar = project.jar();
    return pack(
        project,
        List.of("src", "test"),
        jar.resolveSibling("classes"),
        jar.resolveSibling(project.name() + ".tests.jar"),
        project.name() + ".tests");
  }

  private Path pack(
      PluginProject project, List<String> folders, Path classes, Path jar, String name) {
    compile(project, folders, classes);
    try (var builder = new Builder()) {
      builder.setBase(project.folder().toFile());
      builder.setProperties(builder.loadProperties(project.folder().resolve("bnd.bnd").toFile()));
      builder.setBundleSymbolicName(name);
      builder.setProperty(
          "Import-Package",
          "org.junit.*;resolution:=optional," + builder.getProperty("Import-Package", "*"));
      builder.setProperty("-noextraheaders", "true");
      builder.setProperty("-reproducible", "true");
      builder.setClasspath(
          Stream.concat(Stream.of(classes), platform.stream())
              .map(Path::toFile)
              .toArray(File[]::new));
      builder.addBasicPlugin(new Capabilities());
      var bundle = builder.build();
      if (!builder.getErrors().isEmpty()) {
        throw new IllegalArgumentException(
            "plugin build: " + String.join("\n  ", builder.getErrors()));
      }
      requireConstructors(project, bundle, classes);
      Files.createDirectories(jar.getParent());
      var part = jar.resolveSibling(jar.getFileName() + ".part");
      bundle.write(part.toFile());
      Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
      return jar;
    } catch (IllegalArgumentException e) {
      throw e;
    } catch (Exception e) { // bnd declares no narrower one
      throw new IllegalStateException("plugin build: " + project.name() + ": bnd failed: " + e, e);
    }
  }

  private void compile(PluginProject project, List<String> folders, Path classes) {
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IllegalStateException(
          "plugin build: this Java has no compiler: run the platform on a JDK, not a JRE");
    }
    var sources =
        folders.stream()
            .flatMap(f -> files(project.folder().resolve(f), ".java").stream())
            .toList();
    if (sources.isEmpty()) {
      throw new IllegalArgumentException(
          "plugin build: no sources below " + project.folder().resolve("src"));
    }
    var messages = new DiagnosticCollector<JavaFileObject>();
    try (var manager =
        compiler.getStandardFileManager(messages, Locale.ROOT, StandardCharsets.UTF_8)) {
      clear(classes);
      Files.createDirectories(classes);
      var path =
          platform.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      var options =
          List.of(
              "-d",
              classes.toString(),
              "-classpath",
              path,
              "--release",
              "25",
              "-proc:none",
              "-parameters");
      boolean done =
          compiler
              .getTask(
                  null,
                  manager,
                  messages,
                  options,
                  null,
                  manager.getJavaFileObjectsFromPaths(sources))
              .call();
      if (!done) {
        throw new IllegalArgumentException(
            "plugin build: does not compile:\n"
                + messages.getDiagnostics().stream()
                    .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                    .map(d -> "  " + String.valueOf(d).lines().collect(Collectors.joining("\n  ")))
                    .collect(Collectors.joining("\n")));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "plugin build: " + project.folder() + ": " + e.getMessage(), e);
    }
  }

  /// Declarative Services makes components with a public constructor without parameters.
  private static void requireConstructors(PluginProject project, Jar bundle, Path classes)
      throws Exception {
    var components = bundle.getDirectory("OSGI-INF");
    if (components == null) {
      throw new IllegalArgumentException(
          "plugin build: "
              + project.name()
              + ": no component: an operator needs @Component(service = Operator.class)");
    }
    for (var resource : components.values()) {
      try (var in = resource.openInputStream()) {
        var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        var found = COMPONENT.matcher(text);
        // One with parameters says so: its constructor takes what it refers to.
        while (found.find() && !text.contains(" init=\"")) {
          requireConstructor(found.group(1), classes);
        }
      }
    }
  }

  private static void requireConstructor(String type, Path classes) throws IOException {
    var file = classes.resolve(type.replace('.', '/') + ".class");
    var read = ClassFile.of().parse(file);
    boolean has =
        read.flags().has(AccessFlag.PUBLIC)
            && read.methods().stream()
                .anyMatch(m ->
                    m.methodName().equalsString("<init>")
                        && m.methodType().equalsString("()V")
                        && m.flags().has(AccessFlag.PUBLIC));
    if (!has) {
      throw new IllegalArgumentException(
          "plugin build: "
              + type
              + ": needs a public constructor without parameters that gives the defaults, and be public itself");
    }
  }

  private static List<Path> files(Path folder, String ending) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var files = Files.walk(folder)) {
      return files.filter(f -> f.toString().endsWith(ending)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("plugin: " + folder + ": " + e.getMessage(), e);
    }
  }

  private static void clear(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (var files = Files.walk(folder)) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
