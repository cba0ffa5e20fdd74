package org.ashlar.ir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Numbers as bits: narrow floats exhaustively, against definitions written down here a second
/// time.
class CodecTest {
  /// Dtype, codes, exponent bits, fraction bits, bias, codes of NaN, whether the top exponent is
  /// inf and NaN; from the OCP specifications and the paper of the `fnuz` kinds.
  private static final List<Definition> NARROW =
      List.of(
          new Definition(DType.F4E2M1, 2, 1, 1, List.of(), false),
          new Definition(DType.F8E4M3FN, 4, 3, 7, List.of(0x7fL, 0xffL), false),
          new Definition(DType.F8E4M3FNUZ, 4, 3, 8, List.of(0x80L), false),
          new Definition(DType.F8E5M2, 5, 2, 15, List.of(), true),
          new Definition(DType.F8E5M2FNUZ, 5, 2, 16, List.of(0x80L), false),
          new Definition(DType.F16, 5, 10, 15, List.of(), true),
          new Definition(DType.BF16, 8, 7, 127, List.of(), true));

  private record Definition(
      DType dtype, int exponent, int fraction, int bias, List<Long> nans, boolean infinity) {
    double value(long code) {
      if (nans.contains(code)) {
        return Double.NaN;
      }
      long e = code >> fraction & (1L << exponent) - 1;
      long f = code & (1L << fraction) - 1;
      double sign = code >> exponent + fraction == 1 ? -1 : 1;
      if (infinity && e == (1L << exponent) - 1) {
        return f == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
      }
      return e == 0
          ? sign * f * Math.pow(2, 1 - bias - fraction)
          : sign * (f + (1L << fraction)) * Math.pow(2, e - bias - fraction);
    }

    long codes() {
      return 1L << exponent + fraction + 1;
    }
  }

  @Test
  void everyCodeMeansItsNumber() {
    for (var d : NARROW) {
      for (long code = 0; code < d.codes(); code++) {
        assertEquals(d.value(code), Codec.decode(d.dtype(), code), d.dtype() + " " + code);
      }
    }
  }

  @Test
  void everyNumberBecomesItsCode() {
    for (var d : NARROW) {
      for (long code = 0; code < d.codes(); code++) {
        double value = d.value(code);
        if (!Double.isNaN(value)) {
          assertEquals(code, Codec.encode(d.dtype(), value), d.dtype() + " " + value);
        }
      }
    }
  }

  /// Between neighbours lies their middle: it goes to the even code, what is beside it to the
  /// nearer neighbour.
  @Test
  void everyMiddleGoesToTheEvenCode() {
    for (var d : NARROW) {
      var codes = new TreeMap<Double, Long>();
      for (long code = 0; code < d.codes() / 2; code++) {
        if (Double.isFinite(d.value(code))) {
          codes.put(d.value(code), code);
        }
      }
      double below = 0;
      for (double above : codes.tailMap(0.0, false).keySet()) {
        long low = codes.get(below);
        long high = codes.get(above);
        assertEquals(low + 1, high);
        double middle = (below + above) / 2;
        assertEquals(
            low % 2 == 0 ? low : high, Codec.encode(d.dtype(), middle), d.dtype() + " " + middle);
        assertEquals(
            low, Codec.encode(d.dtype(), Math.nextDown(middle)), d.dtype() + " below " + middle);
        assertEquals(
            high, Codec.encode(d.dtype(), Math.nextUp(middle)), d.dtype() + " above " + middle);
        below = above;
      }
    }
  }

  @Test
  void f16IsThatOfTheJdk() {
    for (int code = 0; code < 1 << 16; code++) {
      float value = Float.float16ToFloat((short) code);
      assertEquals(value, Codec.decode(DType.F16, code));
    }
    for (long bits = 0; bits < 1L << 32; bits += 9973) {
      float value = Float.intBitsToFloat((int) bits);
      if (!Float.isNaN(value)) {
        assertEquals(
            Float.floatToFloat16(value) & 0xffff, Codec.encode(DType.F16, value), () -> "" + value);
      }
    }
  }

  @Test
  void bf16AndTf32AreTheTopOfF32() {
    for (long bits = 0; bits < 1L << 32; bits += 1 << 13) {
      double value = Float.intBitsToFloat((int) bits);
      assertEquals(value, Codec.decode(DType.TF32, bits >> 13));
      double top = Float.intBitsToFloat((int) bits & 0xffff_0000);
      assertEquals(top, Codec.decode(DType.BF16, bits >> 16));
      if (!Double.isNaN(value)) {
        assertEquals(bits >> 13, Codec.encode(DType.TF32, value));
      }
    }
  }

  @Test
  void e8m0HoldsPowersOfTwo() {
    for (long code = 0; code < 255; code++) {
      double power = Math.pow(2, code - 127);
      assertEquals(power, Codec.decode(DType.F8E8M0, code));
      assertEquals(code, Codec.encode(DType.F8E8M0, power));
      assertEquals(code % 2 == 0 ? code : code + 1, Codec.encode(DType.F8E8M0, power * 1.5), "tie");
      assertEquals(code, Codec.encode(DType.F8E8M0, power * 1.4999));
      assertEquals(code + 1, Codec.encode(DType.F8E8M0, power * 1.5001));
    }
    assertTrue(Double.isNaN(Codec.decode(DType.F8E8M0, 255)));
    assertEquals(255, Codec.encode(DType.F8E8M0, -1));
    assertEquals(255, Codec.encode(DType.F8E8M0, Double.POSITIVE_INFINITY));
    assertEquals(0, Codec.encode(DType.F8E8M0, 0));
  }

  @ParameterizedTest
  @CsvSource({
    // too large: infinity, NaN, or the largest
    "F16, 65519.9, 0x7bff",
    "F16, 65520, 0x7c00",
    "F16, -1e9, 0xfc00",
    "F8E5M2, 61440, 0x7c",
    "F8E5M2, 61439, 0x7b",
    "F8E4M3FN, 464, 0x7e",
    "F8E4M3FN, 464.1, 0x7f",
    "F8E4M3FN, -465, 0xff",
    "F8E4M3FNUZ, 247.9, 0x7f",
    "F8E4M3FNUZ, 248, 0x80",
    "F8E5M2FNUZ, 61439, 0x7f",
    "F8E5M2FNUZ, -61440, 0x80",
    "F4E2M1, 1e9, 0x7",
    "F4E2M1, -1e9, 0xf",
    "F8E4M3FNUZ, -1e-9, 0x0",
    "F8E4M3FN, -1e-9, 0x80",
  })
  void whatIsTooLargeOrTooSmall(DType dtype, double value, String code) {
    assertEquals(Long.decode(code), Codec.encode(dtype, value));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"C64", "C128", "STRING"},
      mode = EnumSource.Mode.EXCLUDE)
  void elementsComeBackFromMemory(DType dtype) {
    try (var arena = Arena.ofConfined()) {
      var memory = arena.allocate(24);
      var values =
          dtype.isFloat()
              ? new double[] {1, 2, 4}
              : new double[] {0, 1, dtype == DType.I2 ? -2 : 1};
      for (double value : values) {
        long bits = Codec.encode(dtype, value);
        memory.fill((byte) 0x55);
        Codec.store(dtype, memory, 9, bits);
        assertEquals(bits, Codec.load(dtype, memory, 9));
        assertEquals(value, Codec.decode(dtype, Codec.load(dtype, memory, 9)));
        assertEquals(0x55, memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 8));
        assertEquals(0x55, memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 9 + dtype.bytes()));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "I8, -128, 127",
    "U8, 0, 255",
    "I2, -2, 1",
    "U4, 0, 15",
    "I32, -2147483648, 2147483647",
    "BOOL, 0, 1",
    "F32, -Infinity, Infinity",
    "F64, -Infinity, Infinity",
    "F16, -Infinity, Infinity",
    "F4E2M1, -6, 6",
    "F8E4M3FN, -448, 448",
    "F8E4M3FNUZ, -240, 240",
    "F8E5M2, -Infinity, Infinity",
    "F8E8M0, 5.877471754111438e-39, 1.7014118346046923e38",
  })
  void theEndsOfTheRange(DType dtype, double least, double largest) {
    assertEquals(least, Codec.decode(dtype, Codec.least(dtype)));
    assertEquals(largest, Codec.decode(dtype, Codec.largest(dtype)));
  }

  @Test
  void integersWrap() {
    assertEquals(-128, Codec.wrap(DType.I8, 128));
    assertEquals(255, Codec.wrap(DType.U8, -1));
    assertEquals(-1, Codec.wrap(DType.U64, -1));
    assertEquals(1.8446744073709552e19, Codec.decode(DType.U64, -1));
    assertEquals(-1, Codec.encode(DType.U64, 0x1p64));
    assertEquals(Long.MIN_VALUE, Codec.encode(DType.U64, 0x1p63));
  }

  @Test
  void whatHasNoBitsIsRefused() {
    var e = assertThrows(IllegalArgumentException.class, () -> Codec.encode(DType.C64, 1));
    assertEquals("dtype c64: has no bits of at most 64: it lives on the host only", e.getMessage());
  }
}
