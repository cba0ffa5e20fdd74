package org.ashlar.train.checkpoint;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Objects;
import org.ashlar.ir.TensorData;

/// A checkpoint as a file: safetensors, with a checksum as its last tensor.
///
/// Eight bytes that count the header's, little-endian; the header, JSON, filled up with spaces to a
/// multiple of eight; the tensors' bytes in the order of their names; 32 bytes, the SHA-256 of
/// everything before them.
final class TensorFile {
  private static final int MOST_HEADER = 64 << 20;
  private static final int CHUNK = 1 << 20;

  private TensorFile() {}

  static void write(Checkpoint checkpoint, Disk.Sink sink) throws IOException {
    var header = Header.of(checkpoint);
    var json = header.json().getBytes(StandardCharsets.UTF_8);
    var padded = Arrays.copyOf(json, (json.length + 7) / 8 * 8);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    var digest = sha256();
    var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    write(length.putLong(0, padded.length), digest, sink);
    write(ByteBuffer.wrap(padded), digest, sink);
    for (var entry : header.entries()) {
      if (!entry.name().equals(Header.CHECKSUM)) {
        var data = Objects.requireNonNull(checkpoint.tensors().get(entry.name())).data();
        long bytes = entry.end() - entry.begin();
        for (long at = 0; at < bytes; at += CHUNK) {
          var part = data.asSlice(at, Math.min(CHUNK, bytes - at)).asByteBuffer();
          write(part, digest, sink);
        }
      }
    }
    sink.write(ByteBuffer.wrap(digest.digest()));
  }

  private static void write(ByteBuffer bytes, MessageDigest digest, Disk.Sink sink)
      throws IOException {
    digest.update(bytes.duplicate());
    sink.write(bytes);
  }

  /// Reads a file; what is damaged is refused before any tensor is made.
  ///
  /// @throws IllegalArgumentException when it is not whole; says how
  static Checkpoint read(Path file) throws IOException {
    try (var channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size < 8 + Header.CHECKSUM_BYTES) {
        throw new IllegalArgumentException("is cut off: has only " + size + " bytes");
      }
      checkSum(channel, size);
      long length = read(channel, 0, 8).getLong();
      if (length < 2 || length > Math.min(MOST_HEADER, size - 8)) {
        throw new IllegalArgumentException("says that its header has " + length + " bytes");
      }
      long data = 8 + length;
      var header = Header.parse(read(channel, 8, (int) length).array(), size - data);
      var tensors = new HashMap<String, TensorData>();
      for (var entry : header.entries()) {
        if (!entry.name().equals(Header.CHECKSUM)) {
          var tensor = Header.allocate(entry);
          long bytes = entry.end() - entry.begin();
          for (long at = 0; at < bytes; at += CHUNK) {
            var part = tensor.data().asSlice(at, Math.min(CHUNK, bytes - at)).asByteBuffer();
            fill(channel, data + entry.begin() + at, part);
          }
          tensors.put(entry.name(), tensor);
        }
      }
      return new Checkpoint(tensors, header.facts());
    }
  }

  private static void checkSum(FileChannel channel, long size) throws IOException {
    var digest = sha256();
    long end = size - Header.CHECKSUM_BYTES;
    for (long at = 0; at < end; at += CHUNK) {
      digest.update(read(channel, at, (int) Math.min(CHUNK, end - at)));
    }
    var said = read(channel, end, Header.CHECKSUM_BYTES).array();
    if (!MessageDigest.isEqual(digest.digest(), said)) {
      throw new IllegalArgumentException("is damaged or cut off: the checksum differs");
    }
  }

  private static ByteBuffer read(FileChannel channel, long at, int bytes) throws IOException {
    var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    fill(channel, at, buffer);
    return buffer.flip();
  }

  private static void fill(FileChannel channel, long at, ByteBuffer buffer) throws IOException {
    long place = at;
    while (buffer.hasRemaining()) {
      int got = channel.read(buffer, place);
      if (got < 0) {
        throw new EOFException("the file became shorter");
      }
      place += got;
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
