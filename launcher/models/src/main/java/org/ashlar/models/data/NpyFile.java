package org.ashlar.models.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.ashlar.ir.DType;
import org.ashlar.ir.TensorData;

/// Tensors in NumPy's `.npy` format, versions 1 to 3 (`numpy.lib.format`).
///
/// Sizes in the header are held against the file before memory is taken. Objects and records are
/// refused: a file names no code. Kinds that NumPy lacks are written as the next wider that it has.
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int HEADER = 1 << 16;
  private static final int RANK = 32;

  private NpyFile() {}

  public static TensorData read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return read(file.toString(), in, Files.size(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": " + e.getMessage(), e);
    }
  }

  /// @param what the file's name, for messages
  /// @param bytes the most that the stream can give
  static TensorData read(String what, InputStream in, long bytes) throws IOException {
    var begin = in.readNBytes(8);
    if (begin.length < 8 || !Arrays.equals(begin, 0, 6, MAGIC, 0, 6)) {
      throw wrong(what, "no .npy file: it does not begin with \\x93NUMPY");
    }
    int wide = begin[6] == 1 ? 2 : 4;
    var length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    length.put(in.readNBytes(wide));
    int header = length.getInt(0);
    if (header < 0 || header > HEADER) {
      throw wrong(what, "its header has " + header + " bytes; at most " + HEADER + " are read");
    }
    var said = NpyHeader.of(what, new String(in.readNBytes(header), StandardCharsets.UTF_8));
    if (said.sizes().length > RANK) {
      throw wrong(
          what, "has " + said.sizes().length + " dimensions; at most " + RANK + " are read");
    }
    long elements = elements(what, said.sizes());
    long need = multiply(what, elements, said.dtype().bytes());
    if (need > bytes - 8 - wide - header) {
      throw wrong(
          what, said + " needs " + need + " bytes, and " + (bytes - 8 - wide - header) + " follow");
    }
    var tensor = TensorData.zeros(said.dtype(), said.sizes());
    var raw = in.readNBytes(Math.toIntExact(need));
    if (raw.length < need) {
      throw wrong(what, said + " needs " + need + " bytes, and " + raw.length + " follow");
    }
    if (said.bigEndian()) {
      reverse(raw, said.dtype().bytes());
    }
    MemorySegment.copy(MemorySegment.ofArray(raw), 0, tensor.data(), 0, need);
    return said.fortran() ? transposed(tensor) : tensor;
  }

  /// Writes a tensor.
  public static void write(Path file, TensorData tensor) {
    var held = NpyHeader.written(tensor.dtype());
    var data = held == tensor.dtype() ? tensor : converted(tensor, held);
    var shape =
        Arrays.stream(tensor.sizes()).mapToObj(n -> n + ",").collect(Collectors.joining(" "));
    var text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(NpyHeader.code(held), shape);
    int padded = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    var header = ByteBuffer.allocate(10 + padded).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) padded);
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    while (header.position() < 10 + padded - 1) {
      header.put((byte) ' ');
    }
    header.put((byte) '\n');
    try (var out = Files.newOutputStream(file)) {
      out.write(header.array());
      long need = data.elements() * held.bytes();
      out.write(data.data().asSlice(0, need).toArray(ValueLayout.JAVA_BYTE));
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static TensorData converted(TensorData tensor, DType to) {
    return TensorData.of(to, tensor.toDoubles(), tensor.sizes());
  }

  /// The same numbers in row-major order.
  private static TensorData transposed(TensorData columns) {
    var sizes = columns.sizes();
    var rows = TensorData.zeros(columns.dtype(), sizes);
    var at = new long[sizes.length];
    for (long i = 0; i < rows.elements(); i++) {
      long from = 0;
      for (int d = sizes.length - 1; d >= 0; d--) {
        from = from * sizes[d] + at[d];
      }
      rows.set(i, columns.bits(from));
      for (int d = sizes.length - 1; d >= 0 && ++at[d] == sizes[d]; d--) {
        at[d] = 0;
      }
    }
    return rows;
  }

  private static void reverse(byte[] raw, int width) {
    for (int i = 0; i + width <= raw.length; i += width) {
      for (int a = i, b = i + width - 1; a < b; a++, b--) {
        byte kept = raw[a];
        raw[a] = raw[b];
        raw[b] = kept;
      }
    }
  }

  private static long elements(String what, long[] sizes) {
    long n = 1;
    for (long size : sizes) {
      n = multiply(what, n, size);
    }
    return n;
  }

  private static long multiply(String what, long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw wrong(what, "its sizes are beyond any memory");
    }
  }

  private static IllegalArgumentException wrong(String what, String why) {
    return new IllegalArgumentException(what + ": " + why);
  }
}
