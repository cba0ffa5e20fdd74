package org.ashlar.train.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes small pictures as PNG. The desktop module of the JDK could, yet it starts threads that
/// would keep this bundle's class loader alive.
///
/// Source: *Portable Network Graphics (PNG) Specification (Second Edition)*, W3C.
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte GREY = 0;
  private static final byte COLOUR = 2;

  private Png() {}

  /// A picture for the `src` of an image.
  ///
  /// @param channels 1 or 3
  /// @param pixels a byte a channel, row by row, the channels of a pixel side by side
  static String uri(int columns, int rows, int channels, byte[] pixels) {
    return "data:image/png;base64,"
        + Base64.getEncoder().encodeToString(bytes(columns, rows, channels, pixels));
  }

  static byte[] bytes(int columns, int rows, int channels, byte[] pixels) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    byte kind = channels == 1 ? GREY : COLOUR;
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13).putInt(columns).putInt(rows).put((byte) 8).put(kind).array());
    int line = columns * channels;
    var filtered = new byte[rows * (line + 1)];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(pixels, r * line, filtered, r * (line + 1) + 1, line);
    }
    chunk(out, "IDAT", deflated(filtered));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    var buffer = new byte[4096];
    try (var deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
      deflater.setInput(bytes);
      deflater.finish();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String name, byte[] data) {
    var named = ByteBuffer.allocate(4 + data.length);
    named.put(name.getBytes(StandardCharsets.US_ASCII)).put(data);
    var crc = new CRC32();
    crc.update(named.array());
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(named.array());
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
