package org.ashlar.train.report;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A protobuf message being written, field by field.
///
/// Source: Protocol Buffers Documentation, *Encoding*.
final class Wire {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Wire varint(int field, long value) {
    key(field, VARINT);
    number(value);
    return this;
  }

  Wire fixed64(int field, double value) {
    key(field, FIXED64);
    littleEndian(Double.doubleToRawLongBits(value), 8);
    return this;
  }

  Wire fixed32(int field, float value) {
    key(field, FIXED32);
    littleEndian(Float.floatToRawIntBits(value), 4);
    return this;
  }

  Wire text(int field, String text) {
    return bytes(field, text.getBytes(StandardCharsets.UTF_8));
  }

  Wire message(int field, Wire message) {
    return bytes(field, message.bytes());
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private Wire bytes(int field, byte[] bytes) {
    key(field, BYTES);
    number(bytes.length);
    out.writeBytes(bytes);
    return this;
  }

  private void key(int field, int type) {
    number((long) field << 3 | type);
  }

  private void number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private void littleEndian(long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> 8 * i));
    }
  }
}
