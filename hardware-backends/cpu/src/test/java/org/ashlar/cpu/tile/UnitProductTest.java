package org.ashlar.cpu.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.Random;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Products by the matrix unit: run by an emulator that checks every access, and by the unit where
/// there is one.
final class UnitProductTest {
  @ParameterizedTest
  @EnumSource(
      value = Factor.class,
      names = {"BF16", "U8S8", "S8S8"})
  void theEmulatorAgreesWithDoubles(Factor factor) {
    agrees(factor, true, 12, 70);
  }

  @ParameterizedTest
  @EnumSource(
      value = Factor.class,
      names = {"BF16", "U8S8", "S8S8"})
  void theUnitAgreesWithDoubles(Factor factor) {
    assumeTrue(Processor.here().isa() == Isa.AMX, Processor.here().reason());
    agrees(factor, false, 30, 200);
  }

  private static void agrees(Factor factor, boolean emulated, int rounds, int most) {
    long seed = new Random().nextLong();
    System.out.println("products of " + factor + " by the matrix unit: seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < rounds; round++) {
      int unit = 64 / factor.bytes();
      int m = 1 + random.nextInt(most);
      int n = 1 + random.nextInt(most);
      int k = unit * (1 + random.nextInt(7));
      var best = Blocks.of(Isa.AMX, factor, m, n, k, 1 << 20);
      var blocks =
          random.nextBoolean()
              ? best
              : new Blocks(
                  best.rows(), 2, unit * (1 + random.nextInt(3)), 1 + random.nextInt(2), false);
      try (var arena = Arena.ofShared()) {
        var product =
            new Product(
                arena,
                bytes -> arena.allocate(bytes, 64),
                Isa.AMX,
                factor,
                m,
                n,
                k,
                n + random.nextInt(3),
                blocks,
                random.nextBoolean(),
                random);
        int strips = product.product.strips();
        int panels = product.product.packed().count();
        int strip = random.nextInt(strips + 1);
        int panel = random.nextInt(panels + 1);
        int[][] shares = {
          {0, strip, 0, panels}, {strip, strips, 0, panel}, {strip, strips, panel, panels}
        };
        for (var share : shares) {
          if (emulated) {
            product.emulate(share[0], share[1], share[2], share[3]);
          } else {
            product.run(share[0], share[1], share[2], share[3]);
          }
        }
        assertEquals(
            "", product.wrong(), "%s %dx%dx%d %s seed %d".formatted(factor, m, n, k, blocks, seed));
      }
    }
  }

  @Test
  void whatTheUnitDoesNotDoIsRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new UnitProduct(Factor.BF16, 16, 16)
                    .write(new Code(), 64, 64, Gpr.R10, 64, 33, false));
    assertEquals("matrix unit: a depth of whole rows of 32: 33", e.getMessage());
  }
}
