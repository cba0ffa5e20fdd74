package org.ashlar.gpu.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Products of small matrices: the layouts of `mma.sync`, those of `ldmatrix` that feed it, and
/// `wmma`.
class MatrixTest {
  private static final long SEED = 7;

  /// Small whole numbers as f16: all sums are exact.
  private static short[] halves(int count, int seed) {
    var random = new SplittableRandom(SEED + seed);
    var values = new short[count];
    for (int i = 0; i < count; i++) {
      values[i] = Float.floatToFloat16(random.nextInt(17) - 8);
    }
    return values;
  }

  private static float product(short[] a, short[] b, int row, int column, int k, int n) {
    float sum = 0;
    for (int p = 0; p < k; p++) {
      sum += Float.float16ToFloat(a[row * k + p]) * Float.float16ToFloat(b[p * n + column]);
    }
    return sum;
  }

  private static final String COPY =
      """
      .shared .align 16 .b8 a[512]; .shared .align 16 .b8 b[512];
      mov.u32 %r1, %tid.x; shl.b32 %r2, %r1, 4; cvt.u64.u32 %d0, %r2;
      mov.u32 %r3, a; mov.u32 %r4, b; add.u32 %r5, %r3, %r2; add.u32 %r6, %r4, %r2;
      add.s64 %d1, %p0, %d0; add.s64 %d2, %p1, %d0;
      cp.async.cg.shared.global [%r5], [%d1], 16;
      setp.lt.u32 %q1, %r1, 16; @%q1 cp.async.cg.shared.global [%r6], [%d2], 16;
      cp.async.commit_group; cp.async.wait_group 0; bar.sync 0;
      """;

  @Test
  void tilesLoadedFromSharedMemoryAreMultiplied() {
    // A is 16x16 and B 16x8, both row-major: B's columns come by .trans.
    try (var device =
        Device.of(
            3,
            COPY
                + """
                and.b32 %r10, %r1, 15; shr.u32 %r11, %r1, 4;
                shl.b32 %r12, %r10, 5; shl.b32 %r13, %r11, 4; add.u32 %r12, %r12, %r13; add.u32 %r12, %r12, %r3;
                ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r20,%r21,%r22,%r23}, [%r12];
                shl.b32 %r14, %r10, 4; add.u32 %r14, %r14, %r4;
                ldmatrix.sync.aligned.m8n8.x2.trans.shared.b16 {%r24,%r25}, [%r14];
                mov.f32 %f1, 0f00000000; mov.f32 %f2, %f1; mov.f32 %f3, %f1; mov.f32 %f4, %f1;
                mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%f1,%f2,%f3,%f4}, {%r20,%r21,%r22,%r23}, {%r24,%r25}, {%f1,%f2,%f3,%f4};
                shr.u32 %r30, %r1, 2; and.b32 %r31, %r1, 3; shl.b32 %r32, %r30, 5; shl.b32 %r33, %r31, 3; add.u32 %r32, %r32, %r33;
                cvt.u64.u32 %d5, %r32; add.s64 %d5, %p2, %d5;
                st.global.v2.f32 [%d5], {%f1,%f2}; st.global.v2.f32 [%d5+256], {%f3,%f4};
                """)) {
      var a = halves(256, 0);
      var b = halves(128, 1);
      long out = device.memory.allocate(16 * 8 * 4);
      var checker = new Checker(device.memory);
      device.run(Grid.of(1, 32), checker, device.shorts(a), device.shorts(b), out);
      assertEquals(java.util.List.of(), checker.findings());
      var got = device.floats(out, 128);
      for (int i = 0; i < 128; i++) {
        assertEquals(product(a, b, i / 8, i % 8, 16, 8), got[i], "element " + i);
      }
    }
  }

  @Test
  void wmmaMultipliesRowsByColumns() {
    try (var device =
        Device.of(
            3,
            """
            .reg .b32 %a<8>; .reg .b32 %b<8>; .reg .f32 %c<8>;
            wmma.load.a.sync.aligned.row.m16n16k16.global.f16 {%a0,%a1,%a2,%a3,%a4,%a5,%a6,%a7}, [%p0], 16;
            wmma.load.b.sync.aligned.col.m16n16k16.global.f16 {%b0,%b1,%b2,%b3,%b4,%b5,%b6,%b7}, [%p1], 16;
            wmma.load.c.sync.aligned.row.m16n16k16.global.f32 {%c0,%c1,%c2,%c3,%c4,%c5,%c6,%c7}, [%p2], 16;
            wmma.mma.sync.aligned.row.col.m16n16k16.f32.f32 {%c0,%c1,%c2,%c3,%c4,%c5,%c6,%c7},
              {%a0,%a1,%a2,%a3,%a4,%a5,%a6,%a7}, {%b0,%b1,%b2,%b3,%b4,%b5,%b6,%b7}, {%c0,%c1,%c2,%c3,%c4,%c5,%c6,%c7};
            wmma.store.d.sync.aligned.row.m16n16k16.global.f32 [%p2], {%c0,%c1,%c2,%c3,%c4,%c5,%c6,%c7}, 16;
            """)) {
      var a = halves(256, 2);
      var b = halves(256, 3);
      var byRows = new short[256];
      var c = new float[256];
      for (int i = 0; i < 256; i++) {
        byRows[i] = b[i % 16 * 16 + i / 16];
        c[i] = i;
      }
      long out = device.floats(c);
      device.run(Grid.of(1, 32), device.shorts(a), device.shorts(b), out);
      var got = device.floats(out, 256);
      for (int i = 0; i < 256; i++) {
        assertEquals(i + product(a, byRows, i / 16, i % 16, 16, 16), got[i], "element " + i);
      }
    }
  }

  @Test
  void bytesAreMultipliedAsTheManualSpreadsThem() {
    // Every element of A is its row, of B its column: the sum is 32 times their product.
    try (var device =
        Device.of(
            1,
            """
            mov.u32 %r1, %laneid; shr.u32 %r2, %r1, 2; and.b32 %r3, %r1, 3;
            mul.lo.u32 %r4, %r2, 0x01010101; add.u32 %r5, %r4, 0x08080808;
            mov.u32 %r10, 0;
            mma.sync.aligned.m16n8k32.row.col.s32.s8.s8.s32 {%r20,%r21,%r22,%r23}, {%r4,%r5,%r4,%r5}, {%r4,%r4}, {%r10,%r10,%r10,%r10};
            shl.b32 %r6, %r2, 5; shl.b32 %r7, %r3, 3; add.u32 %r6, %r6, %r7; cvt.u64.u32 %d1, %r6; add.s64 %d1, %p0, %d1;
            st.global.v2.u32 [%d1], {%r20,%r21}; st.global.v2.u32 [%d1+256], {%r22,%r23};
            """)) {
      long out = device.memory.allocate(512);
      device.run(Grid.of(1, 32), out);
      var got = device.ints(out, 128);
      for (int i = 0; i < 128; i++) {
        assertEquals(32 * (i / 8) * (i % 8), got[i], "element " + i);
      }
    }
  }
}
