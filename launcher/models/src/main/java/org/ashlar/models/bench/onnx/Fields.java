package org.ashlar.models.bench.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The fields of a message of Protocol Buffers, in the order in which they stand.
record Fields(List<Field> all) {
  /// @param number of a field of numbers; the length of one of bytes
  /// @param bytes empty for a field of numbers
  record Field(int id, boolean isBytes, long number, byte[] bytes) {
    void copy(Message to) {
      if (isBytes) {
        to.bytes(id, bytes);
      } else {
        to.number(id, number);
      }
    }

    String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }

    Fields fields() {
      return Fields.of(bytes);
    }
  }

  /// @throws IllegalArgumentException when the bytes are no message
  static Fields of(byte[] bytes) {
    var fields = new ArrayList<Field>();
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (in.hasRemaining()) {
        long tag = varint(in);
        int id = (int) (tag >>> 3);
        switch ((int) (tag & 7)) {
          case 0 -> fields.add(new Field(id, false, varint(in), new byte[0]));
          case 1 -> fields.add(new Field(id, false, in.getLong(), new byte[0]));
          case 5 -> fields.add(new Field(id, false, in.getInt(), new byte[0]));
          case 2 -> {
            var part = new byte[Math.toIntExact(varint(in))];
            in.get(part);
            fields.add(new Field(id, true, part.length, part));
          }
          default -> throw new IllegalArgumentException("wire type " + (tag & 7));
        }
      }
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("no message of Protocol Buffers: " + e, e);
    }
    return new Fields(List.copyOf(fields));
  }

  List<Field> of(int id) {
    return all.stream().filter(f -> f.id() == id).toList();
  }

  List<String> texts(int id) {
    return of(id).stream().map(Field::text).toList();
  }

  String text(int id) {
    return of(id).stream().findFirst().map(Field::text).orElse("");
  }

  /// A repeated field of whole numbers, packed or not.
  List<Long> numbers(int id) {
    var numbers = new ArrayList<Long>();
    for (var field : of(id)) {
      if (!field.isBytes()) {
        numbers.add(field.number());
      } else {
        var in = ByteBuffer.wrap(field.bytes());
        while (in.hasRemaining()) {
          numbers.add(varint(in));
        }
      }
    }
    return numbers;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }
}
