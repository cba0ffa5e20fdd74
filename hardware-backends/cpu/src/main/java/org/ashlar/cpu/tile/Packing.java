package org.ashlar.cpu.tile;

import static org.ashlar.cpu.x86.Gpr.R8;
import static org.ashlar.cpu.x86.Gpr.R9;
import static org.ashlar.cpu.x86.Gpr.RAX;
import static org.ashlar.cpu.x86.Gpr.RDI;
import static org.ashlar.cpu.x86.Gpr.RSI;
import static org.ashlar.cpu.x86.Op.*;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Optional;
import org.ashlar.cpu.machine.Calls;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.machine.MachineCode;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Mask;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Vec;

/// Puts the right operand of a [MatrixProduct] into the order in which tiles read it.
///
/// With AVX-512 by machine code, a piece for each shape of panel; else element by element.
public final class Packing {
  private static final int SIDE = 16;
  private static final Mask COLUMNS = Mask.K1;
  private static final Mask DEPTH = Mask.K2;

  private final Panels panels;
  private final Factor factor;
  private final long rowStep;
  private final long columnStep;
  private final Optional<MachineCode> code;

  /// @param rowStep elements from `b[k, n]` to `b[k + 1, n]`
  /// @param columnStep elements from `b[k, n]` to `b[k, n + 1]`
  public Packing(Panels panels, long rowStep, long columnStep) {
    this.panels = panels;
    factor = panels.factor();
    this.rowStep = rowStep * factor.bytes();
    this.columnStep = columnStep * factor.bytes();
    boolean known = rowStep == 1 || columnStep == 1;
    if (panels.isa().has(Isa.AVX512) && known && factor.laneBytes() == 4) {
      var pieces = new ArrayList<byte[]>();
      for (int shape = 0; shape < 4; shape++) {
        pieces.add(piece((shape & 1) != 0, (shape & 2) != 0));
      }
      if (factor.isShifted()) {
        for (int shape = 0; shape < 4; shape++) {
          pieces.add(sums((shape & 1) != 0, (shape & 2) != 0));
        }
      }
      code = Optional.of(MachineCode.load(pieces));
    } else {
      code = Optional.empty();
    }
  }

  /// Packs everything.
  public void pack(MemorySegment from, MemorySegment to) {
    pack(from, to, 0, panels.count());
  }

  /// Packs some panels: threads may share the work.
  public void pack(MemorySegment from, MemorySegment to, int firstPanel, int endPanel) {
    // The places that code will touch must be there.
    from.asSlice(
        (panels.depth() - 1) * rowStep + (panels.columns() - 1) * columnStep, factor.bytes());
    to.asSlice(0, panels.bytes());
    int lanes = panels.width();
    if (factor.isShifted()) {
      long sums = panels.corrections() + 4L * firstPanel * lanes;
      long end =
          endPanel == panels.count()
              ? panels.bytes()
              : panels.corrections() + 4L * endPanel * lanes;
      to.asSlice(sums, end - sums).fill((byte) 0);
    }
    for (int part = 0; part < panels.blocks(); part++) {
      for (int panel = firstPanel; panel < endPanel; panel++) {
        if (code.isPresent()) {
          int shape = (panel == panels.count() - 1 ? 1 : 0) | (part == panels.blocks() - 1 ? 2 : 0);
          long at =
              part * (long) panels.block() * rowStep + panel * (long) panels.width() * columnStep;
          Calls.call(
              code.get().entry(shape),
              from.address() + at,
              to.address() + panels.at(part, panel),
              0,
              0);
          if (factor.isShifted()) {
            Calls.call(
                code.get().entry(4 + shape),
                to.address() + panels.at(part, panel),
                to.address() + panels.corrections() + 4L * panel * lanes,
                0,
                0);
          }
        } else {
          plain(from, to, part, panel);
        }
      }
    }
  }

  /// Element by element; what is no element is zero.
  private void plain(MemorySegment from, MemorySegment to, int part, int panel) {
    int depth = panels.depth(part);
    int columns = panels.columns(panel == panels.count() - 1);
    int width = panels.padded(panel == panels.count() - 1);
    int group = factor.group();
    long at = panels.at(part, panel);
    long first =
        part * (long) panels.block() * rowStep + panel * (long) panels.width() * columnStep;
    for (int k = 0; k < (depth + group - 1) / group * group; k++) {
      for (int j = 0; j < width; j++) {
        long place =
            at
                + ((long) k / group * width + j) * factor.laneBytes()
                + (long) k % group * factor.bytes();
        boolean there = k < depth && j < columns;
        long source = first + k * rowStep + j * columnStep;
        switch (factor.bytes()) {
          case 4 ->
              to.set(
                  ValueLayout.JAVA_INT_UNALIGNED,
                  place,
                  there ? from.get(ValueLayout.JAVA_INT_UNALIGNED, source) : 0);
          case 2 ->
              to.set(
                  ValueLayout.JAVA_SHORT_UNALIGNED,
                  place,
                  there ? from.get(ValueLayout.JAVA_SHORT_UNALIGNED, source) : 0);
          default -> {
            byte value = there ? from.get(ValueLayout.JAVA_BYTE, source) : 0;
            to.set(ValueLayout.JAVA_BYTE, place, value);
            if (factor.isShifted()) {
              long sum = panels.corrections() + 4L * (panel * (long) panels.width() + j);
              var layout = ValueLayout.JAVA_INT_UNALIGNED;
              to.set(layout, sum, to.get(layout, sum) + 128 * value);
            }
          }
        }
      }
    }
  }

  /// rdi: from, rsi: to.
  private byte[] piece(boolean lastPanel, boolean lastPart) {
    var code = new Code();
    int columns = panels.columns(lastPanel);
    int width = panels.padded(lastPanel);
    int depth = panels.depth(lastPart ? panels.blocks() - 1 : 0);
    if (columns % SIDE != 0) {
      code.set(RAX, (1 << columns % SIDE) - 1);
      code.emit(KMOVW, COLUMNS, RAX.low());
    }
    if (columnStep == factor.bytes()) {
      rows(code, columns, width, depth);
    } else {
      transposed(code, columns, width, depth);
    }
    code.emit(VZEROUPPER);
    code.emit(RET);
    return code.bytes();
  }

  /// rdi: packed, rsi: the sums of its columns times 128, added to.
  private byte[] sums(boolean lastPanel, boolean lastPart) {
    var code = new Code();
    int width = panels.padded(lastPanel);
    int depth = panels.depth(lastPart ? panels.blocks() - 1 : 0);
    code.emit(VPBROADCASTD, Vec.z(31), code.constant(0x80808080));
    for (int j = 0; j < width / SIDE; j++) {
      code.emit(VMOVUPS, Vec.z(j), Mem.at(RSI, j * 64L));
    }
    code.set(RAX, (depth + factor.group() - 1) / factor.group());
    var again = code.here();
    for (int j = 0; j < width / SIDE; j++) {
      code.emit(VPDPBUSD, Vec.z(j), Vec.z(31), Mem.at(RDI, j * 64L));
    }
    code.add(RDI, width * 4L);
    code.emit(DEC, RAX);
    code.emit(JNE, again);
    for (int j = 0; j < width / SIDE; j++) {
      code.emit(VMOVUPS, Mem.at(RSI, j * 64L), Vec.z(j));
    }
    code.emit(VZEROUPPER);
    code.emit(RET);
    return code.bytes();
  }

  /// Neighbours in memory are neighbours in a row of `b`: the rows of a group are interleaved.
  private void rows(Code code, int columns, int width, int depth) {
    int groups = depth / factor.group();
    if (groups > 0) {
      code.set(RAX, groups);
      var again = code.here();
      group(code, columns, width, factor.group());
      code.add(RDI, factor.group() * rowStep);
      code.add(RSI, width * 4L);
      code.emit(DEC, RAX);
      code.emit(JNE, again);
    }
    if (depth % factor.group() > 0) {
      group(code, columns, width, depth % factor.group());
    }
  }

  private void group(Code code, int columns, int width, int rows) {
    for (int j = 0; j < width / SIDE; j++) {
      var sum = Vec.z(4 * j % 16);
      boolean partial = (j + 1) * SIDE > columns;
      for (int r = 0; r < rows; r++) {
        var row = Vec.z((4 * j + r) % 16);
        var to = partial ? row.zeroed(COLUMNS) : row;
        var at = Mem.at(RDI, r * rowStep + (long) j * SIDE * factor.bytes());
        switch (factor.bytes()) {
          case 4 -> code.emit(VMOVUPS, to, at);
          case 2 -> code.emit(VPMOVZXWD, to, at);
          default -> code.emit(VPMOVZXBD, to, at);
        }
        if (r > 0) {
          code.emit(VPSLLD, row, row, 8L * r * factor.bytes());
          code.emit(VPORD, sum, sum, row);
        }
      }
      code.emit(VMOVUPS, Mem.at(RSI, j * 64L), sum);
    }
  }

  /// Neighbours in memory are neighbours along the depth: squares of 16 by 16 groups are
  /// transposed.
  private void transposed(Code code, int columns, int width, int depth) {
    int square = SIDE * factor.group();
    int squares = depth / square;
    int left = depth % square;
    if (left > 0) {
      code.set(RAX, (1L << left * factor.bytes()) - 1);
      code.emit(KMOVQ, DEPTH, RAX);
    }
    if (squares > 0) {
      code.set(R8, squares);
      var again = code.here();
      squares(code, columns, width, SIDE, false);
      code.add(RDI, 64);
      code.add(RSI, SIDE * width * 4L);
      code.emit(DEC, R8);
      code.emit(JNE, again);
    }
    if (left > 0) {
      squares(code, columns, width, (left + factor.group() - 1) / factor.group(), true);
    }
  }

  private void squares(Code code, int columns, int width, int groups, boolean partial) {
    code.emit(MOV, R9, RDI);
    for (int j = 0; j < width; j += SIDE) {
      for (int c = 0; c < SIDE; c++) {
        var row = Vec.z(c);
        if (j + c >= columns) {
          code.emit(VPXORD, row, row, row);
        } else {
          code.emit(VMOVDQU8, partial ? row.zeroed(DEPTH) : row, Mem.at(R9, c * columnStep));
        }
      }
      transpose(code);
      for (int g = 0; g < groups; g++) {
        code.emit(VMOVUPS, Mem.at(RSI, (long) g * width * 4 + j * 4L), Vec.z(g));
      }
      code.add(R9, SIDE * columnStep);
    }
  }

  /// 16 vectors of 16 words of 32 bits, in registers 0 to 15; 16 to 31 change.
  private static void transpose(Code code) {
    for (int i = 0; i < SIDE; i += 2) {
      code.emit(VUNPCKLPS, Vec.z(16 + i), Vec.z(i), Vec.z(i + 1));
      code.emit(VUNPCKHPS, Vec.z(17 + i), Vec.z(i), Vec.z(i + 1));
    }
    for (int q = 0; q < SIDE; q += 4) {
      for (int s = 0; s < 2; s++) {
        code.emit(VUNPCKLPD, Vec.z(q + 2 * s), Vec.z(16 + q + s), Vec.z(18 + q + s));
        code.emit(VUNPCKHPD, Vec.z(q + 2 * s + 1), Vec.z(16 + q + s), Vec.z(18 + q + s));
      }
    }
    // Now vector 4q + s holds, in its quarter l, column 4l + s of rows 4q to 4q + 3.
    for (int s = 0; s < 4; s++) {
      for (int half = 0; half < 2; half++) {
        var low = Vec.z(8 * half + s);
        var high = Vec.z(8 * half + 4 + s);
        code.emit(VSHUFF32X4, Vec.z(16 + 4 * s + 2 * half), low, high, 0x88);
        code.emit(VSHUFF32X4, Vec.z(17 + 4 * s + 2 * half), low, high, 0xdd);
      }
    }
    for (int s = 0; s < 4; s++) {
      for (int odd = 0; odd < 2; odd++) {
        var low = Vec.z(16 + 4 * s + odd);
        var high = Vec.z(18 + 4 * s + odd);
        code.emit(VSHUFF32X4, Vec.z(4 * odd + s), low, high, 0x88);
        code.emit(VSHUFF32X4, Vec.z(8 + 4 * odd + s), low, high, 0xdd);
      }
    }
  }
}
