package org.ashlar.cpu.product;

import static org.ashlar.cpu.x86.Gpr.*;
import static org.ashlar.cpu.x86.Op.*;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Imm;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Op;
import org.ashlar.cpu.x86.Vec;
import org.ashlar.ir.kernel.Strided;

/// Writes the epilogue of a block whose result has its rows side by side: the sums that lie in
/// scratch memory, row by row, are turned in squares of 16, and what follows them is done on
/// vectors along the rows.
final class Across {
  /// Rows and columns of a square.
  static final int SIDE = 16;

  private static final Gpr SUMS = R10;
  private static final Gpr LEFT = RBX;

  private final Cut cut;
  private final Epilogue epilogue;
  private final Code code;

  Across(Cut cut, Epilogue epilogue, Code code) {
    this.cut = cut;
    this.epilogue = epilogue;
    this.code = code;
  }

  /// With the place of the sums in R10 and the context in R15; changes all other registers.
  void write(boolean lastBlock, boolean lastPanel) {
    int height = cut.height(lastBlock);
    int width = cut.width(lastPanel);
    long row = cut.rowBytes(lastPanel);
    int whole = height / SIDE;
    int rest = height % SIDE;
    if (rest > 0) {
      code.set(RAX, (1L << rest) - 1);
      code.emit(KMOVW, ProductCode.LAST, RAX.low());
    }
    for (int column = 0; column < width; column += SIDE) {
      point(column);
      int columns = Math.min(SIDE, width - column);
      if (whole > 0) {
        code.set(LEFT, whole);
        var again = code.here();
        square(column, columns, row, false);
        advance();
        code.add(SUMS, SIDE * row);
        code.emit(DEC, LEFT);
        code.emit(JNE, again);
      }
      if (rest > 0) {
        square(column, columns, row, true);
      }
      code.add(SUMS, -whole * SIDE * row);
    }
  }

  private long bytes(Strided access) {
    return access.of().dtype().bytes();
  }

  /// Sets the pointers to the block's first row and a column.
  private void point(int column) {
    for (int i = 0; i < epilogue.accesses().size(); i++) {
      var access = epilogue.accesses().get(i);
      code.emit(MOV, Epilogue.POINTERS.get(i), Mem.at(R15, epilogue.base(i)));
      code.add(Epilogue.POINTERS.get(i), column * cut.columns.step(access) * bytes(access));
    }
  }

  private void advance() {
    for (int i = 0; i < epilogue.accesses().size(); i++) {
      if (epilogue.isAlong(epilogue.accesses().get(i))) {
        code.add(Epilogue.POINTERS.get(i), SIDE * 4L);
      }
    }
  }

  private void square(int column, int columns, long row, boolean isPartial) {
    turn(column * 4L, row);
    var offsets = new ArrayList<List<Long>>();
    for (var access : epilogue.accesses()) {
      long step = cut.columns.step(access) * bytes(access);
      offsets.add(IntStream.range(0, columns).mapToObj(j -> j * step).toList());
    }
    epilogue.write(code, new Square(columns, isPartial), offsets);
  }

  /// Columns of a square, each a vector along the rows.
  private record Square(int rows, boolean isPartial) implements Epilogue.Sums {
    @Override
    public int vectors() {
      return 1;
    }

    @Override
    public Vec accumulator(int i, int j) {
      return Vec.z(i);
    }

    @Override
    public List<Vec> free() {
      return IntStream.range(SIDE, 2 * SIDE).mapToObj(Vec::z).toList();
    }
  }

  /// Loads 16 rows of 16 sums and leaves column `j` in register `j`.
  private void turn(long at, long row) {
    for (int i = 0; i < SIDE; i += 2) {
      code.emit(VMOVUPS, Vec.z(i), Mem.at(SUMS, i * row + at));
      for (int high = 0; high < 2; high++) {
        var op = high == 0 ? VUNPCKLPS : VUNPCKHPS;
        code.emit(op, Vec.z(SIDE + i + high), Vec.z(i), Mem.at(SUMS, (i + 1) * row + at));
      }
    }
    // now 16 + i holds neighbours of two rows; four rows come together in each quarter of a vector
    for (int i = 0; i < SIDE; i += 4) {
      for (int j = 0; j < 4; j++) {
        Op op = j % 2 == 0 ? VUNPCKLPD : VUNPCKHPD;
        code.emit(op, Vec.z(i + j), Vec.z(SIDE + i + j / 2), Vec.z(SIDE + i + 2 + j / 2));
      }
    }
    // register 4 g + j has columns j, 4 + j, … of the rows 4 g, …: quarters are exchanged
    for (int j = 0; j < 4; j++) {
      for (int odd = 0; odd < 2; odd++) {
        for (int half = 0; half < 2; half++) {
          quarters(SIDE + 2 * odd + half, 8 * half + j, 8 * half + 4 + j, odd);
        }
      }
      for (int odd = 0; odd < 2; odd++) {
        for (int high = 0; high < 2; high++) {
          int from = SIDE + 2 * odd;
          quarters(4 * odd + 8 * high + j, from, from + 1, high);
        }
      }
    }
  }

  /// The even or the odd quarters of two vectors.
  private void quarters(int to, int low, int high, int odd) {
    var which = new Imm(odd == 0 ? 0x88 : 0xdd);
    code.emit(VSHUFF32X4, Vec.z(to), Vec.z(low), Vec.z(high), which);
  }
}
