package org.ashlar.cpu.product;

import static org.ashlar.cpu.x86.Gpr.*;
import static org.ashlar.cpu.x86.Op.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.ashlar.cpu.x86.Code;
import org.ashlar.cpu.x86.Gpr;
import org.ashlar.cpu.x86.Mask;
import org.ashlar.cpu.x86.Mem;
import org.ashlar.cpu.x86.Vec;
import org.ashlar.ir.kernel.Product;

/// Writes a function that packs one panel while a kernel runs: `f(b, panel, number)`, from where
/// the columns of the panel lie to {@link Panelled}'s order. Nothing beyond the columns is read;
/// numbers of 16 bits become f32 on the way. Where columns do not lie evenly, `b` is where all of
/// them begin, and a table tells the place of each.
final class PackCode {
  private static final int SIDE = 16;
  private static final Mask COLUMNS = Mask.K1;
  private static final Mask ALL = Mask.K2;
  private static final List<Gpr> COUNTERS = List.of(RAX, RCX, R11, R8);

  private final Cut cut;
  private final Code code;
  private final boolean last;
  private final List<Product.Loop> depth;

  PackCode(Cut cut, boolean last, Code code) {
    this.cut = cut;
    this.last = last;
    this.code = code;
    depth = cut.depth.dims().stream().flatMap(dim -> dim.loops().stream()).toList();
  }

  private int elementBytes() {
    return cut.product.b().of().dtype().bytes();
  }

  /// Its offset in the code.
  int write() {
    code.align(64);
    int at = code.size();
    int left = cut.width(last) % SIDE;
    if (left > 0) {
      code.set(RAX, (1L << left) - 1);
      code.emit(KMOVW, COLUMNS, RAX.low());
    }
    if (!isSideBySide() && elementBytes() == 4) {
      if (cut.isEven()) {
        for (int j = 0; j < vectors(); j++) {
          code.emit(VMOVUPS, Vec.z(SIDE + j), code.constant(even(j)));
        }
      } else {
        code.emit(LEA, R9, code.constant(table()));
        code.emit(IMUL, RDX, RDX, cut.width() * 4L);
        for (int j = 0; j < vectors(); j++) {
          code.emit(VMOVUPS, Vec.z(SIDE + j), Mem.at(R9, RDX, 1, j * 64L));
        }
      }
    } else if (!isSideBySide() && !cut.isEven()) {
      code.emit(LEA, R10, code.constant(table()));
      code.emit(IMUL, RDX, RDX, cut.width() * 4L);
      code.emit(ADD, R10, RDX);
    }
    loops(0);
    code.emit(VZEROUPPER);
    code.emit(RET);
    return at;
  }

  private boolean isSideBySide() {
    return cut.isEven() && cut.columns.step(cut.product.b()) == 1;
  }

  private int vectors() {
    return (int) (cut.rowBytes(last) / 64);
  }

  private long place(long column) {
    return column * cut.columns.step(cut.product.b()) * elementBytes();
  }

  /// Where the columns of a vector lie in a panel, in bytes.
  private byte[] even(int vector) {
    var bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    for (int lane = 0; lane < SIDE; lane++) {
      long column = Math.min(cut.width(last) - 1, (long) vector * SIDE + lane);
      bytes.putInt(Math.toIntExact(place(column)));
    }
    return bytes.array();
  }

  /// Where all columns lie, in bytes; filled up to whole panels.
  private byte[] table() {
    int count = cut.panels() * cut.width();
    var bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int j = 0; j < count; j++) {
      long column = Math.min(cut.columns.extent() - 1, j);
      bytes.putInt(Math.toIntExact(cut.columns.place(cut.product.b(), column) * elementBytes()));
    }
    return bytes.array();
  }

  private void loops(int level) {
    if (level == depth.size()) {
      row();
      code.add(RSI, cut.rowBytes(last));
      return;
    }
    var loop = depth.get(level);
    long step = cut.product.b().step(loop.index()) * elementBytes();
    loop(loop.extent(), step, level, COUNTERS.get(level));
  }

  private void loop(long n, long step, int level, Gpr counter) {
    code.set(counter, n);
    var again = code.here();
    loops(level + 1);
    code.add(RDI, step);
    code.emit(DEC, counter);
    code.emit(JNE, again);
    code.add(RDI, -n * step);
  }

  private void row() {
    for (int j = 0; j < vectors(); j++) {
      boolean partial = j == vectors() - 1 && cut.width(last) % SIDE != 0;
      var to = Vec.z(j);
      var there = Mem.at(RSI, j * 64L);
      if (elementBytes() == 2 && !isSideBySide()) {
        for (int lane = 0; lane < Math.min(SIDE, cut.width(last) - j * SIDE); lane++) {
          if (cut.isEven()) {
            code.emit(MOVZX_W, R9.low(), Mem.at(RDI, place((long) j * SIDE + lane)));
          } else {
            code.emit(MOVSXD, R9, Mem.at(R10, 4L * (j * SIDE + lane)));
            code.emit(MOVZX_W, R9.low(), Mem.at(RDI, R9, 1, 0));
          }
          code.emit(MOV_W, there.plus(2L * lane), R9.as(16));
        }
        widen(to, partial, there);
      } else if (isSideBySide()) {
        widen(to, partial, Mem.at(RDI, (long) j * SIDE * elementBytes()));
      } else {
        // a gather clears its mask
        if (partial) {
          code.emit(VPXORD, to, to, to);
          code.emit(KMOVW, ALL, COLUMNS);
        } else {
          code.emit(KXNORW, ALL, Mask.K0, Mask.K0);
        }
        code.emit(VGATHERDPS, to.under(ALL), Mem.at(RDI, Vec.z(SIDE + j), 1, 0));
      }
      code.emit(VMOVUPS, there, to);
    }
  }

  /// Loads the columns of a vector as f32.
  private void widen(Vec to, boolean partial, Mem from) {
    var masked = partial ? to.zeroed(COLUMNS) : to;
    switch (cut.product.b().of().dtype()) {
      case F16 -> code.emit(VCVTPH2PS, masked, from);
      case BF16 -> {
        code.emit(VPMOVZXWD, masked, from);
        code.emit(VPSLLD, to, to, 16);
      }
      default -> code.emit(VMOVUPS, masked, from);
    }
  }
}
