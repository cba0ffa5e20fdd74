package org.ashlar.train.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Event files, read back by a decoder that knows the format and not the writer.
class EventFileTest {
  @TempDir Path folder;

  @Test
  void checksumsAreThoseOfTheFormat() {
    // CRC32C of "123456789" is e3069283 (RFC 3720, B.4); turned right by 15 and shifted by a282ead8
    int masked = ((0xe3069283 >>> 15) | (0xe3069283 << 17)) + 0xa282ead8;
    var bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
    assertArrayEquals(bytes, EventFile.masked("123456789".getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void curvesAreReadBack() throws IOException {
    Path file;
    try (var events = EventFile.open(folder, 300)) {
      events.scalar("train/loss", 301, 0.5);
      events.scalar("größe", 1L << 40, -2);
      file = events.file();
    }
    assertEquals(true, file.getFileName().toString().startsWith("events.out.tfevents."));
    assertEquals(
        List.of(
            "version brain.Event:2",
            "session 300 1",
            "scalar 301 train/loss 0.5",
            "scalar 1099511627776 größe -2.0"),
        decoded(Files.readAllBytes(file)));
  }

  private static List<String> decoded(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var events = new ArrayList<String>();
    while (in.hasRemaining()) {
      var length = new byte[8];
      in.get(length);
      checked(in, length);
      var event = new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(event);
      checked(in, event);
      events.add(event(ByteBuffer.wrap(event).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return events;
  }

  private static void checked(ByteBuffer in, byte[] what) {
    var sum = new byte[4];
    in.get(sum);
    assertArrayEquals(EventFile.masked(what), sum);
  }

  private static String event(ByteBuffer in) {
    long step = 0;
    var said = "";
    while (in.hasRemaining()) {
      int key = (int) varint(in);
      switch (key >>> 3) {
        case 1 -> assertEquals(System.currentTimeMillis() / 1e3, in.getDouble(), 600);
        case 2 -> step = varint(in);
        case 3 -> said = "version " + text(in);
        case 5 -> said = "scalar " + step + value(message(message(in), 1));
        case 7 -> said = "session " + step + " " + varint(field(message(in), 1));
        default -> throw new AssertionError("field " + (key >>> 3));
      }
    }
    return said;
  }

  private static String value(ByteBuffer in) {
    var tag = text(field(in, 1));
    return " " + tag + " " + field(in, 2).getFloat();
  }

  private static ByteBuffer field(ByteBuffer in, int field) {
    assertEquals(field, (int) varint(in) >>> 3);
    return in;
  }

  private static ByteBuffer message(ByteBuffer in, int field) {
    return message(field(in, field));
  }

  private static ByteBuffer message(ByteBuffer in) {
    int length = (int) varint(in);
    var part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + length);
    return part;
  }

  private static String text(ByteBuffer in) {
    var part = message(in);
    var bytes = new byte[part.remaining()];
    part.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
