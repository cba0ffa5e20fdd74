package org.ashlar.simulators;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The type of an argument's numbers: how text becomes bits and bits text.
enum Element {
  U8(1, "|u1"),
  S8(1, "|i1"),
  U16(2, "<u2"),
  S16(2, "<i2"),
  F16(2, "<f2"),
  BF16(2, "<u2"),
  U32(4, "<u4"),
  S32(4, "<i4"),
  B32(4, "<u4"),
  F32(4, "<f4"),
  U64(8, "<u8"),
  S64(8, "<i8"),
  B64(8, "<u8"),
  F64(8, "<f8");

  private final int bytes;
  private final String numpy;

  Element(int bytes, String numpy) {
    this.bytes = bytes;
    this.numpy = numpy;
  }

  static Element of(String name, String argument) {
    for (var each : values()) {
      if (each.text().equals(name)) {
        return each;
      }
    }
    throw new IllegalArgumentException(
        "--arg %s: it begins with a type, one of %s: %s"
            .formatted(
                argument,
                Arrays.stream(values()).map(Element::text).collect(Collectors.joining(", ")),
                name));
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  int bytes() {
    return bytes;
  }

  /// NumPy's name of the type; bf16 is kept as its bits.
  String numpy() {
    return numpy;
  }

  boolean real() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  long parse(String text, String argument) {
    try {
      if (real()) {
        return bits(Double.parseDouble(text));
      }
      var digits = text.toLowerCase(Locale.ROOT);
      if (digits.startsWith("0x")) {
        return Long.parseUnsignedLong(digits.substring(2), 16);
      }
      return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "--arg " + argument + ": a number of " + text() + " must follow: " + text, e);
    }
  }

  /// The bits of a number, rounded to the type.
  long bits(double value) {
    return switch (this) {
      case F16 -> Float.floatToFloat16((float) value) & 0xFFFF;
      case BF16 -> {
        int bits = Float.floatToIntBits((float) value);
        yield (bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16;
      }
      case F32 -> Float.floatToIntBits((float) value) & 0xFFFFFFFFL;
      case F64 -> Double.doubleToLongBits(value);
      default -> (long) value;
    };
  }

  void put(ByteBuffer to, long bits) {
    switch (bytes) {
      case 1 -> to.put((byte) bits);
      case 2 -> to.putShort((short) bits);
      case 4 -> to.putInt((int) bits);
      default -> to.putLong(bits);
    }
  }

  /// The number at an index, as users read it.
  String shown(ByteBuffer from, int index) {
    int at = index * bytes;
    return switch (this) {
      case U8 -> String.valueOf(from.get(at) & 0xFF);
      case S8 -> String.valueOf(from.get(at));
      case U16 -> String.valueOf(from.getShort(at) & 0xFFFF);
      case S16 -> String.valueOf(from.getShort(at));
      case F16 -> String.valueOf(Float.float16ToFloat(from.getShort(at)));
      case BF16 -> String.valueOf(Float.intBitsToFloat(from.getShort(at) << 16));
      case U32, B32 -> Integer.toUnsignedString(from.getInt(at));
      case S32 -> String.valueOf(from.getInt(at));
      case F32 -> String.valueOf(from.getFloat(at));
      case U64, B64 -> Long.toUnsignedString(from.getLong(at));
      case S64 -> String.valueOf(from.getLong(at));
      case F64 -> String.valueOf(from.getDouble(at));
    };
  }
}
