package org.ashlar.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import aQute.bnd.osgi.Builder;
import aQute.bnd.osgi.Jar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A package that its bundle does not export cannot be used by another: the build with our shared
/// instructions fails.
class IsolationTest {
  @TempDir Path folder;

  @Test
  void aPrivatePackageOfAnotherBundleIsAnError() throws Exception {
    var left =
        bundle(
            "left",
            Map.of(
                "org/ashlar/left/Open.java",
                "package org.ashlar.left; public interface Open {}",
                "org/ashlar/left/inside/Hidden.java",
                "package org.ashlar.left.inside; public interface Hidden {}"),
            List.of(),
            "org.ashlar.left");
    assertEquals(List.of(), left.errors());

    var good =
        bundle(
            "good",
            Map.of(
                "org/ashlar/good/Fine.java",
                "package org.ashlar.good; public interface Fine extends org.ashlar.left.Open {}"),
            List.of(left),
            "");
    assertEquals(List.of(), good.errors());

    var bad =
        bundle(
            "bad",
            Map.of(
                "org/ashlar/bad/Wrong.java",
                "package org.ashlar.bad; public interface Wrong extends org.ashlar.left.inside.Hidden {}"),
            List.of(left),
            "");
    assertTrue(
        bad.errors().stream()
            .anyMatch(error -> error.contains("org.ashlar.left.inside not found in any bundle")),
        bad.errors().toString());
  }

  private record Built(Path classes, Path jar, List<String> errors) {}

  private Built bundle(String name, Map<String, String> sources, List<Built> uses, String exports)
      throws Exception {
    var classes = compile(name, sources, uses);
    var jar = folder.resolve(name + ".jar");
    try (var builder = new Builder()) {
      builder.setProperties(Checkout.root().resolve("cnf/shared.bnd").toFile());
      builder.setBase(folder.toFile());
      builder.setBundleSymbolicName("org.ashlar." + name);
      builder.setJar(new Jar(classes.toFile()));
      for (var use : uses) {
        builder.addClasspath(new Jar(use.jar().toFile()));
      }
      if (!exports.isEmpty()) {
        builder.setExportPackage(exports);
      }
      var made = builder.build();
      made.write(jar.toFile());
      return new Built(classes, jar, List.copyOf(builder.getErrors()));
    }
  }

  private Path compile(String name, Map<String, String> sources, List<Built> uses)
      throws IOException {
    var classes = folder.resolve(name);
    var arguments =
        new java.util.ArrayList<>(
            List.of(
                "-d",
                classes.toString(),
                "-cp",
                String.join(
                    java.io.File.pathSeparator,
                    uses.stream().map(use -> use.classes().toString()).toList())));
    for (var source : sources.entrySet()) {
      var file = folder.resolve(name + "-src").resolve(source.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, source.getValue());
      arguments.add(file.toString());
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
    return classes;
  }
}
