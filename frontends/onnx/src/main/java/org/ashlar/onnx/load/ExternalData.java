package org.ashlar.onnx.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ashlar.onnx.schema.TensorProto;

/// Numbers that lie in other files of the model's folder, and nowhere else: no absolute path, no
/// `..`, no link of either kind, nothing but whole numbers within the file. Files are mapped.
public final class ExternalData {
  /// For models that are no file.
  public static final ExternalData NONE = new ExternalData(Optional.empty());

  private static final Set<String> KEYS = Set.of("location", "offset", "length", "checksum");

  private final Optional<Path> folder;
  private final Map<Path, MemorySegment> mapped = new HashMap<>();

  /// @param folder the model's, without links
  ExternalData(Path folder) {
    this(Optional.of(folder));
  }

  private ExternalData(Optional<Path> folder) {
    this.folder = folder;
  }

  /// The bytes of a tensor.
  ///
  /// @param need how many it must have
  /// @throws IllegalArgumentException when the place is not allowed or does not fit the file
  synchronized MemorySegment bytes(TensorProto tensor, long need) {
    var what = "tensor " + tensor.getName() + ": external data: ";
    var entries = new HashMap<String, String>();
    for (var entry : tensor.getExternalDataList()) {
      require(KEYS.contains(entry.getKey()), what + "unknown key " + entry.getKey());
      require(
          entries.put(entry.getKey(), entry.getValue()) == null,
          what + "the key " + entry.getKey() + " stands twice");
    }
    var location = entries.getOrDefault("location", "");
    require(!location.isEmpty(), what + "says no location");
    var file = mapped.computeIfAbsent(place(what, location), f -> map(what, f));
    long offset = number(what, entries.getOrDefault("offset", "0"));
    long length = number(what, entries.getOrDefault("length", Long.toString(need)));
    require(length == need, what + "has " + length + " bytes, its type needs " + need);
    require(
        offset <= file.byteSize() && length <= file.byteSize() - offset,
        what
            + "bytes "
            + offset
            + " to "
            + (offset + length)
            + " are outside "
            + location
            + ", which has "
            + file.byteSize());
    return file.asSlice(offset, length);
  }

  private static long number(String what, String text) {
    require(text.matches("[0-9]{1,18}"), what + "no whole number from 0: " + text);
    return Long.parseLong(text);
  }

  private Path place(String what, String location) {
    var root =
        folder.orElseThrow(
            () -> new IllegalArgumentException(what + "a model that is no file has none"));
    require(
        location.indexOf('\0') < 0 && location.indexOf('\\') < 0,
        what + "no plain name: " + location);
    var relative = Path.of(location);
    require(!relative.isAbsolute(), what + "must lie in the model's folder: " + location);
    var at = root;
    for (var step : relative) {
      require(!step.toString().equals(".."), what + "must lie in the model's folder: " + location);
      at = at.resolve(step);
      require(!Files.isSymbolicLink(at), what + "must be no link: " + location);
    }
    require(
        Files.isRegularFile(at, LinkOption.NOFOLLOW_LINKS),
        what + "there is no such file in the model's folder: " + location);
    try {
      require(
          at.toRealPath().startsWith(root), what + "must lie in the model's folder: " + location);
      if (at.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        require(
            Files.getAttribute(at, "unix:nlink", LinkOption.NOFOLLOW_LINKS).equals(1),
            what + "must have one name only, this file has several (hard links): " + location);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(what + location + ": cannot be read: " + e, e);
    }
    return at;
  }

  private static MemorySegment map(String what, Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (IOException e) {
      throw new UncheckedIOException(what + file.getFileName() + ": cannot be read: " + e, e);
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException(what);
    }
  }
}
