package org.ashlar.itest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/// Other builds of a bundle of the distribution, whole or broken.
final class Build {
  private Build() {}

  /// The jar of a bundle in the distribution.
  static Path original(String name) {
    return Checkout.list(Checkout.distribution().resolve("bundles")).stream()
        .filter(f -> f.getFileName().toString().startsWith(name + "-"))
        .findFirst()
        .orElseThrow();
  }

  /// The same bundle with some headers changed and only the entries that `keep` keeps.
  static Path changed(String name, Map<String, String> headers, Predicate<String> keep, Path to)
      throws IOException {
    try (var in = new JarInputStream(Files.newInputStream(original(name)))) {
      var manifest = in.getManifest();
      headers.forEach(
          (key, value) -> manifest.getMainAttributes().put(new Attributes.Name(key), value));
      try (var out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
        for (var entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME) && keep.test(entry.getName())) {
            out.putNextEntry(new ZipEntry(entry.getName()));
            in.transferTo(out);
            out.closeEntry();
          }
        }
      }
    }
    return to;
  }
}
