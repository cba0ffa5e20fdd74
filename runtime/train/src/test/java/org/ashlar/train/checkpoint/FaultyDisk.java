package org.ashlar.train.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A disk with room for so many bytes more, or of a process that dies at some moment: from then on
/// nothing reaches the disk.
final class FaultyDisk implements Disk {
  /// The process is dead: whatever catches this has not run.
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private final Disk real = Disk.real();
  private final long bytes;
  private final int acts;
  private long written;
  private int done;

  private FaultyDisk(long bytes, int acts) {
    this.bytes = bytes;
    this.acts = acts;
  }

  static FaultyDisk full(long bytes) {
    return new FaultyDisk(bytes, Integer.MAX_VALUE);
  }

  /// @param acts how often the disk is asked for something before the death
  /// @param bytes how many are written before it
  static FaultyDisk dying(int acts, long bytes) {
    return new FaultyDisk(bytes, acts);
  }

  int acts() {
    return done;
  }

  private void act() {
    if (done++ >= acts) {
      throw new Killed();
    }
  }

  @Override
  public Sink create(Path file) throws IOException {
    act();
    var sink = real.create(file);
    return new Sink() {
      @Override
      public void write(ByteBuffer data) throws IOException {
        act();
        long room = bytes - written;
        if (data.remaining() <= room) {
          written += data.remaining();
          sink.write(data);
          return;
        }
        written = bytes;
        sink.write(data.slice(data.position(), (int) Math.max(0, room)));
        if (acts < Integer.MAX_VALUE) {
          throw new Killed();
        }
        throw new IOException("No space left on device");
      }

      @Override
      public void sync() throws IOException {
        act();
        sink.sync();
      }

      @Override
      public void close() throws IOException {
        sink.close();
      }
    };
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    act();
    real.rename(from, to);
  }

  @Override
  public void sync(Path folder) throws IOException {
    act();
    real.sync(folder);
  }

  @Override
  public void delete(Path file) throws IOException {
    act();
    real.delete(file);
  }
}
