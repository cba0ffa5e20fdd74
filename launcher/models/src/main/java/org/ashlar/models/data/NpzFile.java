package org.ashlar.models.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.ashlar.ir.TensorData;

/// Named tensors in NumPy's `.npz` format: a zip of `.npy` files.
final class NpzFile {
  /// The most that one entry may unpack to.
  private static final long ENTRY = 4L << 30;

  private NpzFile() {}

  /// The tensor of a name; the only one, whatever its name, where there is one.
  static TensorData read(Path file, String name) {
    try (var zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries =
          zip.stream().filter(e -> e.getName().endsWith(".npy")).toList();
      var wanted =
          entries.size() == 1
              ? entries.getFirst()
              : entries.stream()
                  .filter(e -> e.getName().equals(name + ".npy"))
                  .findFirst()
                  .orElseThrow(() ->
                      new IllegalArgumentException(
                          file
                              + ": has no tensor "
                              + name
                              + ": there are "
                              + entries.stream()
                                  .map(e -> e.getName().replaceAll("\\.npy$", ""))
                                  .toList()));
      if (wanted.getSize() > ENTRY) {
        throw new IllegalArgumentException(
            file + ": " + wanted.getName() + " unpacks to more than " + ENTRY + " bytes");
      }
      try (var in = zip.getInputStream(wanted)) {
        return NpyFile.read(file + "!" + wanted.getName(), in, Math.max(0, wanted.getSize()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }
}
