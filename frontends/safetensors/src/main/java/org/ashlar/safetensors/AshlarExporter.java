package org.ashlar.safetensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ashlar.ir.TensorData;
import org.ashlar.ir.Text;
import org.ashlar.ir.stage.Exporter;
import org.ashlar.ir.stage.Model;
import org.osgi.service.component.annotations.Component;
import tools.jackson.databind.json.JsonMapper;

/// Writes `.ashlar` files: safetensors whose metadata hold the program's text.
@Component(service = Exporter.class)
public final class AshlarExporter implements Exporter {
  static final String FORMAT = "ashlar";
  static final String PROGRAM = "program";
  static final String VERSION = "ashlar";

  private static final int CHUNK = 1 << 26;

  @Override
  public String format() {
    return FORMAT;
  }

  /// Written beside the file, brought to the disk, then put in its place.
  @Override
  public void write(Model model, Path file) {
    var tensors = new TreeMap<>(model.variables());
    var header = header(model, tensors);
    var folder = file.toAbsolutePath().getParent();
    try {
      var part = Files.createTempFile(folder, "." + file.getFileName(), ".part");
      try {
        try (var channel =
            FileChannel.open(
                part, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
          write(channel, header);
          for (var tensor : tensors.values()) {
            write(channel, tensor);
          }
          channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be written: " + e, e);
    }
  }

  private static ByteBuffer header(Model model, Map<String, TensorData> tensors) {
    var metadata = new TreeMap<>(model.facts());
    metadata.put(PROGRAM, Text.of(model.function()));
    metadata.put(VERSION, "1");
    var root = new LinkedHashMap<String, Object>();
    root.put(Header.METADATA, metadata);
    long at = 0;
    for (var entry : tensors.entrySet()) {
      var name = entry.getKey();
      var tensor = entry.getValue();
      var kind =
          Kinds.name(tensor.dtype())
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "ashlar: variable " + name + ": no way to write " + tensor.dtype()));
      if (Kinds.isForeign(tensor.dtype())) {
        metadata.put(Header.KIND + name, tensor.dtype().toString());
      }
      long end = at + tensor.elements() * tensor.dtype().bytes();
      root.put(
          name, Map.of("dtype", kind, "shape", tensor.sizes(), "data_offsets", List.of(at, end)));
      at = end;
    }
    var json =
        JsonMapper.builder().build().writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    var buffer = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(padded).put(json);
    while (buffer.hasRemaining()) {
      buffer.put((byte) ' ');
    }
    return buffer.flip();
  }

  private static void write(FileChannel channel, TensorData tensor) throws IOException {
    long bytes = tensor.elements() * tensor.dtype().bytes();
    for (long at = 0; at < bytes; at += CHUNK) {
      write(channel, tensor.data().asSlice(at, Math.min(CHUNK, bytes - at)).asByteBuffer());
    }
  }

  private static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
