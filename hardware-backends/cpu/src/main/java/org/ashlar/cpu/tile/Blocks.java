package org.ashlar.cpu.tile;

import org.ashlar.cpu.machine.Isa;

/// How a product of matrices is cut.
///
/// @param rows of a tile in registers
/// @param vectors of a row of it
/// @param depth numbers of a block of the depth, a multiple of the factor's group
/// @param strips strips of a block of rows
/// @param ahead whether the next panel is fetched into the second cache
public record Blocks(int rows, int vectors, int depth, int strips, boolean ahead) {
  private static final long USUAL_CACHE = 1 << 20;

  /// A good cut for this machine's caches.
  ///
  /// @param cache bytes of the second cache; 0: unknown
  public static Blocks of(Isa isa, Factor factor, int m, int n, int k, long cache) {
    long second = cache > 0 ? cache : USUAL_CACHE;
    if (MatrixProduct.usesUnit(isa, factor, k)) {
      return ofUnit(factor, m, k, second);
    }
    int lanes = TileProduct.lanes(isa);
    boolean wide = isa.has(Isa.AVX512);
    int vectors = Math.min(wide ? 4 : 2, (n + lanes - 1) / lanes);
    int rows = wide ? new int[] {0, 14, 13, 8, 6}[vectors] : new int[] {0, 12, 6}[vectors];
    rows = Math.min(rows, m);
    // A panel takes a twelfth of the second cache, a block of rows half of it: fewer blocks of the
    // depth mean fewer passes over c.
    long lane = (long) factor.laneBytes() * lanes * vectors;
    long most = Math.clamp(second / 12 / lane, 128, wide ? 640 : 384) * factor.group();
    int unit = 4 * factor.group();
    int parts = (int) ((k + most - 1) / most);
    int depth = parts == 1 ? k : ((k + parts - 1) / parts + unit - 1) / unit * unit;
    long strips = Math.max(1, m / rows);
    long held = Math.max(1, second / 2 / ((long) depth * factor.bytes() * rows));
    long cuts = (strips + held - 1) / held;
    long block = (strips + cuts - 1) / cuts;
    return new Blocks(rows, vectors, depth, (int) block, true);
  }

  private static Blocks ofUnit(Factor factor, int m, int k, long second) {
    int rows = Math.min(2 * UnitProduct.SIDE, m);
    int unit = UnitProduct.ROW / factor.bytes();
    int most = 16 * unit;
    int parts = (k + most - 1) / most;
    int depth = ((k + parts - 1) / parts + unit - 1) / unit * unit;
    long strips = Math.max(1, second / 2 / ((long) depth * factor.bytes() * rows));
    return new Blocks(rows, 2, depth, (int) Math.min(strips, m / rows), false);
  }
}
