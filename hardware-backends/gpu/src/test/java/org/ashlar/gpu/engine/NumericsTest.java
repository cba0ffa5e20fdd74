package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.ashlar.ptx.Instruction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Functions of one lane, against values of the manual and against exact arithmetic.
class NumericsTest {
  private static final long SEED = 20240611;
  private static final int CASES = 20_000;

  private static LaneFunction function(String spelling) {
    var i = Instruction.of(spelling);
    if (i.opcode().equals("cvt")) {
      return Conversions.of(i).orElseThrow();
    }
    return FloatFunctions.of(i)
        .or(() -> IntegerFunctions.of(i))
        .or(() -> BitFunctions.of(i))
        .orElseThrow();
  }

  private static long hex(String word) {
    return Long.parseUnsignedLong(word, 16);
  }

  @ParameterizedTest
  @CsvSource({
    // Whole numbers wrap, clamp with .sat, and divide as the cards do.
    "add.s32, 7fffffff, 1, 0, 80000000",
    "add.sat.s32, 7fffffff, 1, 0, 7fffffff",
    "sub.sat.s32, 80000000, 1, 0, 80000000",
    "mul.hi.u32, ffffffff, ffffffff, 0, fffffffe",
    "mul.hi.s32, ffffffff, ffffffff, 0, 0",
    "mul.wide.s32, ffffffff, 2, 0, fffffffffffffffe",
    "mul.wide.u16, ffff, ffff, 0, fffe0001",
    "mul.hi.u64, ffffffffffffffff, ffffffffffffffff, 0, fffffffffffffffe",
    "mad.lo.s32, 3, 4, fffffffe, a",
    "mul24.lo.s32, ffffff, 2, 0, fffffffe",
    "div.s32, fffffff9, 2, 0, fffffffd",
    "rem.s32, fffffff9, 2, 0, ffffffff",
    "div.u32, 7, 0, 0, ffffffff",
    "div.s32, 80000000, ffffffff, 0, 80000000",
    "abs.s32, 80000000, 0, 0, 80000000",
    "min.s32, ffffffff, 1, 0, ffffffff",
    "min.u32, ffffffff, 1, 0, 1",
    "sad.u32, 3, 10, 1, e",
    "dp4a.s32.s32, ff02ff02, 03030303, a, 10",
    "dp4a.u32.u32, ff, ff, 0, fe01",
    // Shifts clamp.
    "shl.b32, 1, 20, 0, 0",
    "shl.b32, 1, 1f, 0, 80000000",
    "shr.u32, 80000000, 20, 0, 0",
    "shr.s32, 80000000, 40, 0, ffffffff",
    "shf.l.wrap.b32, 80000001, ff000000, 21, fe000001",
    "shf.l.clamp.b32, 80000001, ff000000, 21, 80000001",
    "shf.r.wrap.b32, 12345678, 9abcdef0, 8, f0123456",
    "prmt.b32, 33221100, 77665544, 7531, 77553311",
    "prmt.b32, 80, 0, 8, 808080ff",
    "bfe.u32, abcd1234, 8, 8, 12",
    "bfe.s32, 8000, c, 4, fffffff8",
    "bfe.u32, ffffffff, 1c, 8, f",
    "popc.b64, ff00ff00ff00ff00, 0, 0, 20",
    "clz.b32, 1, 0, 0, 1f",
    "brev.b32, 1, 0, 0, 80000000",
    "bfind.u32, 1000, 0, 0, c",
    "bfind.s32, fffffffe, 0, 0, 0",
    "bfind.u32, 0, 0, 0, ffffffff",
    // NaN: min and max give the other operand, two NaNs the one.
    "min.f32, 7fc00000, 3f800000, 0, 3f800000",
    "max.f32, ffc00001, 7fc00000, 0, 7fffffff",
    "max.NaN.f32, 7fc00000, 3f800000, 0, 7fffffff",
    "max.f32, 80000000, 0, 0, 0",
    "min.f32, 80000000, 0, 0, 80000000",
    "max.xorsign.abs.f32, bf800000, 40000000, 0, c0000000",
    // Subnormal numbers stay unless .ftz.
    "add.f32, 1, 0, 0, 1",
    "add.ftz.f32, 1, 0, 0, 0",
    "mul.f32, 00800000, 3f000000, 0, 400000",
    "mul.ftz.f32, 00800000, 3f000000, 0, 0",
    "add.sat.f32, 40000000, 0, 0, 3f800000",
    "add.sat.f32, 7fc00000, 0, 0, 0",
    // 1 + 2^-24 in each direction.
    "add.rn.f32, 3f800000, 33800000, 0, 3f800000",
    "add.rz.f32, 3f800000, 33800000, 0, 3f800000",
    "add.rp.f32, 3f800000, 33800000, 0, 3f800001",
    "add.rm.f32, bf800000, b3800000, 0, bf800001",
    "add.rm.f32, 3f800000, bf800000, 0, 80000000",
    "add.rz.f32, 7f7fffff, 7f7fffff, 0, 7f7fffff",
    "div.rp.f32, 3f800000, 40400000, 0, 3eaaaaab",
    "div.rm.f32, 3f800000, 40400000, 0, 3eaaaaaa",
    "sqrt.rp.f32, 40000000, 0, 0, 3fb504f4",
    "sqrt.rm.f32, 40000000, 0, 0, 3fb504f3",
    "div.approx.f32, 3f800000, 7e800000, 0, 800000",
    "div.approx.f32, 3f800000, 7f400000, 0, 0",
    "copysign.f32, 80000000, 3f800000, 0, bf800000",
    "neg.f16x2, 3c00bc00, 0, 0, bc003c00",
    "add.f16x2, 3c003c00, 3c004000, 0, 40004200",
    "fma.rn.relu.f16, 3c00, bc00, 0, 0",
    "max.bf16x2, 3f80bf80, 40000000, 0, 40000000",
    // Conversions.
    "cvt.rzi.s32.f32, c0200000, 0, 0, fffffffe",
    "cvt.rni.s32.f32, 40200000, 0, 0, 2",
    "cvt.rni.s32.f32, 3f000000, 0, 0, 0",
    "cvt.rmi.s32.f32, bf000000, 0, 0, ffffffff",
    "cvt.rpi.s32.f32, bf000000, 0, 0, 0",
    "cvt.rzi.s32.f32, 7fc00000, 0, 0, 0",
    "cvt.rzi.s32.f32, 7f800000, 0, 0, 7fffffff",
    "cvt.rzi.u32.f32, bf800000, 0, 0, 0",
    "cvt.rzi.u8.f32, 43960000, 0, 0, ff",
    "cvt.rzi.u64.f32, 5f000000, 0, 0, 8000000000000000",
    "cvt.rzi.s64.f64, 43f0000000000000, 0, 0, 7fffffffffffffff",
    "cvt.rni.f32.f32, 40200000, 0, 0, 40000000",
    "cvt.rn.f32.s32, ffffffff, 0, 0, bf800000",
    "cvt.rn.f32.u32, ffffffff, 0, 0, 4f800000",
    "cvt.rz.f32.u32, ffffffff, 0, 0, 4f7fffff",
    "cvt.rn.f32.u64, ffffffffffffffff, 0, 0, 5f800000",
    "cvt.rn.f16.f32, 3f801000, 0, 0, 3c00",
    "cvt.rz.f16.f32, 477fffff, 0, 0, 7bff",
    "cvt.rn.f16.f32, 477fffff, 0, 0, 7c00",
    "cvt.rn.bf16.f32, 3f808000, 0, 0, 3f80",
    "cvt.rn.bf16.f32, 3f818000, 0, 0, 3f82",
    "cvt.rn.f16x2.f32, 40000000, 3f800000, 0, 40003c00",
    "cvt.rna.tf32.f32, 3f801000, 0, 0, 3f802000",
    "cvt.sat.f32.f32, c0000000, 0, 0, 0",
    "cvt.s8.s32, 1ff, 0, 0, ff",
    "cvt.sat.s8.s32, 1ff, 0, 0, 7f",
    "cvt.sat.u8.s32, ffffffff, 0, 0, 0",
    "cvt.u64.s32, ffffffff, 0, 0, ffffffffffffffff",
    "cvt.s64.u32, ffffffff, 0, 0, ffffffff",
    "cvt.rn.f16.u16, ffff, 0, 0, 7c00",
    "ex2.approx.f32, 40400000, 0, 0, 41000000",
    "lg2.approx.f32, 41000000, 0, 0, 40400000",
    "ex2.approx.ftz.f32, ff800000, 0, 0, 0",
    "rcp.approx.f32, 80000000, 0, 0, ff800000",
    "rsqrt.approx.f32, 0, 0, 0, 7f800000"
  })
  void asTheManualSays(String spelling, String a, String b, String c, String expected) {
    long got = function(spelling).apply(hex(a), hex(b), hex(c));
    assertEquals(expected, Long.toHexString(got), spelling);
  }

  @Test
  void aTableOfLogicCombinesThreeWords() {
    var random = new SplittableRandom(SEED);
    for (int table = 0; table < 256; table++) {
      long a = random.nextInt();
      long b = random.nextInt();
      long c = random.nextInt();
      long got = BitFunctions.logic(table, a, b, c);
      for (int i = 0; i < 32; i++) {
        int row = (int) ((a >> i & 1) << 2 | (b >> i & 1) << 1 | c >> i & 1);
        assertEquals(table >> row & 1, got >> i & 1, "table " + table);
      }
    }
  }

  /// The number of 16 bits that is nearest to an exact value, by trying its neighbours.
  private static void assertNearest(boolean brain, BigDecimal exact, long got, String what) {
    double value = FloatFunctions.read(brain, got);
    if (Double.isInfinite(value)) {
      double most = FloatFunctions.read(brain, brain ? 0x7F7F : 0x7BFF);
      double step = most - FloatFunctions.read(brain, brain ? 0x7F7E : 0x7BFE);
      assertTrue(exact.abs().compareTo(new BigDecimal(most + step / 2)) >= 0, what);
      return;
    }
    var off = new BigDecimal(value).subtract(exact).abs();
    for (long other : new long[] {got + 1, got - 1}) {
      double near = FloatFunctions.read(brain, other & 0xFFFF);
      if (!Double.isFinite(near)) {
        continue;
      }
      int order = off.compareTo(new BigDecimal(near).subtract(exact).abs());
      assertTrue(order < 0 || order == 0 && ((got & 1) == 0 || near == value), what);
    }
  }

  @ParameterizedTest
  @CsvSource({"fma.rn.f16, false", "fma.rn.bf16, true"})
  void narrowFloatsAreRoundedOnce(String spelling, boolean brain) {
    var random = new SplittableRandom(SEED);
    var fma = function(spelling);
    for (int i = 0; i < CASES; i++) {
      long a = random.nextInt(0x10000);
      long b = random.nextInt(0x10000);
      long c = random.nextInt(0x10000);
      double x = FloatFunctions.read(brain, a);
      double y = FloatFunctions.read(brain, b);
      double z = FloatFunctions.read(brain, c);
      if (!Double.isFinite(x) || !Double.isFinite(y) || !Double.isFinite(z)) {
        continue;
      }
      var exact = new BigDecimal(x).multiply(new BigDecimal(y)).add(new BigDecimal(z));
      assertNearest(
          brain,
          exact,
          fma.apply(a, b, c),
          "seed %d: %s %x %x %x".formatted(SEED, spelling, a, b, c));
    }
  }

  @Test
  void directedResultsEncloseTheExactOne() {
    var random = new SplittableRandom(SEED);
    for (var opcode : new String[] {"add", "mul", "fma", "div", "sqrt"}) {
      var down = function(opcode + ".rm.f32");
      var up = function(opcode + ".rp.f32");
      var near = function(opcode + ".rn.f32");
      for (int i = 0; i < CASES / 4; i++) {
        float x = (float) (random.nextDouble() * 4);
        float y = (float) (random.nextDouble() * 4 - 2);
        float z = (float) (random.nextDouble() * 4 - 2);
        float low = Words.single(down.apply(Words.bits(x), Words.bits(y), Words.bits(z)));
        float high = Words.single(up.apply(Words.bits(x), Words.bits(y), Words.bits(z)));
        float mid = Words.single(near.apply(Words.bits(x), Words.bits(y), Words.bits(z)));
        var what =
            "seed %d: %s %s %s %s: %s %s %s".formatted(SEED, opcode, x, y, z, low, mid, high);
        assertTrue(low <= mid && mid <= high, what);
        assertTrue(low == high || high == Math.nextUp(low), what);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    // The manual's bounds: relative, in units of 2^-23 and above, or absolute where it says so.
    "rcp.approx.f32, 1",
    "rsqrt.approx.f32, 1.2",
    "sqrt.approx.f32, 1",
    "ex2.approx.f32, 1",
    "lg2.approx.f32, 1"
  })
  void approximationsKeepTheirBounds(String spelling, double units) {
    var random = new SplittableRandom(SEED);
    var function = function(spelling);
    for (int i = 0; i < CASES; i++) {
      float x = (float) Math.exp(random.nextDouble() * 20 - 10);
      double exact =
          switch (Instruction.of(spelling).opcode()) {
            case "rcp" -> 1.0 / x;
            case "rsqrt" -> 1 / Math.sqrt(x);
            case "sqrt" -> Math.sqrt(x);
            case "ex2" -> Math.pow(2, x > 100 ? x % 100 : x);
            default -> Math.log(x) / Math.log(2);
          };
      float in = spelling.startsWith("ex2") && x > 100 ? x % 100 : x;
      float got = Words.single(function.apply(Words.bits(in), 0, 0));
      assertTrue(
          Math.abs(got - exact) <= units * 0x1p-23 * Math.abs(exact) + 0x1p-24 * 0.01,
          "seed %d: %s of %s is %s: %s".formatted(SEED, spelling, in, exact, got));
    }
  }
}
