package org.ashlar.cpu.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PackingTest {
  @ParameterizedTest
  @EnumSource(Factor.class)
  void everyElementLiesAtItsPlaceAndTheRestIsZero(Factor factor) {
    long seed = new Random().nextLong();
    System.out.println("packing of " + factor + ": seed " + seed);
    var random = new Random(seed);
    var isa = Processor.here().isa();
    assumeTrue(factor.runsOn(Processor.here(), isa), "this processor has none of it");
    for (int round = 0; round < 60; round++) {
      int n = 1 + random.nextInt(150);
      int k = 1 + random.nextInt(150);
      var level = random.nextInt(4) == 0 ? Isa.AVX2 : isa;
      int vectors = 1 + random.nextInt(level == Isa.AVX2 ? 2 : 4);
      var panels =
          new Panels(level, factor, k, n, factor.group() * (1 + random.nextInt(40)), vectors);
      boolean rows = random.nextBoolean();
      int spare = random.nextInt(3);
      long rowStep = rows ? n + spare : 1;
      long columnStep = rows ? 1 : k + spare;
      try (var arena = Arena.ofShared()) {
        long elements = (k - 1) * rowStep + (n - 1) * columnStep + 1;
        // No spare bytes behind: what lies there is not ours to read.
        var from = arena.allocate(elements * factor.bytes(), 1);
        var bytes = new byte[(int) from.byteSize()];
        random.nextBytes(bytes);
        MemorySegment.copy(bytes, 0, from, ValueLayout.JAVA_BYTE, 0, bytes.length);
        var to = arena.allocate(panels.bytes(), 64);
        to.fill((byte) 0x77);
        var meant = arena.allocate(panels.bytes(), 64);
        for (int row = 0; row < k; row++) {
          for (int column = 0; column < n; column++) {
            MemorySegment.copy(
                from,
                (row * rowStep + column * columnStep) * factor.bytes(),
                meant,
                panels.place(row, column),
                factor.bytes());
          }
        }
        for (int column = 0; column < n && factor == Factor.S8S8; column++) {
          int sum = 0;
          for (int row = 0; row < k; row++) {
            sum += 128 * meant.get(ValueLayout.JAVA_BYTE, panels.place(row, column));
          }
          meant.set(ValueLayout.JAVA_INT_UNALIGNED, panels.corrections() + 4L * column, sum);
        }
        new Packing(panels, rowStep, columnStep).pack(from, to);
        assertEquals(
            -1,
            meant.mismatch(to),
            "%s %dx%d %s by %s seed %d"
                .formatted(level, k, n, panels, rows ? "rows" : "columns", seed));
      }
    }
  }
}
