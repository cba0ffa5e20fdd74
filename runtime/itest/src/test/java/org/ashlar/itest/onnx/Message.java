package org.ashlar.itest.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A message in the wire form of protocol buffers: numbered fields, each with whole numbers
/// (`Long`, which are also the bits of floats) or bytes.
record Message(Map<Integer, List<Object>> fields) {
  static Message of(byte[] bytes) {
    var in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    var fields = new HashMap<Integer, List<Object>>();
    while (in.hasRemaining()) {
      long key = varint(in);
      Object value =
          switch ((int) (key & 7)) {
            case 0 -> varint(in);
            case 1 -> in.getLong();
            case 2 -> {
              var part = new byte[(int) varint(in)];
              in.get(part);
              yield part;
            }
            case 5 -> Integer.toUnsignedLong(in.getInt());
            default -> throw new IllegalArgumentException("message: no such wire type: " + key);
          };
      fields.computeIfAbsent((int) (key >>> 3), _ -> new ArrayList<>()).add(value);
    }
    return new Message(fields);
  }

  boolean has(int field) {
    return fields.containsKey(field);
  }

  private List<Object> all(int field) {
    return fields.getOrDefault(field, List.of());
  }

  List<Message> messages(int field) {
    return all(field).stream().map(b -> of((byte[]) b)).toList();
  }

  byte[] bytes(int field) {
    return has(field) ? (byte[]) all(field).getLast() : new byte[0];
  }

  List<String> texts(int field) {
    return all(field).stream().map(b -> new String((byte[]) b, StandardCharsets.UTF_8)).toList();
  }

  String text(int field) {
    return has(field) ? texts(field).getLast() : "";
  }

  long whole(int field) {
    return has(field) ? (Long) all(field).getLast() : 0;
  }

  /// Repeated whole numbers, packed or one by one.
  List<Long> wholes(int field) {
    var numbers = new ArrayList<Long>();
    for (var value : all(field)) {
      if (value instanceof Long number) {
        numbers.add(number);
      } else {
        var in = ByteBuffer.wrap((byte[]) value);
        while (in.hasRemaining()) {
          numbers.add(varint(in));
        }
      }
    }
    return numbers;
  }

  /// The bits of repeated floats of 4 or 8 bytes, packed or one by one.
  List<Long> bits(int field, int bytes) {
    var numbers = new ArrayList<Long>();
    for (var value : all(field)) {
      if (value instanceof Long number) {
        numbers.add(number);
      } else {
        var in = ByteBuffer.wrap((byte[]) value).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
          numbers.add(bytes == 4 ? Integer.toUnsignedLong(in.getInt()) : in.getLong());
        }
      }
    }
    return numbers;
  }

  private static long varint(ByteBuffer in) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      number |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return number;
      }
    }
  }
}
