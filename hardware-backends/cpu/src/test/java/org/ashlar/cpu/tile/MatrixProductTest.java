package org.ashlar.cpu.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.cpu.x86.Gpr;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MatrixProductTest {
  private static final Processor PROCESSOR = Processor.here();

  private static List<Isa> levels(Factor factor) {
    return Stream.of(Isa.AVX2, Isa.AVX512).filter(isa -> factor.runsOn(PROCESSOR, isa)).toList();
  }

  @ParameterizedTest
  @EnumSource(Factor.class)
  void agreesWithDoublesAndWritesNothingElse(Factor factor) {
    var levels = levels(factor);
    assumeTrue(!levels.isEmpty(), "this processor has none of it");
    long seed = new Random().nextLong();
    System.out.println("products of " + factor + ": seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      var isa = levels.get(round % levels.size());
      int m = 1 + random.nextInt(random.nextBoolean() ? 8 : 40);
      int n = 1 + random.nextInt(random.nextBoolean() ? 20 : 200);
      int k = 1 + random.nextInt(random.nextBoolean() ? 12 : 90);
      var best = Blocks.of(isa, factor, m, n, k, 1 << 20);
      var blocks =
          random.nextBoolean()
              ? best
              : new Blocks(
                  best.rows(),
                  best.vectors(),
                  factor.group() * (1 + random.nextInt(20)),
                  1 + random.nextInt(3),
                  random.nextBoolean());
      var what = "%s %s %dx%dx%d %s seed %d".formatted(isa, factor, m, n, k, blocks, seed);
      try (var arena = Arena.ofShared()) {
        var product =
            new Product(
                arena,
                bytes -> arena.allocate(bytes, 64),
                isa,
                factor,
                m,
                n,
                k,
                n + random.nextInt(3),
                blocks,
                random.nextBoolean(),
                random);
        if (random.nextBoolean()) {
          product.run();
        } else {
          int strip = random.nextInt(product.product.strips() + 1);
          int panel = random.nextInt(product.product.packed().count() + 1);
          int strips = product.product.strips();
          int panels = product.product.packed().count();
          product.run(0, strip, 0, panels);
          product.run(strip, strips, 0, panel);
          product.run(strip, strips, panel, panels);
        }
        assertEquals("", product.wrong(), what);
      }
    }
  }

  @Test
  void aTileThatDoesNotFitIsRefused() {
    var registers = new TileProduct.Registers(Gpr.RDI, Gpr.RSI, List.of(Gpr.RCX), Gpr.RAX);
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new TileProduct(Isa.AVX2, Factor.F32, 16, new int[7], registers));
    assertEquals("tile: 7 rows of 2 vectors do not fit 16 registers", e.getMessage());
  }
}
