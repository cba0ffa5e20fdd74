package org.ashlar.models.bench.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A message of Protocol Buffers that is being written: fields by number, in the wire format
/// (https://protobuf.dev/programming-guides/encoding).
final class Message {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Message number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  Message real(int field, float value) {
    varint((long) field << 3 | 5);
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).array());
    return this;
  }

  Message text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Message bytes(int field, byte[] value) {
    head(field, value.length);
    out.writeBytes(value);
    return this;
  }

  Message message(int field, Message value) {
    return bytes(field, value.toBytes());
  }

  /// Only the tag and the length of a field whose bytes follow elsewhere.
  Message head(int field, long length) {
    varint((long) field << 3 | 2);
    varint(length);
    return this;
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
