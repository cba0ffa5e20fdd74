package org.ashlar.cpu.product;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ashlar.cpu.tile.Factor;
import org.ashlar.cpu.tile.TileProduct;
import org.ashlar.ir.DType;
import org.ashlar.ir.kernel.Strided;

/// The right operand of a product as tiles read it: for each iteration of the outer loops that
/// moves it, panels of columns; in a panel, row by row in the order of the depth, columns side by
/// side and filled up to whole vectors with zeros.
///
/// Of 8-bit integers a row holds groups of four neighbours along the innermost loop of the depth,
/// as signed bytes (unsigned ones less 128); behind the last row stand the sums of the columns.
public final class Panelled {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final Cut cut;
  private final Strided b;
  private final long[] outer;
  private final boolean[] moves;
  private final long panelBytes;

  /// Bytes of all panels of one iteration of the outer loops.
  private final long copyBytes;

  public Panelled(Cut cut) {
    this.cut = cut;
    this.b = cut.product.b();
    outer = cut.outer.stream().mapToLong(Dim::extent).toArray();
    moves = new boolean[outer.length];
    for (int i = 0; i < moves.length; i++) {
      moves[i] = cut.outer.get(i).step(b) != 0;
    }
    panelBytes = cut.panelBytes(false);
    copyBytes = panel(cut.panels() - 1) + cut.panelBytes(true);
  }

  /// Bytes of all panels of one iteration of the outer loops.
  long copyBytes() {
    return copyBytes;
  }

  /// Where a panel begins among those of one iteration.
  long panel(int panel) {
    return panel * panelBytes;
  }

  /// Bytes of the whole.
  public long bytes() {
    return copies() * copyBytes;
  }

  private long copies() {
    long copies = 1;
    for (int i = 0; i < outer.length; i++) {
      copies *= moves[i] ? outer[i] : 1;
    }
    return copies;
  }

  /// Where the panels for an iteration of the outer loops as one begin.
  long copy(long around) {
    long number = 0;
    long times = 1;
    long left = around;
    for (int i = outer.length - 1; i >= 0; i--) {
      if (moves[i]) {
        number += left % outer[i] * times;
        times *= outer[i];
      }
      left /= outer[i];
    }
    return number * copyBytes;
  }

  /// Packs one panel.
  @FunctionalInterface
  interface Packer {
    /// @param from the address at which its columns begin, or all columns where they are not even
    /// @param to the address of the panel
    void pack(long from, int panel, long to);
  }

  /// Where each iteration of the outer loops begins in the operand, in elements.
  private long first(long copy) {
    long left = copy;
    long first = b.first();
    for (int i = outer.length - 1; i >= 0; i--) {
      if (moves[i]) {
        first += cut.outer.get(i).place(b, left % outer[i]);
        left /= outer[i];
      }
    }
    return first;
  }

  /// Packs all of it, element by element.
  ///
  /// @param from the whole buffer of the operand
  void pack(MemorySegment from, MemorySegment to) {
    for (long copy = 0; copy < copies(); copy++) {
      for (int panel = 0; panel < cut.panels(); panel++) {
        panel(from, first(copy), panel, to, copy * copyBytes + panel(panel));
      }
    }
  }

  /// Packs all of it, panel by panel.
  void pack(MemorySegment from, MemorySegment to, Packer packer) {
    // the places that code will touch must be there
    long begin = from.asSlice(0, b.of().bytes()).address();
    long target = to.asSlice(0, bytes()).address();
    for (long copy = 0; copy < copies(); copy++) {
      for (int panel = 0; panel < cut.panels(); panel++) {
        long column = cut.isEven() ? cut.columns.place(b, (long) panel * cut.width()) : 0;
        packer.pack(
            begin + (first(copy) + column) * b.of().dtype().bytes(),
            panel,
            target + copy * copyBytes + panel(panel));
      }
    }
  }

  private void panel(MemorySegment from, long first, int panel, MemorySegment to, long at) {
    boolean last = panel == cut.panels() - 1;
    int width = cut.width(last);
    long row = cut.packedBytes(last);
    var columns = new long[width];
    for (int j = 0; j < width; j++) {
      columns[j] = first + cut.columns.place(b, (long) panel * cut.width() + j);
    }
    var depths = depths();
    if (cut.factor.isShort()) {
      shorts(from, columns, depths, to.asSlice(at, cut.panelBytes(last)), row);
      return;
    }
    if (cut.factor != Factor.F32) {
      bytes(from, columns, depths, to.asSlice(at, cut.panelBytes(last)), row);
      return;
    }
    to.asSlice(at, depths.length * row).fill((byte) 0);
    if (b.of().dtype() == DType.F32 && width > 0) {
      // squares keep both sides in the first cache, whichever of them is contiguous
      for (int k0 = 0; k0 < depths.length; k0 += 16) {
        int end = Math.min(depths.length, k0 + 16);
        for (int j = 0; j < width; j++) {
          for (int k = k0; k < end; k++) {
            to.set(INT, at + k * row + 4L * j, from.get(INT, 4 * (columns[j] + depths[k])));
          }
        }
      }
      return;
    }
    for (int k = 0; k < depths.length; k++) {
      for (int j = 0; j < width; j++) {
        to.set(INT, at + k * row + 4L * j, bits(from, columns[j] + depths[k]));
      }
    }
  }

  /// Floats of 16 bits as they are; of bf16 the second of two vectors lies below the first.
  private void shorts(
      MemorySegment from, long[] columns, long[] depths, MemorySegment to, long row) {
    var layout = ValueLayout.JAVA_SHORT_UNALIGNED;
    int lanes = TileProduct.lanes(cut.isa);
    boolean isPaired = cut.factor == Factor.F32_BF16;
    to.fill((byte) 0);
    for (int k0 = 0; k0 < depths.length; k0 += 16) {
      int end = Math.min(depths.length, k0 + 16);
      for (int j = 0; j < columns.length; j++) {
        int vector = j / lanes;
        long place =
            isPaired
                ? vector / 2 * (4L * lanes) + j % lanes * 4L + (vector % 2 == 0 ? 2 : 0)
                : 2L * j;
        for (int k = k0; k < end; k++) {
          to.set(layout, k * row + place, from.get(layout, 2 * (columns[j] + depths[k])));
        }
      }
    }
  }

  private void bytes(
      MemorySegment from, long[] columns, long[] depths, MemorySegment to, long row) {
    int inner = (int) cut.depth.dims().getLast().extent();
    int group = cut.factor.group();
    int groups = (inner + group - 1) / group;
    int flip = b.of().dtype() == DType.U8 ? 0x80 : 0;
    var sums = new int[columns.length];
    to.fill((byte) 0);
    for (int k = 0; k < depths.length; k++) {
      long at = (k / inner * (long) groups + k % inner / group) * row + k % inner % group;
      for (int j = 0; j < columns.length; j++) {
        byte number = (byte) (from.get(ValueLayout.JAVA_BYTE, columns[j] + depths[k]) ^ flip);
        to.set(ValueLayout.JAVA_BYTE, at + (long) j * group, number);
        sums[j] += number;
      }
    }
    long at = cut.depth.packedRows() * row;
    for (int j = 0; j < sums.length; j++) {
      to.set(INT, at + 4L * j, sums[j]);
    }
  }

  /// Packs one panel while a kernel runs.
  ///
  /// @param from where its columns begin, or all columns where they are not even
  void panel(long from, int panel, long to) {
    boolean last = panel == cut.panels() - 1;
    long first = cut.isEven() ? 0 : (long) panel * cut.width();
    var columns = new long[cut.width(last)];
    for (int j = 0; j < columns.length; j++) {
      columns[j] = cut.columns.place(b, first + j);
    }
    var depths = depths();
    bytes(
        memory(from),
        columns,
        depths,
        memory(to).asSlice(0, cut.panelBytes(last)),
        cut.rowBytes(last));
  }

  @SuppressWarnings("restricted") // the places of a task are proved
  private static MemorySegment memory(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE - address);
  }

  /// Where each row of the depth is, in elements.
  private long[] depths() {
    var places = new long[] {0};
    for (var dim : cut.depth.dims()) {
      var more = new long[Math.toIntExact(places.length * dim.extent())];
      for (int i = 0; i < places.length; i++) {
        for (int k = 0; k < dim.extent(); k++) {
          more[(int) (i * dim.extent()) + k] = places[i] + dim.place(b, k);
        }
      }
      places = more;
    }
    return places;
  }

  private int bits(MemorySegment from, long element) {
    return switch (b.of().dtype()) {
      case F32 -> from.get(INT, 4 * element);
      case BF16 -> from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * element) << 16;
      case F16 ->
          Float.floatToRawIntBits(
              Float.float16ToFloat(from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * element)));
      default -> throw new IllegalStateException("product: numbers of " + b.of().dtype());
    };
  }
}
