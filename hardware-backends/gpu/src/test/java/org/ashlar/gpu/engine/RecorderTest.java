package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Records hold what was executed, by whom and where.
class RecorderTest {
  @Test
  void keepsMasksAndAddresses() {
    try (var device =
        Device.of(
            1,
            """
            mov.u32 %r1, %tid.x;
            mul.lo.u32 %r2, %r1, %r1;
            setp.ge.u32 %q1, %r1, 16;
            mul.wide.u32 %d1, %r1, 8; add.s64 %d1, %p0, %d1;
            mul.wide.u32 %d2, %r2, 4; add.s64 %d2, %p0, %d2;
            @%q1 st.global.u32 [%d1], %r1;
            @!%q1 st.global.u32 [%d2+4], %r1;
            """)) {
      long out = device.memory.allocate(4096);
      var records = new ArrayList<WarpRecord>();
      device.run(Grid.of(3, 64), new Recorder(b -> b == 1, records::addAll), out);
      assertEquals(2, records.size());
      var first = records.getFirst();
      assertEquals(1, first.block());
      assertEquals(11, first.size());
      int affine = 8;
      assertEquals("st", device.kernel().instructions().get(first.instruction(affine)).opcode());
      assertEquals(0xFFFF0000, first.mask(affine));
      assertTrue(first.affine(affine));
      assertEquals(8, first.stride(affine));
      assertEquals(out, first.base(affine));
      assertFalse(first.affine(9));
      assertEquals(out + 4 + 4 * 49, first.address(9, 7));
      // The second warp has no thread below 16: the instruction is there, the addresses are not.
      assertEquals(0, records.get(1).mask(9));
      assertFalse(records.get(1).memory(9));
    }
  }
}
