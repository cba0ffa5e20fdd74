package org.ashlar.cpu.tile;

import static org.ashlar.cpu.x86.Gpr.R8;
import static org.ashlar.cpu.x86.Gpr.R9;
import static org.ashlar.cpu.x86.Gpr.RAX;
import static org.ashlar.cpu.x86.Gpr.RCX;
import static org.ashlar.cpu.x86.Gpr.RDI;
import static org.ashlar.cpu.x86.Gpr.RSI;
import static org.ashlar.cpu.x86.Op.*;

import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;
import org.ashlar.cpu.x86.Tmm;

/// Writes the product of one tile by the matrix unit (AMX): up to 32 rows and 32 columns, as two by
/// two tile registers, added to `c` in memory.
///
/// Rows and columns are exact: the configuration of the unit holds them. The depth is a multiple of
/// what a tile row holds (64 bytes). Registers: R8 `a`, R9 packed `b`, and the given `c` are kept;
/// RAX, RCX, RDI and RSI change.
final class UnitProduct {
  /// Rows of a tile register; also columns of 32 bits.
  static final int SIDE = 16;

  /// Bytes of a row of a tile register.
  static final int ROW = 64;

  private static final int UNROLL = 4;
  private static final int A = 4;
  private static final int B = 6;

  private final Factor factor;
  private final int rows;
  private final int columns;

  /// @param rows 1 to 32
  /// @param columns 1 to 32
  UnitProduct(Factor factor, int rows, int columns) {
    this.factor = factor;
    this.rows = rows;
    this.columns = columns;
  }

  private int tiles(int of) {
    return (of + SIDE - 1) / SIDE;
  }

  private int part(int of, int tile) {
    return Math.min(SIDE, of - tile * SIDE);
  }

  /// Tells the unit the shapes of its tiles. Their contents are lost.
  void configure(Code code) {
    var shape = new byte[64];
    shape[0] = 1;
    for (int i = 0; i < tiles(rows); i++) {
      for (int j = 0; j < tiles(columns); j++) {
        set(shape, accumulator(i, j).number(), part(rows, i), 4 * part(columns, j));
      }
      set(shape, A + i, part(rows, i), ROW);
    }
    for (int j = 0; j < tiles(columns); j++) {
      set(shape, B + j, SIDE, 4 * part(columns, j));
    }
    code.emit(LDTILECFG, code.constant(shape));
  }

  /// The layout of palette 1 (Intel Software Developer's Manual, LDTILECFG).
  private static void set(byte[] shape, int tile, int rows, int bytes) {
    shape[16 + 2 * tile] = (byte) bytes;
    shape[48 + tile] = (byte) rows;
  }

  private static Tmm accumulator(int i, int j) {
    return new Tmm(2 * i + j);
  }

  /// Adds the product to `c`, or sets `c` to it.
  ///
  /// @param aRow bytes from row to row of `a`
  /// @param bRow bytes from group to group of the packed operand
  /// @param cRow bytes from row to row of `c`
  /// @param depth numbers summed
  /// @param onto whether what `c` holds is added
  void write(Code code, long aRow, long bRow, Gpr c, long cRow, int depth, boolean onto) {
    int step = ROW / factor.bytes();
    if (depth % step != 0) {
      throw new IllegalArgumentException(
          "matrix unit: a depth of whole rows of %d: %d".formatted(step, depth));
    }
    code.set(RDI, aRow);
    code.set(RSI, bRow);
    code.set(RAX, cRow);
    for (int i = 0; i < tiles(rows); i++) {
      for (int j = 0; j < tiles(columns); j++) {
        if (onto) {
          code.emit(TILELOADD, accumulator(i, j), at(c, RAX, cRow, i, j));
        } else {
          code.emit(TILEZERO, accumulator(i, j));
        }
      }
    }
    int steps = depth / step;
    int unroll = Math.min(steps, UNROLL);
    int times = steps / unroll;
    if (times > 1) {
      code.set(RCX, times);
      var again = code.here();
      for (int u = 0; u < unroll; u++) {
        step(code, u, aRow, bRow);
      }
      code.add(R8, unroll * ROW);
      code.add(R9, unroll * SIDE * bRow);
      code.emit(DEC, RCX);
      code.emit(JNE, again);
    } else {
      times = 0;
    }
    for (int u = 0; u < steps - times * unroll; u++) {
      step(code, u, aRow, bRow);
    }
    code.add(R8, -(long) times * unroll * ROW);
    code.add(R9, -(long) times * unroll * SIDE * bRow);
    for (int i = 0; i < tiles(rows); i++) {
      for (int j = 0; j < tiles(columns); j++) {
        code.emit(TILESTORED, at(c, RAX, cRow, i, j), accumulator(i, j));
      }
    }
  }

  private static Mem at(Gpr c, Gpr stride, long cRow, int i, int j) {
    return Mem.at(c, stride, 1, i * SIDE * cRow + j * ROW);
  }

  /// Loads stand between the products that do not wait for them.
  private void step(Code code, int u, long aRow, long bRow) {
    for (int i = 0; i < tiles(rows); i++) {
      if (i > 0) {
        code.emit(TILELOADD, new Tmm(A + i), a(u, aRow, i));
      }
      for (int j = 0; j < tiles(columns); j++) {
        if (i == 0) {
          code.emit(TILELOADD, new Tmm(B + j), Mem.at(R9, RSI, 1, u * SIDE * bRow + j * ROW));
          if (j == 0) {
            code.emit(TILELOADD, new Tmm(A), a(u, aRow, 0));
          }
        }
        code.emit(product(), accumulator(i, j), new Tmm(A + i), new Tmm(B + j));
      }
    }
  }

  private static Mem a(int u, long aRow, int i) {
    return Mem.at(R8, RDI, 1, i * SIDE * aRow + u * ROW);
  }

  private Op product() {
    return switch (factor) {
      case BF16 -> TDPBF16PS;
      case U8S8 -> TDPBUSD;
      case S8S8 -> TDPBSSD;
      case F32, F32_BF16, F32_F16, U8S8_WIDENED, S8S8_WIDENED ->
          throw new IllegalArgumentException("matrix unit: bf16 or bytes: " + factor);
    };
  }
}
