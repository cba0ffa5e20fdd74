package org.ashlar.train.data;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.ZipException;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// IDX files: a magic number, sizes, then bytes.
///
/// Source: Y. LeCun, C. Cortes, C. Burges, *The MNIST database of handwritten digits*, section on
/// file formats.
final class Idx {
  /// Deflate makes at most about so many bytes of one.
  private static final long MOST_UNPACKED = 1032;

  private static final int CHUNK = 1 << 16;

  private Idx() {}

  static Task task(Path pictures, Optional<Path> test) throws IOException {
    var train = pair(pictures);
    var parts = test.isPresent() ? new Dataset[] {train, pair(test.get())} : Tasks.split(train);
    if (!Arrays.equals(tail(parts[0]), tail(parts[1]))) {
      throw new IllegalArgumentException(
          "idx: pictures differ in size: " + parts[0].samples() + " and " + parts[1].samples());
    }
    long most = 0;
    for (var part : parts) {
      for (int i = 0; i < part.size(); i++) {
        most = Math.max(most, part.labels().bits(i));
      }
    }
    var names = IntStream.rangeClosed(0, (int) most).mapToObj(Integer::toString).toList();
    return Tasks.task(parts[0], parts[1], names, 1, pictures.getParent() + ", IDX");
  }

  private static long[] tail(Dataset part) {
    var sizes = part.samples().sizes();
    return Arrays.copyOfRange(sizes, 1, sizes.length);
  }

  /// A file of pictures with the file of labels beside it.
  private static Dataset pair(Path pictures) throws IOException {
    var name =
        pictures.getFileName().toString().replace("images", "labels").replace("idx3", "idx1");
    var beside = pictures.resolveSibling(name);
    if (!Files.exists(beside)) {
      var other = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name + ".gz";
      beside = pictures.resolveSibling(other);
    }
    if (!Files.exists(beside)) {
      throw new IllegalArgumentException(
          "idx " + pictures + ": there is no " + name + " beside it");
    }
    var samples = pictures(pictures);
    var labels = labels(beside);
    if (samples.sizes()[0] != labels.elements()) {
      throw new IllegalArgumentException(
          "idx "
              + beside
              + ": has "
              + labels.elements()
              + " labels for "
              + samples.sizes()[0]
              + " pictures");
    }
    return new Dataset(samples, labels);
  }

  /// f32[n, 1, rows, columns] in 0 … 1.
  static TensorData pictures(Path file) throws IOException {
    try (var in = new DataInputStream(Tasks.open(file))) {
      var sizes = sizes(in, file, 3);
      var samples = TensorData.zeros(DType.F32, sizes[0], 1, sizes[1], sizes[2]);
      read(
          in,
          file,
          samples.elements(),
          (at, value) -> samples.data().setAtIndex(ValueLayout.JAVA_FLOAT, at, value / 255f));
      return samples;
    }
  }

  /// i64[n].
  static TensorData labels(Path file) throws IOException {
    try (var in = new DataInputStream(Tasks.open(file))) {
      var labels = TensorData.zeros(DType.I64, sizes(in, file, 1));
      MemorySegment data = labels.data();
      read(
          in,
          file,
          labels.elements(),
          (at, value) -> data.setAtIndex(ValueLayout.JAVA_LONG, at, value));
      return labels;
    }
  }

  @FunctionalInterface
  private interface Element {
    void set(long at, int value);
  }

  private static void read(DataInputStream in, Path file, long count, Element element)
      throws IOException {
    var chunk = new byte[CHUNK];
    try {
      for (long at = 0; at < count; at += CHUNK) {
        int bytes = (int) Math.min(CHUNK, count - at);
        in.readFully(chunk, 0, bytes);
        for (int i = 0; i < bytes; i++) {
          element.set(at + i, Byte.toUnsignedInt(chunk[i]));
        }
      }
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(
          "idx " + file + ": is cut off or damaged: its header says " + count + " bytes");
    }
    if (in.read() >= 0) {
      throw new IllegalArgumentException("idx " + file + ": goes on after its " + count + " bytes");
    }
  }

  /// Reads the header; what it says is checked against the length of the file.
  private static long[] sizes(DataInputStream in, Path file, int rank) throws IOException {
    try {
      int magic = in.readInt();
      if (magic != (0x0800 | rank)) {
        throw new IllegalArgumentException(
            String.format(
                "idx %s: begins with %08x: bytes in %d dimensions begin with %08x",
                file, magic, rank, 0x0800 | rank));
      }
      var sizes = new long[rank];
      long count = 1;
      for (int d = 0; d < rank; d++) {
        sizes[d] = Integer.toUnsignedLong(in.readInt());
        count = Math.multiplyExact(count, sizes[d]);
      }
      long most = Files.size(file) * (file.toString().endsWith(".gz") ? MOST_UNPACKED : 1);
      if (count < 1 || count > most) {
        throw new IllegalArgumentException(
            "idx " + file + ": says " + Arrays.toString(sizes) + ", which cannot be in it");
      }
      return sizes;
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException("idx " + file + ": is cut off or damaged: has no header");
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("idx " + file + ": says sizes which cannot be in it");
    }
  }
}
