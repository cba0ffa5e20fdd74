package org.ashlar.safetensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.TreeMap;
import org.ashlar.ir.Parse;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Vocabulary;
import org.ashlar.ir.stage.Importer;
import org.ashlar.ir.stage.Model;
import org.osgi.service.component.annotations.Component;

/// Reads `.ashlar` files: safetensors whose metadata hold the program's text.
@Component(service = Importer.class)
public final class AshlarImporter implements Importer {
  /// As the format itself demands.
  private static final long HEADER = 100_000_000;

  private static final int CHUNK = 1 << 26;

  @Override
  public String format() {
    return AshlarExporter.FORMAT;
  }

  /// By the suffix, or by a header that is there.
  @Override
  public boolean accepts(Path file) {
    if (file.toString().endsWith("." + format()) || file.toString().endsWith(".safetensors")) {
      return true;
    }
    try (var in = Files.newInputStream(file)) {
      var first = in.readNBytes(9);
      return first.length == 9 && first[8] == '{' && length(first) <= HEADER;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Model read(Path file, Vocabulary operators) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return model(channel, operators);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be read: " + e, e);
    }
  }

  private static Model model(FileChannel channel, Vocabulary operators) throws IOException {
    long size = channel.size();
    if (size < 8) {
      throw new IllegalArgumentException("is no safetensors file: it has " + size + " bytes");
    }
    long length = length(bytes(channel, 0, 8));
    if (length < 2 || length > Math.min(HEADER, size - 8)) {
      throw new IllegalArgumentException(
          "is no safetensors file, or cut off: a header of "
              + Long.toUnsignedString(length)
              + " bytes in "
              + size);
    }
    long start = 8 + length;
    var header = Header.read(bytes(channel, 8, (int) length), size - start);
    var facts = new TreeMap<>(header.metadata());
    var text = facts.remove(AshlarExporter.PROGRAM);
    if (text == null) {
      throw new IllegalArgumentException(
          "has weights only: its metadata hold no program: " + header.tensors().keySet());
    }
    facts.remove(AshlarExporter.VERSION);
    facts.keySet().removeIf(key -> key.startsWith(Header.KIND));
    var variables = new HashMap<String, TensorData>();
    for (var entry : header.tensors().entrySet()) {
      variables.put(entry.getKey(), tensor(channel, start, entry.getValue()));
    }
    return new Model(Parse.function(text, operators), variables, facts);
  }

  private static TensorData tensor(FileChannel channel, long start, Header.Tensor place)
      throws IOException {
    var tensor = TensorData.zeros(place.dtype(), place.sizes());
    for (long at = place.from(); at < place.to(); at += CHUNK) {
      long bytes = Math.min(CHUNK, place.to() - at);
      var part = tensor.data().asSlice(at - place.from(), bytes).asByteBuffer();
      fill(channel, part, start + at);
    }
    return tensor;
  }

  private static byte[] bytes(FileChannel channel, long at, int count) throws IOException {
    var bytes = ByteBuffer.allocate(count);
    fill(channel, bytes, at);
    return bytes.array();
  }

  private static void fill(FileChannel channel, ByteBuffer to, long at) throws IOException {
    long from = at;
    while (to.hasRemaining()) {
      int read = channel.read(to, from);
      if (read < 0) {
        throw new IllegalArgumentException("is cut off at " + from);
      }
      from += read;
    }
  }

  private static long length(byte[] first) {
    return ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }
}
