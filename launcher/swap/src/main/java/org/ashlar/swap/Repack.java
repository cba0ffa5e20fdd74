package org.ashlar.swap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.osgi.framework.Version;

/// Makes another build of a bundle out of its jar: the same classes under another version.
public final class Repack {
  private Repack() {}

  /// The symbolic name of a bundle's jar.
  ///
  /// @throws IllegalArgumentException when it is no bundle
  public static String symbolicName(Path jar) {
    if (!Files.isRegularFile(jar)) {
      throw new IllegalArgumentException(
          jar + (Files.isDirectory(jar) ? ": is a folder, not a jar" : ": there is no such file"));
    }
    try (var file = new JarFile(jar.toFile())) {
      var manifest = file.getManifest();
      var name =
          manifest == null ? null : manifest.getMainAttributes().getValue("Bundle-SymbolicName");
      if (name == null) {
        throw new IllegalArgumentException(
            jar + ": is no bundle: its manifest names no Bundle-SymbolicName");
      }
      return name.split(";", 2)[0].strip();
    } catch (IOException e) {
      throw new IllegalArgumentException(jar + ": is no jar: " + e.getMessage());
    }
  }

  /// The version of a bundle's jar.
  static String version(Path jar) {
    symbolicName(jar);
    try (var file = new JarFile(jar.toFile())) {
      return Version.parseVersion(file.getManifest().getMainAttributes().getValue("Bundle-Version"))
          .toString();
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          jar + ": its Bundle-Version cannot be read: " + e.getMessage());
    }
  }

  /// Writes the jar with this Bundle-Version.
  ///
  /// @throws UncheckedIOException when it cannot be read or written; names the file
  public static void version(Path jar, String version, Path to) {
    symbolicName(jar);
    try (var in = new JarInputStream(Files.newInputStream(jar))) {
      var manifest = in.getManifest();
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
      throw new UncheckedIOException(
          jar + ": cannot be packed again as " + to + ": " + e.getMessage(), e);
    }
  }
}
