package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Whole kernels through the interpreter: control flow, barriers, shared memory, atomics, lanes
/// together.
class InterpreterTest {
  private static int[] each(java.util.function.IntUnaryOperator of) {
    return IntStream.range(0, 32).map(of).toArray();
  }

  @Test
  void addsVectorsOverBlocksWithAPartlyEmptyWarp() {
    try (var device =
        Device.of(
            3,
            """
            mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x; mov.u32 %r3, %ntid.x;
            mad.lo.s32 %r4, %r2, %r3, %r1;
            mul.wide.s32 %d0, %r4, 4;
            add.s64 %d1, %p0, %d0; add.s64 %d2, %p1, %d0; add.s64 %d3, %p2, %d0;
            ld.global.f32 %f1, [%d1]; ld.global.f32 %f2, [%d2];
            add.f32 %f3, %f1, %f2; st.global.f32 [%d3], %f3;
            """)) {
      var a = new float[144];
      var b = new float[144];
      var sum = new float[144];
      for (int i = 0; i < 144; i++) {
        a[i] = i;
        b[i] = 0.5f * i;
        sum[i] = 1.5f * i;
      }
      long out = device.memory.allocate(4 * 144);
      long issued = device.run(Grid.of(3, 48), device.floats(a), device.floats(b), out);
      assertArrayEquals(sum, device.floats(out, 144));
      // 3 blocks of 2 warps: 3 parameters, 4, 1, 3, 2, 2 and the return.
      assertEquals(3 * 2 * 16, issued);
    }
  }

  @Test
  void lanesThatPartMeetBehindTheBranches() {
    var got =
        Device.lanes(
            """
            and.b32 %r3, %r1, 1;
            setp.eq.s32 %q1, %r3, 0;
            @%q1 bra EVEN;
            add.s32 %r0, %r2, 100;
            bra END;
            EVEN: mul.lo.s32 %r0, %r2, 3;
            END: activemask.b32 %r4;
            setp.ne.u32 %q2, %r4, -1;
            @%q2 mov.u32 %r0, -1;
            """,
            each(i -> i));
    assertArrayEquals(each(i -> i % 2 == 0 ? 3 * i : 100 + i), got);
  }

  @Test
  void loopsOfDifferentLengthMeetAtTheirEnd() {
    var got =
        Device.lanes(
            """
            mov.u32 %r0, 0; mov.u32 %r3, 0;
            LOOP: setp.ge.u32 %q1, %r3, %r1;
            @%q1 bra DONE;
            add.u32 %r0, %r0, %r3; add.u32 %r3, %r3, 1;
            bra LOOP;
            DONE: activemask.b32 %r4; shr.u32 %r4, %r4, 31; shl.b32 %r4, %r4, 16; add.u32 %r0, %r0, %r4;
            """);
    assertArrayEquals(each(i -> i * (i - 1) / 2 + (1 << 16)), got);
  }

  @Test
  void aLockHeldByALaneOfTheSameWarpIsGivenBack() {
    try (var device =
        Device.of(
            2,
            """
            SPIN: atom.global.cas.b32 %r1, [%p0], 0, 1;
            setp.ne.s32 %q1, %r1, 0;
            @%q1 bra SPIN;
            ld.volatile.global.u32 %r2, [%p1]; add.u32 %r2, %r2, 1; st.volatile.global.u32 [%p1], %r2;
            membar.gl;
            atom.global.exch.b32 %r3, [%p0], 0;
            """)) {
      long lock = device.ints(0);
      long count = device.ints(0);
      device.run(Grid.of(3, 96), lock, count);
      assertEquals(3 * 96, device.ints(count, 1)[0]);
    }
  }

  @Test
  void aBlockMayWaitForALaterOne() {
    try (var device =
        Device.of(
            1,
            """
            mov.u32 %r1, %ctaid.x; setp.ne.u32 %q1, %r1, 0;
            @%q1 bra GIVE;
            WAIT: ld.volatile.global.u32 %r2, [%p0]; setp.eq.u32 %q2, %r2, 0; @%q2 bra WAIT;
            st.global.u32 [%p0+4], 7;
            bra END;
            GIVE: st.volatile.global.u32 [%p0], 1;
            END:
            """)) {
      long flag = device.ints(new int[2]);
      device.run(Grid.of(2, 32), flag);
      assertArrayEquals(new int[] {1, 7}, device.ints(flag, 2));
    }
  }

  @Test
  void barriersOrderSharedMemory() {
    try (var device =
        Device.of(
            1,
            """
            .shared .align 4 .b8 tile[512];
            mov.u32 %r1, %tid.x; shl.b32 %r2, %r1, 2; mov.u32 %r3, tile; add.u32 %r4, %r3, %r2;
            st.shared.u32 [%r4], %r1;
            bar.sync 0;
            sub.u32 %r5, 127, %r1; shl.b32 %r5, %r5, 2; add.u32 %r5, %r3, %r5;
            ld.shared.u32 %r6, [%r5];
            cvt.u64.u32 %d0, %r2; add.s64 %d1, %p0, %d0; st.global.u32 [%d1], %r6;
            """)) {
      long out = device.memory.allocate(512);
      device.run(Grid.of(1, 128), out);
      assertArrayEquals(IntStream.range(0, 128).map(i -> 127 - i).toArray(), device.ints(out, 128));
    }
  }

  @Test
  void genericAddressesReachSharedAndLocalMemory() {
    var got =
        Device.lanes(
            """
            .shared .align 4 .b8 s[128];
            .local .align 4 .b8 l[8];
            mov.u32 %r3, s; cvt.u64.u32 %d4, %r3; cvta.shared.u64 %d4, %d4; add.s64 %d4, %d4, %d0;
            st.u32 [%d4], %r1;
            mov.u64 %d5, l; cvta.local.u64 %d5, %d5; st.u32 [%d5+4], 1000;
            ld.u32 %r4, [%d4]; ld.local.u32 %r5, [l+4];
            add.u32 %r0, %r4, %r5;
            """);
    assertArrayEquals(each(i -> i + 1000), got);
  }

  @Test
  void shufflesReadOtherLanes() {
    assertArrayEquals(
        each(i -> i ^ 5), Device.lanes("shfl.sync.bfly.b32 %r0, %r1, 5, 31, 0xffffffff;"));
    assertArrayEquals(
        each(i -> i < 3 ? i : i - 3), Device.lanes("shfl.sync.up.b32 %r0, %r1, 3, 0, 0xffffffff;"));
    assertArrayEquals(
        each(i -> i % 8 + 3 > 7 ? i : i + 3),
        Device.lanes("shfl.sync.down.b32 %r0, %r1, 3, 0x1807, 0xffffffff;"));
    assertArrayEquals(
        each(i -> i / 16 * 16 + 2),
        Device.lanes("shfl.sync.idx.b32 %r0, %r1, 2, 0x100f, 0xffffffff;"));
  }

  @Test
  void lanesVoteReduceAndMatch() {
    assertArrayEquals(
        each(i -> 0x0000FFFF),
        Device.lanes("setp.lt.u32 %q1, %r1, 16; vote.sync.ballot.b32 %r0, %q1, 0xffffffff;"));
    assertArrayEquals(each(i -> 496), Device.lanes("redux.sync.add.s32 %r0, %r1, 0xffffffff;"));
    assertArrayEquals(
        each(i -> i % 2 == 0 ? 0x55555555 : 0xAAAAAAAA),
        Device.lanes("and.b32 %r3, %r1, 1; match.any.sync.b32 %r0, %r3, 0xffffffff;"));
  }

  @Test
  void halvesOfAWarpShuffleAmongThemselves() {
    var got =
        Device.lanes(
            """
            setp.lt.u32 %q1, %r1, 16;
            @%q1 bra LOW;
            shfl.sync.bfly.b32 %r0, %r1, 1, 31, 0xffff0000;
            bra END;
            LOW: shfl.sync.bfly.b32 %r0, %r1, 2, 31, 0x0000ffff;
            END:
            """);
    assertArrayEquals(each(i -> i < 16 ? i ^ 2 : i ^ 1), got);
  }

  @Test
  void sixtyFourBitsAreSummedWithACarry() {
    var got =
        Device.lanes(
            """
            add.cc.u32 %r3, %r2, 0xffffffff; addc.u32 %r4, 0, 0;
            sub.cc.u32 %r5, %r2, 5; subc.u32 %r6, 0, 0; and.b32 %r6, %r6, 2;
            or.b32 %r0, %r4, %r6;
            """,
            each(i -> i));
    assertArrayEquals(each(i -> (i > 0 ? 1 : 0) | (i < 5 ? 2 : 0)), got);
  }

  @Test
  void barriersReduce() {
    try (var device =
        Device.of(
            1,
            """
            mov.u32 %r1, %tid.x; setp.lt.u32 %q1, %r1, 40;
            bar.red.popc.u32 %r2, 0, %q1;
            mul.wide.u32 %d0, %r1, 4; add.s64 %d1, %p0, %d0; st.global.u32 [%d1], %r2;
            """)) {
      long out = device.memory.allocate(256);
      device.run(Grid.of(1, 64), out);
      assertEquals(40, device.ints(out, 64)[63]);
    }
  }

  @Test
  void sayWhereAnAccessLeavesItsMemory() {
    try (var device = Device.of(0, "mov.u32 %r1, 4096;\nst.shared.u32 [%r1], 1;")) {
      var e = assertThrows(Fault.class, () -> device.run(Grid.of(1, 32)));
      assertEquals(
          "k:14: block (0,0,0) warp 0 lane 0: st.shared.u32 [%r1], 1;: "
              + "out of bounds: 4 bytes at 0x1000 of shared memory, which has 0",
          e.getMessage());
    }
  }

  @Test
  void sayWhoWaitsForNobody() {
    try (var device =
        Device.of(
            0,
            """
            mov.u32 %r1, %tid.x; setp.lt.u32 %q1, %r1, 32;
            @%q1 bra END;
            bar.sync 0, 64;
            END: bar.sync 1;
            """)) {
      // Half of the threads wait at barrier 0 for 64, half at barrier 1 for all.
      var e = assertThrows(Fault.class, () -> device.run(Grid.of(1, 64)));
      assertEquals(
          "k:16: block (0,0,0) warp 0 lane 0: bar.sync 1;: deadlock: every thread that has not"
              + " ended waits, and nobody is left to come: warp 0 at line 16, warp 1 at line 15",
          e.getMessage());
    }
  }
}
