package org.ashlar.gpu.engine;

/// Three sizes, of a grid in blocks or of a block in threads; x varies fastest.
public record Extent(int x, int y, int z) {
  public Extent {
    if (x < 1 || y < 1 || z < 1) {
      throw new IllegalArgumentException(
          "extent: every size is at least 1: " + x + "x" + y + "x" + z);
    }
  }

  public static Extent of(int x) {
    return new Extent(x, 1, 1);
  }

  public static Extent of(int x, int y) {
    return new Extent(x, y, 1);
  }

  /// @param text such as `4`, `4x2` or `4,2,1`
  public static Extent parse(String text) {
    var parts = text.split("[x,]", -1);
    var sizes = new int[] {1, 1, 1};
    if (parts.length > 3) {
      throw new IllegalArgumentException("extent: at most three sizes, as in 4x2x1: " + text);
    }
    for (int i = 0; i < parts.length; i++) {
      try {
        sizes[i] = Integer.parseInt(parts[i].strip());
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("extent: whole numbers, as in 4x2x1: " + text, e);
      }
    }
    return new Extent(sizes[0], sizes[1], sizes[2]);
  }

  public long count() {
    return (long) x * y * z;
  }

  @Override
  public String toString() {
    return x + "x" + y + "x" + z;
  }
}
