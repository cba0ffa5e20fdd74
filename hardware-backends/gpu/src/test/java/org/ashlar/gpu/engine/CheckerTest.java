package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Each mistake is found at its line, and programs without it are left in peace.
class CheckerTest {
  private static final String SHARED =
      """
      .shared .align 16 .b8 tile[1024];
      mov.u32 %r1, %tid.x; shl.b32 %r2, %r1, 2; mov.u32 %r3, tile; add.u32 %r4, %r3, %r2;
      xor.b32 %r5, %r2, 4; add.u32 %r5, %r3, %r5;
      """;

  private static List<String> findings(int threads, String body) {
    try (var device = Device.of(1, body)) {
      var checker = new Checker(device.memory);
      long buffer = device.memory.allocate(1000);
      try {
        device.run(Grid.of(1, threads), checker, buffer);
      } catch (Fault fault) {
        checker.note(fault);
      }
      return checker.findings().stream().map(Object::toString).toList();
    }
  }

  @Test
  void outOfBounds() {
    assertEquals(
        List.of(
            "out-of-bounds: k:15: block (0,0,0) warp 0 lane 30: st.global.b32 [%d2], %r1;: "
                + "write of 4 bytes at 0x7000004e8 lies in no allocation (2 times)"),
        findings(
            32,
            "mov.u32 %r1, %tid.x; mul.wide.u32 %d1, %r1, 4; add.s64 %d2, %p0, %d1; add.s64 %d2,"
                + " %d2, 880;\n"
                + "st.global.b32 [%d2], %r1;"));
  }

  @Test
  void misaligned() {
    assertEquals(
        List.of(
            "misaligned: k:14: block (0,0,0) warp 0 lane 0: st.global.b32 [%p0+2], 1;: "
                + "an access of 4 bytes is at a multiple of 4: 0x700000102"),
        findings(1, "st.global.b32 [%p0+2], 1;"));
  }

  @Test
  void uninitialisedShared() {
    assertEquals(
        List.of(
            "uninitialised-shared: k:17: block (0,0,0) warp 0 lane 0: ld.shared.u32 %r6, [%r4];: "
                + "shared byte 0 is read and nobody wrote it (32 times)"),
        findings(32, SHARED + "ld.shared.u32 %r6, [%r4];"));
  }

  @Test
  void racesWithinAWarpAndBetweenWarps() {
    assertEquals(
        List.of(
            "shared-race: k:18: block (0,0,0) warp 0 lane 0: ld.shared.u32 %r6, [%r5];: read of"
                + " shared byte 4 by thread 0: no barrier after the write of line 17 by thread 1"
                + " (64 times)"),
        findings(64, SHARED + "st.shared.u32 [%r4], %r1;\nld.shared.u32 %r6, [%r5];"));
  }

  @Test
  void barriersAndMeetingsOfAWarpOrder() {
    assertEquals(
        List.of(),
        findings(64, SHARED + "st.shared.u32 [%r4], %r1; bar.sync 0; ld.shared.u32 %r6, [%r5];"));
    assertEquals(
        List.of(),
        findings(
            64,
            SHARED
                + "st.shared.u32 [%r4], %r1; bar.warp.sync -1; ld.shared.u32 %r6, [%r5];"
                + "bar.warp.sync -1; st.shared.u32 [%r4], %r6;"));
  }

  @Test
  void aWriteAfterReadsOfOthersIsARace() {
    assertEquals(
        List.of(
            "shared-race: k:18: block (0,0,0) warp 0 lane 1: @%q2 st.shared.u32 [tile], %r1;: write"
                + " of shared byte 0 by thread 1: no barrier after the read of line 17 by thread"
                + " 0"),
        findings(
            2,
            SHARED.strip()
                + "st.shared.u32 [%r4], %r1; bar.sync 0; setp.eq.u32 %q1, %r1, 0; setp.eq.u32 %q2,"
                + " %r1, 1;\n"
                + "@%q1 ld.shared.u32 %r6, [tile];\n"
                + "@%q2 st.shared.u32 [tile], %r1;"));
  }

  @Test
  void atomicsDoNotRaceWithEachOther() {
    assertEquals(
        List.of(),
        findings(
            64,
            SHARED
                + "st.shared.u32 [%r4], 0; bar.sync 0; red.shared.add.u32 [tile], 1; bar.sync 0;"
                + " ld.shared.u32 %r6, [tile];"));
  }

  @Test
  void barrierDivergence() {
    assertEquals(
        List.of(
            "barrier-divergence: k:16: block (0,0,0) warp 0 lane 8: bar.sync 0;: "
                + "all lanes of a warp come to a barrier together: 0xffffff00 of 0xffffffff came",
            "barrier-divergence: k:18: block (0,0,0) warp 0 lane 0: bar.sync 0;: "
                + "all lanes of a warp come to a barrier together: 0x000000ff of 0xffffffff came"),
        findings(
            32,
            """
            mov.u32 %r1, %tid.x; setp.lt.u32 %q1, %r1, 8;
            @%q1 bra LOW;
            bar.sync 0;
            bra END;
            LOW: bar.sync 0;
            END:
            """));
  }

  @Test
  void missingWaits() {
    var copy =
        SHARED
            + "shl.b32 %r7, %r1, 4; add.u32 %r8, %r3, %r7; cvt.u64.u32 %d1, %r7; add.s64 %d1, %p0,"
            + " %d1;\n"
            + "cp.async.cg.shared.global [%r8], [%d1], 16; cp.async.commit_group;\n";
    assertEquals(
        List.of(
            "missing-copy-wait: k:19: block (0,0,0) warp 0 lane 0: ld.shared.u32 %r6, [%r8];: read"
                + " of shared byte 0: the copy of line 18 by thread 0 was not waited for (32"
                + " times)"),
        findings(32, copy + "ld.shared.u32 %r6, [%r8];"));
    assertEquals(
        List.of(), findings(32, copy + "cp.async.wait_group 0;\nld.shared.u32 %r6, [%r8];"));
    // One group may stay open: the first is there, the second is not.
    assertEquals(
        List.of(
            "missing-copy-wait: k:21: block (0,0,0) warp 0 lane 0: ld.shared.u32 %r6, [%r8+512];:"
                + " read of shared byte 512: the copy of line 19 by thread 0 was not waited for (32"
                + " times)"),
        findings(
            32,
            copy
                + "cp.async.cg.shared.global [%r8+512], [%d1], 16; cp.async.commit_group;"
                + " cp.async.wait_group 1;\n"
                + "ld.shared.u32 %r6, [%r8];\n"
                + "ld.shared.u32 %r6, [%r8+512];"));
  }
}
