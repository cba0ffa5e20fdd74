package org.ashlar.cpu.tile;

import static org.ashlar.cpu.x86.Gpr.*;
import static org.ashlar.cpu.x86.Op.*;

import java.util.ArrayList;
import java.util.List;
import org.ashlar.cpu.machine.Isa;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Label;
import org.ashlar.cpu.x86.Mask;
import org.ashlar.cpu.x86.Mem;

/// Writes a whole product of matrices, `c[m, n] = a[m, k] · b[k, n]`, with `b` packed beforehand,
/// as one function: `f(arguments, firstStrip, endStrip, panels)`.
///
/// The arguments are three addresses: `a`, the packed `b`, `c`. A strip is [#tileRows] rows; the
/// rows that are left over belong to the last one. `panels` holds the first panel in its low and
/// the end in its high 32 bits; a panel is [Panels#width] columns. So threads share a product by
/// strips or by panels, and sums do not depend on how.
///
/// Blocks: `depth` numbers at a time, `b` of a block and panel stays in the first or second cache
/// while all strips of a block of rows pass (Goto and van de Geijn, Anatomy of High-Performance
/// Matrix Multiplication, 2008).
public final class MatrixProduct {
  private static final Gpr A_BLOCK = R12;
  private static final Gpr PANEL = R13;
  private static final Gpr C_BLOCK = R14;
  private static final Gpr STRIPS_LEFT = R15;
  private static final Gpr PANELS_LEFT = RBX;
  private static final Gpr STRIPS = RBP;
  private static final Gpr AHEAD = RSI;
  private static final Mask LAST = Mask.K1;
  private static final int FRAME = 48;
  private static final int EPILOGUE_ROWS = 8;

  private final Isa isa;
  private final Factor factor;
  private final int m;
  private final int n;
  private final int k;
  private final long aRow;
  private final long cRow;
  private final Blocks blocks;
  private final After after;
  private final Panels panels;

  /// What is done with the accumulators of a tile before they are stored: nothing, or an epilogue.
  @FunctionalInterface
  public interface After {
    After NOTHING = (_, _, _) -> {};

    /// @param column a register with the tile's first column, in bytes of `c`; RAX and RCX are free
    void write(Code code, TileProduct tile, Gpr column);
  }

  /// Whether the matrix unit does it: AMX, numbers that it knows, and a depth of whole rows of a
  /// tile.
  public static boolean usesUnit(Isa isa, Factor factor, int k) {
    return isa.has(Isa.AMX)
        && (factor == Factor.BF16 || factor == Factor.U8S8 || factor == Factor.S8S8)
        && k % (UnitProduct.ROW / factor.bytes()) == 0;
  }

  private boolean usesUnit() {
    return usesUnit(isa, factor, k);
  }

  /// @param aRow elements from one row of `a` to the next
  /// @param cRow elements from one row of `c` to the next
  public MatrixProduct(
      Isa isa,
      Factor factor,
      int m,
      int n,
      int k,
      long aRow,
      long cRow,
      Blocks blocks,
      After after) {
    this.isa = isa;
    this.factor = factor;
    this.m = m;
    this.n = n;
    this.k = k;
    this.aRow = aRow * factor.bytes();
    this.cRow = cRow * 4;
    this.blocks = blocks;
    this.after = after;
    panels = new Panels(isa, factor, k, n, blocks.depth(), blocks.vectors());
  }

  public int tileRows() {
    return blocks.rows();
  }

  /// Strips of whole tiles; rows left over go with the last of them.
  public int strips() {
    return Math.max(1, m / blocks.rows() - (sharesLast() ? 1 : 0));
  }

  /// Whether the last whole tile and the rows left over are cut anew: a tile of few rows waits for
  /// the second cache.
  private boolean sharesLast() {
    int left = m % blocks.rows();
    return !usesUnit() && left > 0 && 2 * left < blocks.rows() && m >= 2 * blocks.rows();
  }

  /// The layout of the packed operand.
  public Panels packed() {
    return panels;
  }

  /// The finished function.
  public byte[] bytes() {
    var code = new Code();
    write(code);
    return code.bytes();
  }

  /// rdi arguments, rsi first strip, rdx end strip, rcx panels.
  public void write(Code code) {
    for (var kept : List.of(RBX, RBP, R12, R13, R14, R15)) {
      code.emit(PUSH, kept);
    }
    code.emit(SUB, RSP, FRAME);
    code.emit(MOV, Mem.at(RSP, 0), RDI);
    code.emit(MOV, Mem.at(RSP, 8), RSI);
    code.emit(MOV, Mem.at(RSP, 16), RDX);
    code.emit(MOV, RAX.low(), RCX.low());
    code.emit(MOV, Mem.at(RSP, 24), RAX);
    code.emit(SHR, RCX, 32);
    code.emit(MOV, Mem.at(RSP, 32), RCX);
    if (!usesUnit()) {
      tile(blocks.rows(), true).prepare(code, LAST);
    }
    // The first block of the depth starts from zero, the last ends with the epilogue.
    int parts = panels.blocks();
    for (int part = 0; part < parts; part++) {
      part(code, part);
    }
    if (usesUnit()) {
      code.emit(TILERELEASE);
    }
    code.emit(ADD, RSP, FRAME);
    for (var kept : List.of(R15, R14, R13, R12, RBP, RBX)) {
      code.emit(POP, kept);
    }
    code.emit(VZEROUPPER);
    code.emit(RET);
  }

  private TileProduct tile(int rows, boolean last) {
    var places = new int[rows];
    for (int i = 0; i < rows; i++) {
      places[i] = Math.toIntExact(i * aRow);
    }
    return new TileProduct(
        isa,
        factor,
        panels.columns(last),
        places,
        new TileProduct.Registers(R8, R9, List.of(RCX), RAX));
  }

  /// All strips and panels for one block of the depth.
  private void part(Code code, int part) {
    long strip = blocks.rows() * aRow;
    // A_BLOCK = a + firstStrip · strip, C_BLOCK likewise
    code.emit(MOV, RDI, Mem.at(RSP, 0));
    code.emit(MOV, RAX, Mem.at(RSP, 8));
    code.emit(MOV, STRIPS_LEFT, Mem.at(RSP, 16));
    code.emit(SUB, STRIPS_LEFT, RAX);
    code.emit(IMUL, A_BLOCK, RAX, strip);
    code.emit(ADD, A_BLOCK, Mem.at(RDI, 0));
    code.add(A_BLOCK, (long) part * blocks.depth() * factor.bytes());
    code.emit(IMUL, C_BLOCK, RAX, blocks.rows() * cRow);
    code.emit(ADD, C_BLOCK, Mem.at(RDI, 16));
    var done = code.label();
    code.emit(TEST, STRIPS_LEFT, STRIPS_LEFT);
    code.emit(JLE, done);
    var nextBlock = code.here();
    code.set(STRIPS, blocks.strips());
    code.emit(CMP, STRIPS_LEFT, STRIPS);
    code.emit(CMOVL, STRIPS, STRIPS_LEFT);
    panels(code, part);
    code.emit(IMUL, RAX, STRIPS, strip);
    code.emit(ADD, A_BLOCK, RAX);
    code.emit(IMUL, RAX, STRIPS, blocks.rows() * cRow);
    code.emit(ADD, C_BLOCK, RAX);
    code.emit(SUB, STRIPS_LEFT, STRIPS);
    code.emit(JNE, nextBlock);
    code.bind(done);
  }

  /// All panels for one block of rows.
  private void panels(Code code, int part) {
    long panel = panels.at(part, 1) - panels.at(part, 0);
    int whole = n % panels.width() == 0 ? panels.count() : panels.count() - 1;
    code.emit(MOV, RDI, Mem.at(RSP, 0));
    code.emit(MOV, RAX, Mem.at(RSP, 24));
    code.emit(IMUL, PANEL, RAX, panel);
    code.emit(ADD, PANEL, Mem.at(RDI, 8));
    code.add(PANEL, panels.at(part, 0));
    code.emit(IMUL, R11, RAX, panels.width() * 4L);
    var none = code.label();
    if (whole > 0) {
      code.set(PANELS_LEFT, whole);
      code.emit(CMP, PANELS_LEFT, Mem.at(RSP, 32));
      code.emit(CMOVG, PANELS_LEFT, Mem.at(RSP, 32));
      code.emit(SUB, PANELS_LEFT, RAX);
      code.emit(JLE, none);
      var next = code.here();
      strips(code, part, false);
      code.add(PANEL, panel);
      code.add(R11, panels.width() * 4L);
      code.emit(DEC, PANELS_LEFT);
      code.emit(JNE, next);
    }
    code.bind(none);
    if (whole < panels.count()) {
      var end = code.label();
      code.set(RAX, panels.count());
      code.emit(CMP, Mem.at(RSP, 32), RAX);
      code.emit(JL, end);
      code.emit(CMP, Mem.at(RSP, 24), RAX);
      code.emit(JGE, end);
      strips(code, part, true);
      code.bind(end);
    }
  }

  /// All strips of a block for one panel. R11 is the panel's first column in bytes of `c`.
  private void strips(Code code, int part, boolean last) {
    code.emit(MOV, R8, A_BLOCK);
    code.emit(LEA, R10, Mem.at(C_BLOCK, R11, 1, 0));
    code.emit(MOV, R9, PANEL);
    code.emit(MOV, RDX, STRIPS);
    long panel = panels.at(part, 1) - panels.at(part, 0);
    if (blocks.ahead()) {
      code.set(AHEAD, panel);
    }
    configure(code, blocks.rows(), last);
    if (m >= blocks.rows()) {
      var next = code.here();
      one(code, part, last, blocks.rows());
      code.add(R8, blocks.rows() * aRow);
      code.add(R10, blocks.rows() * cRow);
      if (blocks.ahead()) {
        nextLine(code, panel);
      }
      code.emit(DEC, RDX);
      code.emit(JNE, next);
    }
    var tails = tails();
    if (!tails.isEmpty()) {
      var end = code.label();
      isLast(code, end);
      configure(code, tails.getFirst(), last);
      for (int i = 0; i < tails.size(); i++) {
        one(code, part, last, tails.get(i));
        if (i < tails.size() - 1) {
          code.add(R8, tails.get(i) * aRow);
          code.add(R10, tails.get(i) * cRow);
        }
      }
      code.bind(end);
    }
  }

  /// Each strip fetches another line of what the next panel holds at each step of the depth.
  private void nextLine(Code code, long panel) {
    var keep = code.label();
    code.emit(ADD, AHEAD, 64);
    code.emit(CMP, AHEAD, panel + (long) panels.width() * factor.laneBytes());
    code.emit(JL, keep);
    code.set(AHEAD, panel);
    code.bind(keep);
  }

  /// Goes to `otherwise` unless these are the last strips of all.
  private void isLast(Code code, Label otherwise) {
    code.emit(CMP, STRIPS_LEFT, STRIPS);
    code.emit(JNE, otherwise);
    code.set(RAX, strips());
    code.emit(CMP, Mem.at(RSP, 16), RAX);
    code.emit(JL, otherwise);
  }

  /// The rows that whole strips leave over, as tiles.
  private List<Integer> tails() {
    var tails = new ArrayList<Integer>();
    int left = m < blocks.rows() ? m : m - strips() * blocks.rows();
    if (left > blocks.rows()) {
      tails.add((left + 1) / 2);
      left /= 2;
    }
    if (left > 0) {
      tails.add(left);
    }
    return tails;
  }

  private void one(Code code, int part, boolean last, int rows) {
    if (usesUnit()) {
      long bRow = (long) panels.padded(last) * factor.laneBytes();
      unit(rows, last).write(code, aRow, bRow, R10, cRow, panels.depth(part), part > 0);
      if (part == panels.blocks() - 1 && after != After.NOTHING) {
        afterUnit(code, last, rows);
      }
      return;
    }
    var tile = tile(rows, last);
    tile.prefetch(code, R10, cRow);
    tile.zero(code);
    long width = (long) panels.padded(last) * factor.laneBytes();
    var depth = new Reduction(panels.depth(part), (long) factor.bytes() * factor.group(), width);
    boolean more = blocks.ahead() && m >= 2 * blocks.rows();
    tile.accumulate(
        code,
        List.of(),
        depth,
        new TileProduct.Ahead(more ? blocks.rows() * aRow : 0, blocks.ahead() ? AHEAD : RSP, 0));
    if (part > 0) {
      tile.add(code, R10, cRow, LAST);
    }
    if (part == panels.blocks() - 1) {
      if (factor.isShifted()) {
        code.emit(MOV, RDI, Mem.at(RSP, 0));
        code.emit(MOV, RDI, Mem.at(RDI, 8));
        tile.correct(code, RDI, R11, panels.corrections());
      }
      after.write(code, tile, R11);
    }
    tile.store(code, R10, cRow, LAST);
  }

  private UnitProduct unit(int rows, boolean last) {
    return new UnitProduct(factor, rows, panels.columns(last));
  }

  private void configure(Code code, int rows, boolean last) {
    if (usesUnit()) {
      unit(rows, last).configure(code);
    }
  }

  /// The matrix unit stores to memory; the epilogue takes the tile up again from there, some rows
  /// at a time.
  private void afterUnit(Code code, boolean last, int rows) {
    code.emit(MOV, RDI, R10);
    for (int row = 0; row < rows; ) {
      int now = Math.min(EPILOGUE_ROWS, rows - row);
      var tile = tile(now, last);
      tile.prepare(code, LAST);
      tile.zero(code);
      tile.add(code, R10, cRow, LAST);
      after.write(code, tile, R11);
      tile.store(code, R10, cRow, LAST);
      code.add(R10, now * cRow);
      row += now;
    }
    code.emit(MOV, R10, RDI);
  }
}
