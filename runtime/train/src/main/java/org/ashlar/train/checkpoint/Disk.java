package org.ashlar.train.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// What checkpoints ask of a disk, so that tests can put one in place that is full or dies.
interface Disk {
  /// A file that is being written.
  interface Sink extends Closeable {
    void write(ByteBuffer bytes) throws IOException;

    /// Returns once all that was written survives a loss of power.
    void sync() throws IOException;
  }

  /// A new file, or one emptied.
  Sink create(Path file) throws IOException;

  /// Gives a file another name at one moment, in the place of a file that has it.
  void rename(Path from, Path to) throws IOException;

  /// Returns once the names in a folder survive a loss of power.
  void sync(Path folder) throws IOException;

  void delete(Path file) throws IOException;

  /// The disk of this machine.
  static Disk real() {
    return new Disk() {
      @Override
      public Sink create(Path file) throws IOException {
        var channel =
            FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        return new Sink() {
          @Override
          public void write(ByteBuffer bytes) throws IOException {
            while (bytes.hasRemaining()) {
              channel.write(bytes);
            }
          }

          @Override
          public void sync() throws IOException {
            channel.force(true);
          }

          @Override
          public void close() throws IOException {
            channel.close();
          }
        };
      }

      @Override
      public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }

      @Override
      public void sync(Path folder) throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }

      @Override
      public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
      }
    };
  }
}
