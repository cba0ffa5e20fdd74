package org.ashlar.cpu.tile;

import static org.ashlar.cpu.x86.Gpr.R10;
import static org.ashlar.cpu.x86.Gpr.R8;
import static org.ashlar.cpu.x86.Gpr.R9;
import static org.ashlar.cpu.x86.Gpr.RAX;
import static org.ashlar.cpu.x86.Gpr.RCX;
import static org.ashlar.cpu.x86.Gpr.RDI;
import static org.ashlar.cpu.x86.Gpr.RDX;
import static org.ashlar.cpu.x86.Gpr.RSI;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.ashlar.cpu.machine.Calls;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.MachineCode;
import org.ashlar.cpu.machine.Processor;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Mask;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;
import org.ashlar.cpu.x86.Vec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tiles by themselves: summed over several loops, with an epilogue in registers.
final class TileProductTest {
  /// Direct convolution: rows are pixels anywhere in the image, the loops are those of the window.
  @ParameterizedTest
  @EnumSource(
      value = Isa.class,
      names = {"AVX2", "AVX512"})
  void aConvolutionIsABatchOfProducts(Isa isa) {
    assumeTrue(Processor.here().isa().has(isa), Processor.here().reason());
    long seed = new Random().nextLong();
    System.out.println("convolution: seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      int lanes = TileProduct.lanes(isa);
      int filters = 1 + random.nextInt(3 * lanes);
      int vectors = (filters + lanes - 1) / lanes;
      int pixels = 1 + random.nextInt(isa == Isa.AVX2 ? 3 : 7);
      if (!TileProduct.fits(isa, pixels, vectors)) {
        continue;
      }
      var shape =
          new Shape(
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              1 + random.nextInt(20),
              filters,
              1 + random.nextInt(2),
              random.nextBoolean());
      convolve(isa, shape, pixels, vectors * lanes, random, "seed " + seed + " " + shape);
    }
  }

  private record Shape(
      int height, int width, int channels, int filters, int stride, boolean positive) {}

  private static void convolve(
      Isa isa, Shape shape, int pixels, int padded, Random random, String what) {
    int imageWidth = pixels * shape.stride + shape.width;
    try (var arena = Arena.ofShared()) {
      var image = arena.allocate(4L * shape.height * imageWidth * shape.channels, 64);
      var weights = arena.allocate(4L * shape.height * shape.width * shape.channels * padded, 64);
      var bias = arena.allocate(4L * padded, 64);
      var out = arena.allocate(4L * pixels * shape.filters, 64);
      for (var each : List.of(image, weights, bias)) {
        for (long i = 0; i < each.byteSize() / 4; i++) {
          each.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
        }
      }
      var code = MachineCode.load(List.of(write(isa, shape, pixels, padded, imageWidth)));
      Calls.call(code.entry(0), image.address(), weights.address(), out.address(), bias.address());
      for (int p = 0; p < pixels; p++) {
        for (int f = 0; f < shape.filters; f++) {
          double sum = bias.getAtIndex(ValueLayout.JAVA_FLOAT, f);
          for (int y = 0; y < shape.height; y++) {
            for (int x = 0; x < shape.width; x++) {
              for (int c = 0; c < shape.channels; c++) {
                sum +=
                    (double) at(image, (y * imageWidth + p * shape.stride + x) * shape.channels + c)
                        * at(weights, ((y * shape.width + x) * shape.channels + c) * padded + f);
              }
            }
          }
          double meant = shape.positive ? Math.max(0, sum) : sum;
          assertEquals(meant, at(out, p * shape.filters + f), 1e-4, what + " " + p + " " + f);
        }
      }
    }
  }

  private static float at(MemorySegment of, long index) {
    return of.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  private static byte[] write(Isa isa, Shape shape, int pixels, int padded, int imageWidth) {
    var rows = new int[pixels];
    for (int p = 0; p < pixels; p++) {
      rows[p] = 4 * p * shape.stride * shape.channels;
    }
    var registers = new TileProduct.Registers(RDI, RSI, List.of(RAX, R8, R9), R10);
    var tile = new TileProduct(isa, Factor.F32, shape.filters, rows, registers);
    var code = new Code();
    tile.prepare(code, Mask.K1);
    tile.zero(code);
    long row = 4L * padded;
    tile.accumulate(
        code,
        List.of(
            new Reduction(
                shape.height, 4L * imageWidth * shape.channels, row * shape.channels * shape.width),
            new Reduction(shape.width, 4L * shape.channels, row * shape.channels)),
        new Reduction(shape.channels, 4, row),
        TileProduct.Ahead.NOTHING);
    var zero = tile.free().getFirst();
    code.emit(Op.VXORPS, zero.as(16), zero.as(16), zero.as(16));
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j < tile.vectors(); j++) {
        Vec acc = tile.accumulator(i, j);
        code.emit(Op.VADDPS, acc, acc, Mem.at(RCX, (long) j * isa.bytes()));
        if (shape.positive) {
          code.emit(Op.VMAXPS, acc, acc, zero);
        }
      }
    }
    tile.store(code, RDX, 4L * shape.filters, Mask.K1);
    code.emit(Op.VZEROUPPER);
    code.emit(Op.RET);
    return code.bytes();
  }
}
