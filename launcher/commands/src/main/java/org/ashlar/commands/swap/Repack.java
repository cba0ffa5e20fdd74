package org.ashlar.commands.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;

/// Makes another build of a bundle out of its jar: the same classes under another version.
public final class Repack {
  private Repack() {}

  /// Writes the jar with this Bundle-Version.
  ///
  /// @throws UncheckedIOException when it cannot be read or written; names the file
  public static void version(Path jar, String version, Path to) {
    try (var in = new JarInputStream(Files.newInputStream(jar))) {
      var manifest = in.getManifest();
      if (manifest == null || manifest.getMainAttributes().getValue("Bundle-SymbolicName") == null) {
        throw new IllegalArgumentException(jar + ": is no bundle: its manifest names no Bundle-SymbolicName");
      }
      manifest.getMainAttributes().put(new Attributes.Name("Bundle-Version"), version);
      try (var out = new JarOutputStream(Files.newOutputStream(to), manifest)) {
        for (var entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new ZipEntry(entry.getName()));
            in.transferTo(out);
            out.closeEntry();
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(jar + ": cannot be packed again as " + to + ": " + e.getMessage(), e);
    }
  }
}
