package org.ashlar.cpu.tile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.ashlar.cpu.machine.Calls;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.MachineCode;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Emulator;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;

/// A product of matrices with its operands: filled, packed, run, and computed again in doubles.
final class Product {
  static final int GUARD = 64;

  final int m;
  final int n;
  final int k;
  final int cRow;
  final Factor factor;
  final MatrixProduct product;
  final MemorySegment a;
  final MemorySegment b;
  final MemorySegment c;
  final MemorySegment packed;
  private final MemorySegment arguments;
  private final MemorySegment bias;
  private final boolean biased;
  private Optional<MachineCode> code = Optional.empty();

  Product(
      Arena arena,
      LongFunction<MemorySegment> memory,
      Isa isa,
      Factor factor,
      int m,
      int n,
      int k,
      int cRow,
      Blocks blocks,
      boolean biased,
      RandomGenerator random) {
    this.m = m;
    this.n = n;
    this.k = k;
    this.cRow = cRow;
    this.factor = factor;
    bias = memory.apply(4L * (n + 64));
    product =
        new MatrixProduct(
            isa,
            factor,
            m,
            n,
            k,
            k,
            cRow,
            blocks,
            biased ? this::addBias : MatrixProduct.After.NOTHING);
    long bytes = factor.bytes();
    a = memory.apply(bytes * m * k);
    b = memory.apply(bytes * n * k);
    c = memory.apply(4L * m * cRow + GUARD);
    packed = memory.apply(product.packed().bytes());
    arguments = arena.allocate(24, 64);
    fill(a, random, factor == Factor.U8S8 || factor == Factor.U8S8_WIDENED);
    fill(b, random, false);
    this.biased = biased;
    for (int j = 0; j < n + 64; j++) {
      if (factor.isExact()) {
        bias.setAtIndex(ValueLayout.JAVA_INT, j, j);
      } else {
        bias.setAtIndex(ValueLayout.JAVA_FLOAT, j, j);
      }
    }
    c.fill((byte) 0x55);
    new Packing(product.packed(), n, 1).pack(b, packed);
    arguments.setAtIndex(ValueLayout.JAVA_LONG, 0, a.address());
    arguments.setAtIndex(ValueLayout.JAVA_LONG, 1, packed.address());
    arguments.setAtIndex(ValueLayout.JAVA_LONG, 2, c.address());
  }

  private void fill(MemorySegment to, RandomGenerator random, boolean unsigned) {
    switch (factor) {
      case F32 -> {
        for (long i = 0; i < to.byteSize() / 4; i++) {
          to.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() * 2 - 1);
        }
      }
      case BF16 -> {
        for (long i = 0; i < to.byteSize() / 2; i++) {
          int bits = Float.floatToRawIntBits(random.nextFloat() * 2 - 1);
          to.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) (bits >> 16));
        }
      }
      case U8S8, S8S8, U8S8_WIDENED, S8S8_WIDENED -> {
        for (long i = 0; i < to.byteSize(); i++) {
          to.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
        }
      }
      case F32_BF16, F32_F16 -> throw new IllegalArgumentException("not of whole products");
    }
  }

  /// An epilogue: column `j` is `j` more.
  private void addBias(Code code, TileProduct tile, Gpr column) {
    code.set(Gpr.RAX, bias.address());
    for (int i = 0; i < tile.rows(); i++) {
      for (int j = 0; j < tile.vectors(); j++) {
        var acc = tile.accumulator(i, j);
        var at = Mem.at(Gpr.RAX, column, 1, (long) j * acc.bytes());
        code.emit(factor.isExact() ? Op.VPADDD : Op.VADDPS, acc, acc, at);
      }
    }
  }

  void run() {
    run(0, product.strips(), 0, product.packed().count());
  }

  void run(long firstStrip, long endStrip, long firstPanel, long endPanel) {
    if (code.isEmpty()) {
      code = Optional.of(MachineCode.load(List.of(product.bytes())));
    }
    Calls.call(
        code.get().entry(0),
        arguments.address(),
        firstStrip,
        endStrip,
        endPanel << 32 | firstPanel);
  }

  /// Runs it without the processor: each access is checked to be to an operand.
  void emulate(long firstStrip, long endStrip, long firstPanel, long endPanel) {
    var written = new Code();
    product.write(written);
    new Emulator(written, List.of(arguments, a, packed, bias, c.asSlice(0, c.byteSize() - GUARD)))
        .call(arguments.address(), firstStrip, endStrip, endPanel << 32 | firstPanel);
  }

  double left(int i, int kk) {
    return number(a, (long) i * k + kk, factor == Factor.U8S8 || factor == Factor.U8S8_WIDENED);
  }

  double right(int kk, int j) {
    return number(b, (long) kk * n + j, false);
  }

  private double number(MemorySegment of, long index, boolean unsigned) {
    return switch (factor) {
      case F32 -> of.getAtIndex(ValueLayout.JAVA_FLOAT, index);
      case BF16 -> Float.intBitsToFloat(of.getAtIndex(ValueLayout.JAVA_SHORT, index) << 16);
      case U8S8, S8S8, U8S8_WIDENED, S8S8_WIDENED -> {
        byte value = of.get(ValueLayout.JAVA_BYTE, index);
        yield unsigned ? value & 255 : value;
      }
      case F32_BF16, F32_F16 -> throw new IllegalArgumentException("not of whole products");
    };
  }

  double result(int i, int j) {
    long at = (long) i * cRow + j;
    return factor == Factor.F32 || factor == Factor.BF16
        ? c.getAtIndex(ValueLayout.JAVA_FLOAT, at)
        : c.getAtIndex(ValueLayout.JAVA_INT, at);
  }

  /// The number of a place that differs from the sum in doubles by more than the sums' order
  /// explains, or of a place outside the result that was written; empty where all is well.
  String wrong() {
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        double sum = biased ? j : 0;
        double size = sum;
        for (int kk = 0; kk < k; kk++) {
          double term = left(i, kk) * right(kk, j);
          sum += term;
          size += Math.abs(term);
        }
        boolean exact = factor.isExact();
        double allowed = exact ? 0 : (k + 8) * 0x1p-24 * size;
        if (Math.abs(result(i, j) - sum) > allowed) {
          return "c[%d, %d] is %s, should be %s ± %s".formatted(i, j, result(i, j), sum, allowed);
        }
      }
      for (int j = n; j < cRow; j++) {
        if (c.getAtIndex(ValueLayout.JAVA_INT, (long) i * cRow + j) != 0x55555555) {
          return "c[%d, %d] was written".formatted(i, j);
        }
      }
    }
    for (long at = 4L * m * cRow; at < c.byteSize(); at++) {
      if (c.get(ValueLayout.JAVA_BYTE, at) != 0x55) {
        return "byte %d behind c was written".formatted(at);
      }
    }
    return "";
  }
}
