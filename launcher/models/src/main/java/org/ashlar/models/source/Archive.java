package org.ashlar.models.source;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;

/// A package's archive: takes single files out of it and writes them where it is told, so names
/// inside it lead nowhere else.
sealed interface Archive {
  /// The most that one file may unpack to.
  long BYTES = 16L << 30;

  Path path();

  /// Copies an entry's bytes into a file.
  ///
  /// @throws IllegalArgumentException when there is no such entry; names those that look like it
  void extract(String entry, Path to) throws IOException;

  static Archive of(Path path) {
    return path.toString().endsWith(".tgz") ? new Tar(path) : new Zip(path);
  }

  private static IllegalArgumentException missing(Archive archive, String entry, List<String> all) {
    var suffix = entry.substring(entry.lastIndexOf('.') + 1);
    return new IllegalArgumentException(
        archive.path().getFileName()
            + ": has no "
            + entry
            + ": of this kind there are "
            + all.stream().filter(name -> name.endsWith(suffix)).toList());
  }

  private static void copy(InputStream in, Path to, long bytes, String what) throws IOException {
    try (var out = Files.newOutputStream(to)) {
      var buffer = new byte[1 << 16];
      long left = bytes;
      while (left > 0) {
        int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (n < 0) {
          break;
        }
        out.write(buffer, 0, n);
        left -= n;
      }
      if (left == 0 && bytes == BYTES) {
        throw new IllegalArgumentException(what + ": unpacks to more than " + BYTES + " bytes");
      }
    }
  }

  /// A jar.
  record Zip(Path path) implements Archive {
    @Override
    public void extract(String entry, Path to) throws IOException {
      try (var zip = new ZipFile(path.toFile())) {
        var found = zip.getEntry(entry);
        if (found == null) {
          throw missing(this, entry, zip.stream().map(e -> e.getName()).toList());
        }
        try (var in = zip.getInputStream(found)) {
          copy(in, to, BYTES, entry);
        }
      }
    }
  }

  /// A compressed tape archive (POSIX.1-2001 `ustar` and `pax`), as npm packs.
  record Tar(Path path) implements Archive {
    private static final int BLOCK = 512;

    @Override
    public void extract(String entry, Path to) throws IOException {
      var names = new ArrayList<String>();
      try (var in =
          new GZIPInputStream(new BufferedInputStream(Files.newInputStream(path)), 1 << 16)) {
        String next = "";
        while (true) {
          var header = in.readNBytes(BLOCK);
          if (header.length < BLOCK || header[0] == 0) {
            throw missing(this, entry, names);
          }
          long size = octal(header, 124, 12);
          var name = next.isEmpty() ? name(header) : next;
          next = "";
          char kind = (char) header[156];
          if (kind == 'x' || kind == 'g') {
            var said =
                new String(in.readNBytes((int) Math.min(size, 1 << 16)), StandardCharsets.UTF_8);
            next = kind == 'x' ? paxPath(said) : "";
          } else if ((kind == '0' || kind == 0) && name.equals(entry)) {
            copy(in, to, size, entry);
            return;
          } else {
            names.add(name);
            in.skipNBytes(size);
          }
          in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        }
      }
    }

    private static String name(byte[] header) {
      var name = text(header, 0, 100);
      var prefix = text(header, 345, 155);
      return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String text(byte[] header, int at, int length) {
      int end = at;
      while (end < at + length && header[end] != 0) {
        end++;
      }
      return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long octal(byte[] header, int at, int length) {
      var digits = text(header, at, length).strip();
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    }

    /// `27 path=package/models/x.onnx`, one record a line; empty where none says a path.
    private static String paxPath(String records) {
      return records
          .lines()
          .filter(line -> line.contains(" path="))
          .map(line -> line.substring(line.indexOf('=') + 1))
          .findFirst()
          .orElse("");
    }
  }
}
