package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Generated code does what the interpreter does, and says where a kernel is left to it.
class GeneratedTest {
  @Test
  void loopsBranchesAndGuards() {
    try (var device =
        Device.words(
            """
            mov.u32 %r0, 0; mov.u32 %r3, 0; and.b32 %r5, %r1, 3; setp.eq.u32 %q3, %r5, 2;
            LOOP: setp.ge.u32 %q1, %r3, %r1;
            @%q1 bra DONE;
            add.u32 %r0, %r0, %r3; add.u32 %r3, %r3, 1;
            bra LOOP;
            DONE: @%q3 mad.lo.u32 %r0, %r0, 10, %r2;
            """)) {
      long out = device.memory.allocate(4 * 64);
      long in = device.ints(IntStream.range(0, 64).map(i -> 7 * i).toArray());
      device.run("generated", Grid.of(1, 64), out, in);
      assertArrayEquals(
          IntStream.range(0, 64)
              .map(i -> i % 4 == 2 ? 5 * i * (i - 1) + 7 * i : i * (i - 1) / 2)
              .toArray(),
          device.ints(out, 64));
    }
  }

  @Test
  void barriersShufflesAndAtomicsAreStops() {
    try (var device =
        Device.of(
            2,
            """
            .shared .align 4 .b8 tile[512];
            mov.u32 %r1, %tid.x; shl.b32 %r2, %r1, 2; mov.u32 %r3, tile; add.u32 %r4, %r3, %r2;
            st.shared.u32 [%r4], %r1;
            bar.sync 0;
            sub.u32 %r5, 127, %r1; shl.b32 %r5, %r5, 2; add.u32 %r5, %r3, %r5;
            ld.shared.u32 %r6, [%r5];
            shfl.sync.bfly.b32 %r7, %r6, 1, 31, 0xffffffff;
            atom.global.add.u32 %r8, [%p1], 1;
            cvt.u64.u32 %d0, %r2; add.s64 %d1, %p0, %d0; mad.lo.u32 %r7, %r8, 1000, %r7; st.global.u32 [%d1], %r7;
            """)) {
      long out = device.memory.allocate(512);
      long count = device.ints(0);
      device.run("generated", Grid.of(1, 128), out, count);
      assertArrayEquals(
          IntStream.range(0, 128).map(i -> (127 - i ^ 1) + 1000 * i).toArray(),
          device.ints(out, 128));
    }
  }

  @Test
  void sumsOfAllBlocksOnSeveralThreads() {
    try (var device = Device.of(1, "red.global.add.u32 [%p0], 3; red.global.add.u64 [%p0+8], 5;")) {
      long out = device.longs(new long[2]);
      device.run("generated", Grid.of(1000, 64), out);
      assertArrayEquals(new long[] {192_000, 320_000}, device.longs(out, 2));
    }
  }

  @Test
  void faultsSayTheirPlace() {
    try (var device =
        Device.of(
            1,
            """
            mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x; mul.lo.u32 %r3, %r2, %r1; shl.b32 %r3, %r3, 26;
            cvt.u64.u32 %d1, %r3; add.s64 %d1, %p0, %d1;
            st.global.u32 [%d1], 1;
            """)) {
      long out = device.memory.allocate(64);
      var e = assertThrows(Fault.class, () -> device.run("generated", Grid.of(5, 64), out));
      assertEquals(
          "k:16: block (1,0,0) warp 0 lane 1: st.global.u32 [%d1], 1;: "
              + "out of bounds: 4 bytes at 0x704000100 of global memory, which has 1048576",
          e.getMessage());
    }
  }

  @Test
  void sayWhyAKernelIsInterpreted() {
    try (var device = Device.of(1, "mov.u32 %r1, %clock; st.global.u32 [%p0], %r1;")) {
      long out = device.ints(0);
      device.run("interpreter: it reads a clock", Grid.of(1, 32), out);
      assertEquals(1, device.ints(out, 1)[0]);
    }
  }

  @Test
  void longKernelsAreCutIntoParts() {
    var body = new StringBuilder("mov.u32 %r0, %r1;\nmov.u32 %r3, 0;\nLOOP:\n");
    for (int i = 0; i < 3000; i++) {
      body.append("mad.lo.u32 %r0, %r0, 5, %r").append(1 + i % 2).append(";\n");
    }
    body.append("add.u32 %r3, %r3, 1; setp.lt.u32 %q1, %r3, 3; @%q1 bra LOOP;");
    try (var device = Device.words(body.toString())) {
      long a = device.memory.allocate(128);
      long b = device.memory.allocate(128);
      long in = device.ints(IntStream.range(0, 32).map(i -> 7 * i).toArray());
      device.run(Grid.of(1, 32), a, in);
      device.run("generated", Grid.of(1, 32), b, in);
      assertArrayEquals(device.ints(a, 32), device.ints(b, 32));
    }
  }
}
