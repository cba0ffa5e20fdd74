package org.ashlar.train.report;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32C;

/// Curves for TensorBoard: a file of events in the folder that TensorBoard is pointed to.
///
/// Each record is its length, a checksum of the length, the event, a checksum of the event; an
/// event is a protobuf message. Five fixed messages are written and none is read, so they stand
/// here as bytes ({@link Wire}) instead of a library with generated code.
///
/// Source: TensorFlow, *record_writer.h*, *event.proto*, *summary.proto*.
public final class EventFile implements AutoCloseable {
  private final OutputStream out;
  private final Path file;

  private EventFile(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /// Begins a file in a folder, made where it is not there.
  ///
  /// @param step after which training goes on: events that older files in the folder have for later
  ///   steps are not shown
  public static EventFile open(Path folder, long step) {
    long now = System.currentTimeMillis();
    var name =
        String.format(
            Locale.ROOT,
            "events.out.tfevents.%010d.ashlar.%d.%d",
            now / 1000,
            ProcessHandle.current().pid(),
            now % 1000);
    var file = folder.resolve(name);
    try {
      Files.createDirectories(folder);
      var events = new EventFile(file, new BufferedOutputStream(Files.newOutputStream(file)));
      events.write(new Wire().fixed64(1, seconds()).text(3, "brain.Event:2"));
      // SessionLog.START
      events.write(
          new Wire().fixed64(1, seconds()).varint(2, step).message(7, new Wire().varint(1, 1)));
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException("events " + file + ": cannot be written", e);
    }
  }

  /// One point of a curve.
  public void scalar(String tag, long step, double value) {
    var point = new Wire().text(1, tag).fixed32(2, (float) value);
    write(
        new Wire().fixed64(1, seconds()).varint(2, step).message(5, new Wire().message(1, point)));
  }

  /// Hands what was written to the operating system.
  public void flush() {
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("events " + file + ": cannot be written", e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("events " + file + ": cannot be written", e);
    }
  }

  public Path file() {
    return file;
  }

  private static double seconds() {
    return System.currentTimeMillis() / 1e3;
  }

  private void write(Wire event) {
    var bytes = event.bytes();
    var length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes.length);
    try {
      out.write(length.array());
      out.write(masked(length.array()));
      out.write(bytes);
      out.write(masked(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("events " + file + ": cannot be written", e);
    }
  }

  /// A CRC32C turned and shifted, so that a checksum of bytes with checksums in them is no worse.
  static byte[] masked(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
