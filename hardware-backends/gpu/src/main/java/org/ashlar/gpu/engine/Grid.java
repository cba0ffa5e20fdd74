package org.ashlar.gpu.engine;

/// The shape of a launch: blocks in the grid, threads in a block, bytes of dynamic shared memory.
///
/// @param sharedBytes what `.extern .shared` variables get, beside what the entry declares
public record Grid(Extent blocks, Extent threads, int sharedBytes) {
  /// Threads of a warp.
  public static final int WARP = 32;

  private static final int MOST_THREADS = 1024;

  public Grid {
    if (threads.count() > MOST_THREADS) {
      throw new IllegalArgumentException(
          "grid: a block has at most 1024 threads: " + threads + " are " + threads.count());
    }
    if (sharedBytes < 0) {
      throw new IllegalArgumentException("grid: dynamic shared bytes: " + sharedBytes);
    }
  }

  public static Grid of(int blocks, int threads) {
    return new Grid(Extent.of(blocks), Extent.of(threads), 0);
  }

  public int threadsOfBlock() {
    return (int) threads.count();
  }

  /// The last warp of a block may be partly empty.
  public int warpsOfBlock() {
    return (threadsOfBlock() + WARP - 1) / WARP;
  }

  /// @param index of a block, x fastest
  public Place place(long index) {
    return Place.of(index, blocks);
  }

  /// Where one block or thread stands, from 0.
  public record Place(int x, int y, int z) {
    static Place of(long index, Extent in) {
      return new Place(
          (int) (index % in.x()),
          (int) (index / in.x() % in.y()),
          (int) (index / ((long) in.x() * in.y())));
    }

    @Override
    public String toString() {
      return "(" + x + "," + y + "," + z + ")";
    }
  }
}
