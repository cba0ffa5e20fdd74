package org.ashlar.gpu.emit;

import org.ashlar.ir.kernel.Product;

/// How a product is shared among blocks and threads: a block makes `rows · columns` results, a
/// thread `own · own` of them, out of slices that are `depth` long.
record Tiling(int rows, int columns, int depth, int own) {
  /// Threads of a block.
  static final int THREADS = 256;

  private static final Tiling LARGE = new Tiling(128, 128, 8, 8);
  private static final Tiling MIDDLE = new Tiling(64, 64, 16, 4);

  /// Results of one block beyond which larger tiles leave too few blocks.
  private static final long MANY = 1L << 22;

  /// Rows and columns below which threads of their own do as well.
  private static final long LEAST = 16;

  static Tiling of(Product product) {
    long rows = product.extent(Product.Role.ROW);
    long columns = product.extent(Product.Role.COLUMN);
    long all = rows * columns * product.extent(Product.Role.BATCH);
    return rows % LARGE.rows() == 0 && columns % LARGE.columns() == 0 && all >= MANY
        ? LARGE
        : MIDDLE;
  }

  /// Whether a product is worth tiles.
  static boolean pays(Product product) {
    return product.centre().isEmpty()
        && product.extent(Product.Role.ROW) >= LEAST
        && product.extent(Product.Role.COLUMN) >= LEAST
        && product.extent(Product.Role.DEPTH) >= LEAST
        && product.extent(Product.Role.DEPTH) < 1 << 30;
  }

  /// Threads side by side.
  int across() {
    return columns / own;
  }

  /// Numbers of an operand's slice that each thread brings.
  int share(int width) {
    return width * depth / THREADS;
  }
}
