package org.ashlar.gpu.engine;

/// `wmma.load` and `wmma.store`: a matrix in memory, spread over the registers of a warp.
///
/// The manual leaves open which lane holds what. Here lane l holds the elements l·E to l·E + E - 1
/// in row-major order, counted modulo the size of the matrix, E being what its registers hold.
final class WmmaAction extends Action {
  private final Access access;
  private final int stride;
  private final int usual;
  private final boolean store;
  private final boolean byColumns;
  private final int rows;
  private final int columns;
  private final ProductAction.Operand operand;

  /// @param stride the place of the elements from one row (or column) to the next; -1: `usual`
  WmmaAction(
      Access access,
      int stride,
      boolean store,
      boolean byColumns,
      int rows,
      int columns,
      ProductAction.Operand operand) {
    this.access = access;
    this.stride = stride;
    this.store = store;
    this.byColumns = byColumns;
    this.rows = rows;
    this.columns = columns;
    this.operand = operand;
    usual = byColumns ? rows : columns;
  }

  /// The place of a lane's element in a matrix of so many.
  static ProductAction.Map map(int elements, int size) {
    return (lane, e) -> (lane * elements + e) % size;
  }

  @Override
  boolean memory() {
    return true;
  }

  @Override
  void run(Warp warp, int mask) {
    var r = warp.registers;
    if (!store && operand.kind().bits() == 16 && access.direct() && !warp.block.watch.touches()) {
      halves(warp);
      return;
    }
    var kind = operand.kind();
    int bytes = kind.bits() / 8;
    int per = kind.perRegister();
    for (int lane = 0; lane < Grid.WARP; lane++) {
      long base = access.address(warp, lane);
      warp.addresses[lane] = base;
      long step = stride < 0 ? usual : (int) r[stride + lane];
      for (int e = 0; e < operand.elements(); e++) {
        int place = operand.place(lane, e);
        if (store && e > 0 && place == operand.place(lane, 0)) {
          break;
        }
        int row = place / columns;
        int column = place % columns;
        long address = base + bytes * (byColumns ? column * step + row : row * step + column);
        var reached = access.reached(address);
        long within = access.within(reached, address);
        int register = operand.places()[e / per] + lane;
        int shift = per == 1 ? 0 : e % per * kind.bits();
        long value = Words.wrap(kind.bits(), r[register] >>> shift);
        var touch = store ? Watch.Touch.WRITE : Watch.Touch.READ;
        access.touched(warp, lane, reached, within, bytes, touch, value);
        long at = access.checked(warp, lane, reached, within, bytes);
        var segment = access.segment(warp, reached);
        if (store) {
          Access.set(segment, at, bytes, value);
        } else {
          long kept = per == 1 ? 0 : r[register] & ~(Words.wrap(kind.bits(), -1) << shift);
          r[register] = kept | Access.get(segment, at, bytes) << shift;
        }
      }
    }
  }

  /// The most frequent form: loads of 16 bits, nobody looking on. The corners are checked for each
  /// lane.
  private void halves(Warp warp) {
    var r = warp.registers;
    access.places(warp, -1, 2, warp.places);
    for (int lane = 0; lane < Grid.WARP; lane++) {
      long step = stride < 0 ? usual : (int) r[stride + lane];
      if (step < 0) {
        throw new Fault(access.where(warp, lane), "wmma: a stride is not negative: " + step);
      }
      long lines = byColumns ? columns : rows;
      long last = (lines - 1) * step + (byColumns ? rows : columns) - 1;
      long base = warp.addresses[lane];
      access.checked(warp, lane, access.reached(base), base + 2 * last, 2);
      long from = warp.places[lane];
      for (int e = 0; e < operand.elements(); e += 2) {
        int word =
            half(from, operand.place(lane, e), step)
                | half(from, operand.place(lane, e + 1), step) << 16;
        r[operand.places()[e / 2] + lane] = word & 0xFFFFFFFFL;
      }
    }
  }

  private int half(long from, int place, long step) {
    int row = place / columns;
    int column = place % columns;
    return Machine.loadShort(from + 2 * (byColumns ? column * step + row : row * step + column));
  }
}
