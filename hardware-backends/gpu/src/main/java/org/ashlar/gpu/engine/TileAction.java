package org.ashlar.gpu.engine;

import org.ashlar.ptx.Space;

/// `ldmatrix`, `stmatrix` and `movmatrix`: tiles of 8 by 8 numbers of 16 bits, spread over the
/// lanes.
///
/// Lanes 8i to 8i+7 give the addresses of the rows of tile i. In register i, lane l holds the
/// elements 2(l mod 4) and the next of row l / 4, or with `.trans` of column l / 4.
final class TileAction extends Action {
  private static final int ROW = 16;

  private final Access access;
  private final boolean store;
  private final boolean transposed;
  private final int[] registers;

  TileAction(Access access, boolean store, boolean transposed, int[] registers) {
    this.access = access;
    this.store = store;
    this.transposed = transposed;
    this.registers = registers;
  }

  @Override
  boolean memory() {
    return true;
  }

  @Override
  void run(Warp warp, int mask) {
    if (!store && access.direct() && !warp.block.watch.touches()) {
      load(warp);
      return;
    }
    for (int tile = 0; tile < registers.length; tile++) {
      for (int row = 0; row < 8; row++) {
        int lane = 8 * tile + row;
        long address = access.address(warp, lane);
        warp.addresses[lane] = address;
        var reached = access.reached(address);
        long within = access.within(reached, address);
        if (!store) {
          access.touched(warp, lane, reached, within, ROW, Watch.Touch.READ, 0);
        }
        long at = access.checked(warp, lane, reached, within, ROW);
        row(warp, registers[tile], row, reached, at, within, lane);
      }
    }
  }

  /// The most frequent form, nobody looking on: rows of four words.
  private void load(Warp warp) {
    var r = warp.registers;
    int rows = 8 * registers.length;
    access.places(warp, rows == Grid.WARP ? -1 : (1 << rows) - 1, ROW, warp.places);
    for (int tile = 0; tile < registers.length; tile++) {
      int register = registers[tile];
      for (int row = 0; row < 8; row++) {
        long at = warp.places[8 * tile + row];
        for (int k = 0; k < 4; k++) {
          int word = Machine.loadInt(at + 4L * k);
          if (transposed) {
            half(r, register + 8 * k + row / 2, row % 2 * 16, word & 0xFFFF);
            half(r, register + 8 * k + 4 + row / 2, row % 2 * 16, word >>> 16);
          } else {
            r[register + 4 * row + k] = word & 0xFFFFFFFFL;
          }
        }
      }
    }
  }

  private static void half(long[] r, int word, int shift, long value) {
    r[word] = r[word] & ~(0xFFFFL << shift) | value << shift;
  }

  private void row(
      Warp warp, int register, int row, Space reached, long at, long within, int addressing) {
    var segment = access.segment(warp, reached);
    for (int column = 0; column < 8; column++) {
      int major = transposed ? column : row;
      int minor = transposed ? row : column;
      int word = register + major * 4 + minor / 2;
      int shift = minor % 2 * 16;
      if (store) {
        long value = warp.registers[word] >>> shift & 0xFFFF;
        access.touched(
            warp, addressing, reached, within + 2L * column, 2, Watch.Touch.WRITE, value);
        Access.set(segment, at + 2L * column, 2, value);
      } else {
        long value = Access.get(segment, at + 2L * column, 2);
        warp.registers[word] = warp.registers[word] & ~(0xFFFFL << shift) | value << shift;
      }
    }
  }

  /// `movmatrix`: a tile in registers, transposed.
  static final class Turn extends Action {
    private final int result;
    private final int source;

    Turn(int result, int source) {
      this.result = result;
      this.source = source;
    }

    @Override
    void run(Warp warp, int mask) {
      var r = warp.registers;
      var words = new long[Grid.WARP];
      for (int i = 0; i < 64; i++) {
        int row = i / 8;
        int column = i % 8;
        long value = r[source + row * 4 + column / 2] >>> column % 2 * 16 & 0xFFFF;
        words[column * 4 + row / 2] |= value << row % 2 * 16;
      }
      System.arraycopy(words, 0, r, result, Grid.WARP);
    }
  }
}
